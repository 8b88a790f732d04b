// One article edited while the town is served: how long until its new page is there, and the pictures of the boards that
// fit on a screen. Run by serve.sh.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { program, root, today } from '../tests/town.mjs';

const RUNS = Number(process.argv[2] ?? 20);
/** Boards on a desk's screen of 1280 × 800. */
const BOARDS = 6;
const ARTICLE = 'content/articles/diabetes.md';

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'banbao-serve-'));
cpSync(join(root, 'content'), join(folder, 'content'), { recursive: true });
cpSync(join(root, 'banbao.toml'), join(folder, 'banbao.toml'));
const text = readFileSync(join(folder, ARTICLE), 'utf8');
const child = spawn(program, ['--root', folder, '--today', today, '--lang', 'en', 'serve', '--port', '0']);
const origin = await new Promise((found) => {
  createInterface({ input: child.stdout }).on('line', (line) => {
    const address = line.match(/http:\/\/[^/]+/);
    if (address) found(address[0]);
  });
});
/** As many connections as a browser has to one host, the one for news apart. */
const agent = new Agent({ keepAlive: true, maxSockets: 5 });
const fetched = (path) => new Promise((found, fail) => {
  request(origin + path, { agent }, (answer) => {
    const parts = [];
    answer.on('data', (part) => parts.push(part)).on('end', () => found(Buffer.concat(parts)));
  }).on('error', fail).end();
});
const get = async (path) => (await fetched(path)).toString();
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** Whom news wakes. As a browser does, one listens for it: who asks again and again takes the time that he measures. */
let wake = () => {};
async function listen() {
  for await (const _ of (await fetch(`${origin}/_live/events`)).body) wake();
}

/** Asks at every news until the answer is as it should be. */
async function until(path, fits) {
  for (;;) {
    const news = new Promise((done) => { wake = done; });
    const answer = await get(path);
    if (fits(answer)) return answer;
    await Promise.race([news, pause(100)]);
  }
}

const pictures = (page) => page.split('<li class="board"').slice(1, 1 + BOARDS)
  .flatMap((board) => [...board.matchAll(/src="(\/_desk\/pages\/[^"]+)"/g)].map(([, src]) => src));
const BOARDS_PAGE = '/_desk/boards/?edition=36';

listen().catch(() => {});
await until('/_desk/', (page) => page.includes('class="wrap status good"'));
await Promise.all(pictures(await get(BOARDS_PAGE)).map(fetched));
const pages = [];
const posters = [];
for (let run = 0; run < RUNS; run += 1) {
  // A person reads before the next edit; the rehearsal of the last one is over.
  await until('/_desk/', (page) => page.includes('class="wrap status good"'));
  // No longer than the title that it takes the place of: one that is too long for its posters is an error.
  const edited = text.replace('title = "会吃会动，', `title = "第 ${run} 次，`);
  const start = performance.now();
  writeFileSync(join(folder, ARTICLE), edited);
  await until('/a/diabetes/', (page) => page.includes(`第 ${run} 次`));
  pages.push(performance.now() - start);
  await Promise.all(pictures(await get(BOARDS_PAGE)).map(fetched));
  posters.push(performance.now() - start);
}
child.kill('SIGINT');
await new Promise((done) => { child.on('exit', done); });
rmSync(folder, { recursive: true, force: true });

const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
const line = (what, times) => console.log(`| ${what} | ${median(times).toFixed(0)} ms | ${Math.max(...times).toFixed(0)} ms |`);
console.log(`| one article edited, ${RUNS} times | median | longest |\n|---|---:|---:|`);
line('its new page', pages);
line(`the page and the pictures of ${BOARDS} boards`, posters);
