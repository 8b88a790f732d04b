// The kinds of page a site has, told by their addresses, and pages to look at for each.

import { files, read } from '../town.mjs';

/** Every kind, the addresses that are of it, and the pages chosen for it; the first one otherwise. */
const KINDS = [
  ['home', /^$/],
  ['not found', /^404\.html$/],
  ['boards', /^b\/$/],
  ['board', /^b\/[^/]+\/$/, ['b/023/']],
  ['retired board', /^b\/052\/$/],
  ['articles', /^a\/$/],
  ['article', /^a\/[^/]+\/$/, ['a/diabetes/', 'a/everything/']],
  ['expired article', /^a\/over\/$/],
  ['translation', /^a\/[^/]+\/[^/]+\/$/, ['a/everything/en/', 'a/declaration/ii/']],
  ['editions', /^e\/$/],
  ['edition', /^e\/[^/]+\/$/, ['e/036/', 'e/037/']],
  ['topics', /^t\/$/],
  ['topic', /^t\/[^/]+\/$/, ['t/infection/']],
  ['later page of a topic', /^t\/[^/]+\/(page\/)?\d+\/$/],
  ['progress', /^progress\/$/],
  ['area', /^progress\/[^/]+\/$/, ['progress/disease/']],
  ['records', /^progress\/(ledger|rounds|calendar|inspections|plan)\/$/, ['progress/ledger/', 'progress/calendar/']],
  ['search', /^search\/$/],
  ['standing page', /^p\/[^/]+\/$/, ['p/corrections/']],
];

/** The address of a file: `a/co/index.html` is `a/co/`. */
const address = (name) => name.replace(/(^|\/)index\.html$/, '$1');

/** All pages of a site by kind; a page of no kind is an error: whoever adds one names it above. */
export function pagesByKind(site) {
  const kinds = new Map([['redirect', []], ...KINDS.map(([kind]) => [kind, []])]);
  for (const name of files(site).filter((file) => file.endsWith('.html'))) {
    const path = address(name);
    // The last that fits: special ones follow the rule they are taken from.
    const [kind] = KINDS.findLast(([, pattern]) => pattern.test(path)) ?? [];
    if (kind === undefined) throw new Error(`${name} is of no kind that tests/browser/kinds.mjs knows`);
    const moved = read(site, name).includes('http-equiv="refresh"') || /http-equiv=refresh/i.test(read(site, name));
    kinds.get(moved ? 'redirect' : kind).push(path);
  }
  return kinds;
}

/** `[what, path]` of the pages to look at: of every kind that the site has, those chosen or the first. */
export function examples(site) {
  return [...pagesByKind(site)].flatMap(([kind, paths]) => {
    const chosen = KINDS.find(([name]) => name === kind)?.[2] ?? paths.slice(0, 1);
    const lost = chosen.filter((path) => !paths.includes(path));
    if (lost.length > 0) throw new Error(`no page ${lost} among those of the kind ${kind}`);
    return chosen.map((path) => [chosen.length > 1 ? `${kind} /${path}` : kind, path]);
  });
}
