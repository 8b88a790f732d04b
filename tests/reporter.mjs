// A reporter for `node --test` in cargo's form, so that one run of all tests reads as one.

import { performance } from 'node:perf_hooks';

/** Node reports a file of tests as if it were a test too. */
const isFile = ({ name }) => /\.m?js$/.test(name);

export default async function* reporter(source) {
  const start = performance.now();
  const failures = [];
  const broken = [];
  let passed = 0;
  let ignored = 0;
  for await (const { type, data } of source) {
    if (type === 'test:stderr' || type === 'test:stdout') {
      yield data.message;
    } else if (type === 'test:fail' && isFile(data)) {
      // A file fails with its tests; by itself only where it could not run at all.
      broken.push(data);
    } else if (type === 'test:fail') {
      failures.push(data);
      yield `test ${data.name} ... FAILED\n`;
    } else if (type === 'test:pass' && !isFile(data) && data.skip !== undefined) {
      ignored += 1;
    } else if (type === 'test:pass' && !isFile(data)) {
      passed += 1;
      yield `test ${data.name} ... ok\n`;
    }
  }
  if (failures.length === 0) failures.push(...broken);
  if (failures.length > 0) {
    yield '\nfailures:\n';
    for (const { name, file, line, details } of failures) {
      const error = details?.error?.cause ?? details?.error;
      yield `\n---- ${name} (${file ?? ''}:${line ?? ''}) ----\n${error?.stack ?? error?.message ?? error}\n`;
    }
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  const verdict = failures.length === 0 ? 'ok' : 'FAILED';
  const counts = `${passed} passed; ${failures.length} failed; ${ignored} ignored; 0 measured; 0 filtered out`;
  yield `\ntest result: ${verdict}. ${counts}; finished in ${seconds}s\n`;
}
