// A served page follows its sources: news arrive as events, the page is changed into the new one where they differ, and
// errors are laid over it. What the reader or the page's own scripts did to it stays: text that was typed, details that
// were opened, results that were found.
(() => {
  'use strict';

  const root = document.documentElement;
  const desk = root.hasAttribute('data-desk');
  const waiting = root.hasAttribute('data-waiting');

  // ---- What is not from the server

  /** Nodes that scripts made. */
  const made = new WeakSet();
  /** Names of attributes that scripts or readers changed, by element. */
  const touched = new WeakMap();
  const note = (records) => {
    for (const { type, target, addedNodes, attributeName } of records) {
      if (type === 'attributes') {
        if (!touched.has(target)) touched.set(target, new Set());
        touched.get(target).add(attributeName);
      } else {
        addedNodes.forEach((node) => made.add(node));
      }
    }
  };
  const observer = new MutationObserver(note);
  const observe = () => observer.observe(document.body, { subtree: true, childList: true, attributes: true });
  /** Changes that we make are the server's. */
  const unseen = (change) => {
    note(observer.takeRecords());
    observer.disconnect();
    try { change(); } finally { observe(); }
  };
  observe();

  // ---- The page becomes the new one

  const scriptsOf = (page) => [...page.querySelectorAll('script[src]')].map((one) => one.getAttribute('src')).join();
  const stylesOf = (page) => [...page.querySelectorAll('head link[rel="stylesheet"]')];
  const scripts = scriptsOf(document);

  /** New stylesheets are there before the old ones go: nothing is ever seen without style. */
  async function swapStyles(next) {
    const old = stylesOf(document);
    const kept = new Set();
    let last = null;
    const loads = [];
    for (const link of stylesOf(next)) {
      const same = old.find((one) => one.getAttribute('href') === link.getAttribute('href'));
      if (same) {
        kept.add(same);
        last = same;
        continue;
      }
      const fresh = document.importNode(link, true);
      loads.push(new Promise((done) => { fresh.onload = fresh.onerror = done; }));
      if (last) last.after(fresh); else if (old[0]) old[0].before(fresh); else document.head.append(fresh);
      last = fresh;
    }
    await Promise.all(loads);
    old.filter((one) => !kept.has(one)).forEach((one) => one.remove());
  }

  const morphing = {
    morphStyle: 'outerHTML',
    callbacks: {
      beforeNodeMorphed: (node) => !made.has(node),
      beforeNodeRemoved: (node) => !made.has(node),
      // What is typed and ticked is the reader's.
      beforeAttributeUpdated: (name, element) =>
        !['value', 'checked', 'selected'].includes(name) && !touched.get(element)?.has(name),
    },
  };

  /** How the page itself was answered: the site has a page for what is not there. */
  const first = performance.getEntriesByType('navigation')[0]?.responseStatus;
  let text = null;
  async function change() {
    const response = await fetch(location.href, { cache: 'no-cache' });
    if (waiting && response.status !== 503) return location.reload();
    gone(response.status === 404 && first !== 404);
    if (isGone || ![200, 404, waiting ? 503 : 200].includes(response.status)) return;
    const fresh = await response.text();
    if (fresh === text) return;
    text = fresh;
    const next = new DOMParser().parseFromString(fresh, 'text/html');
    // A script that has run cannot be taken back.
    if (scriptsOf(next) !== scripts) return location.reload();
    await swapStyles(next);
    if (document.title !== next.title) document.title = next.title;
    root.lang = next.documentElement.lang;
    unseen(() => Idiomorph.morph(document.body, next.body, morphing));
    document.dispatchEvent(new CustomEvent('banbao:changed'));
  }

  let running = null;
  let again = false;
  /** One change at a time; what comes meanwhile is one more. */
  function refresh() {
    again = true;
    running ??= (async () => {
      while (again) {
        again = false;
        // A server that went away comes back with an event.
        try { await change(); } catch { /* the next event tries again */ }
      }
      running = null;
    })();
    return running;
  }
  // The desk's own script asks for it too.
  window.banbaoRefresh = refresh;

  // ---- What lies over the page

  const host = document.createElement('banbao-live');
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = '/_live/overlay.css';
  const parts = document.createElement('div');
  shadow.append(sheet, parts);
  // Beside the body, where changes of the page do not reach it; unseen until it has its style.
  host.hidden = true;
  sheet.onload = () => { host.hidden = false; };
  // The desk and the page before the first site list errors themselves; that the server is gone they cannot.
  const listed = desk || waiting;
  root.append(host);

  const make = (name, options = {}, ...children) => {
    const { className, ...rest } = options;
    const element = document.createElement(name);
    if (className) element.className = className;
    for (const [key, value] of Object.entries(rest)) element.setAttribute(key, value);
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

  let news = null;
  let lost = false;
  let isGone = false;
  const gone = (value) => {
    if (value !== isGone) {
      isGone = value;
      draw();
    }
  };

  // What was put aside stays aside until there is another error, on the next page too.
  const memory = {
    get: () => { try { return sessionStorage.getItem('banbao-aside'); } catch { return null; } },
    set: (value) => { try { sessionStorage.setItem('banbao-aside', value); } catch { /* forgotten */ } },
  };
  let aside = memory.get();
  const put = (value) => {
    aside = value;
    memory.set(value);
    draw();
  };
  const signature = () => JSON.stringify(news.errors.map(({ code, place, message }) => [code, place, message]));

  async function copy(button, value) {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      // Not everywhere may a page write there: then the text is chosen, ready to be copied.
      getSelection().selectAllChildren(button.previousElementSibling);
      return;
    }
    button.textContent = news.words.copied;
  }

  /** A line of source is often wider than its box: what is marked in it is brought into view. */
  function aim(box) {
    const node = box.firstChild;
    const mark = /^\s*│.*?\^/m.exec(box.textContent);
    if (!mark || node?.nodeType !== Node.TEXT_NODE) return;
    const at = mark.index + mark[0].length - 1;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const left = range.getBoundingClientRect().left - box.getBoundingClientRect().left + box.scrollLeft;
    box.scrollLeft = Math.max(0, left - box.clientWidth / 3);
  }
  const aimAll = () => document.querySelectorAll('.finding pre').forEach(aim);
  if (listed) {
    aimAll();
    document.addEventListener('banbao:changed', aimAll);
    document.addEventListener('toggle', aimAll, true);
  }

  /** What stands between back quotes in a message is code. */
  const marked = (words) => words.split(/`([^`]+)`/).map((part, index) => (index % 2 ? make('code', {}, part) : part));

  function entry(found) {
    const { words } = news;
    const item = make('li', { className: 'finding' });
    item.append(make('h3', {}, ...marked(found.message)));
    if (found.place) {
      const button = make('button', { type: 'button', className: 'copy' }, words.copy);
      button.addEventListener('click', () => copy(button, found.place));
      item.append(make('p', { className: 'place' }, make('code', {}, found.place), button));
    }
    if (found.excerpt) item.append(make('pre', { tabindex: '0', 'aria-label': words.excerpt }, found.excerpt));
    if (found.help) item.append(make('p', { className: 'help' }, make('b', {}, words.help), ' ', ...marked(found.help)));
    if (found.code) item.append(make('p', { className: 'code' }, `${words.code} ${found.code}`));
    return item;
  }

  function panel() {
    const { words, errors, behind } = news;
    const close = make('button', { type: 'button', className: 'close' }, words.close);
    close.addEventListener('click', () => put(signature()));
    const count = fill(words.errors, { count: errors.length });
    return make(
      'section',
      { className: 'panel', role: 'region', 'aria-labelledby': 'title', lang: news.lang },
      make('header', {}, make('h2', { id: 'title' }, make('span', { role: 'alert' }, count)), close),
      make('p', { className: 'what' }, behind ? words.behind : words.packs),
      make('ol', {}, ...errors.map(entry)),
      make('p', { className: 'keys' }, words.keys),
    );
  }

  function pill() {
    const { words, errors } = news;
    const path = location.pathname.replace(/^\//, '').replace(/index\.html$/, '');
    const draft = news.drafts.some((draft) => path.startsWith(draft));
    const bar = make('div', { className: 'pill', lang: news.lang });
    if (lost) return bar.append(make('b', { className: 'bad', role: 'status' }, words.lost)), bar;
    if (isGone) bar.append(make('b', { className: 'bad', role: 'status' }, words.gone));
    if (draft) bar.append(make('b', { className: 'draft' }, words.draft));
    if (errors.length) {
      const open = make('button', { type: 'button', className: 'bad' }, fill(words.errors, { count: errors.length }));
      open.addEventListener('click', () => put(''));
      bar.append(open);
    } else if (!draft && !isGone) {
      bar.append(make('span', {}, words.preview));
    }
    if (!desk) bar.append(make('a', { href: '/_desk/' }, words.desk));
    return bar;
  }

  let drawn = '';
  function draw() {
    if (!news) return;
    const open = !listed && news.errors.length > 0 && aside !== signature();
    // Drawn anew only where it would be another: who reads it keeps the place.
    const key = JSON.stringify([news.errors, news.behind, news.drafts, news.lang, lost, isGone, open, location.pathname]);
    if (key === drawn) return;
    drawn = key;
    if (listed && !lost && !isGone) return parts.replaceChildren();
    parts.replaceChildren(open ? panel() : pill());
    parts.querySelectorAll('pre').forEach(aim);
  }
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && news?.errors.length) put(signature());
  });

  // ---- News

  let seen = null;
  let source = null;
  function listen() {
    source = new EventSource('/_live/events');
    source.onmessage = ({ data }) => {
      news = JSON.parse(data);
      lost = false;
      // What was mended and comes back is told again.
      if (!news.errors.length) memory.set(aside = '');
      draw();
      const now = listed ? news.revision : news.version;
      // The first news may be newer than the page is.
      if (now !== seen) refresh();
      seen = now;
      root.dataset.live = news.revision;
    };
    source.onerror = () => {
      lost = true;
      draw();
    };
  }
  // A browser keeps six connections to a server: tabs that nobody sees leave theirs to others.
  const follow = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      listen();
    }
  };
  document.addEventListener('visibilitychange', follow);
  addEventListener('pagehide', () => { source?.close(); source = null; });
  addEventListener('pageshow', follow);
  follow();
})();
