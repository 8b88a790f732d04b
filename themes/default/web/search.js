// The search: what ?q= asks for, found in the index that `banbao build` wrote, shown with the templates of search.html.
//
// Files of the index are classic scripts that call banbaoSearch(name, value), so that a folder opened from disk can be
// searched: tN.js hold documents, gN.js say in which documents a gram stands. A small site has no grams: all its
// documents are read. Grams only narrow down; every result was found in the text itself.
// ES2017 without modules: old browsers of WeChat read it.
(function () {
  'use strict';

  // ---- Folding: the same as src/render/search/fold.rs

  const SKIPPED = /[\u{0}-\u{2f}\u{3a}-\u{40}\u{5b}-\u{60}\u{7b}-\u{bf}\u{d7}\u{f7}\u{2000}-\u{2bff}\u{2e00}-\u{2e7f}\u{3000}-\u{3004}\u{3008}-\u{3020}\u{3030}\u{303d}-\u{303f}\u{30fb}\u{fe00}-\u{fe6f}\u{ff00}-\u{ffef}\u{1f000}-\u{1faff}\u{e0000}-\u{e0fff}]/u;
  const ENDS = '\n。!?;…';
  const isWord = (c) => c !== undefined && c !== ' ' && c !== '\n' && c.codePointAt(0) < 0x590;

  /** `out`: the folded text; `at`: where in the text each unit of it comes from. */
  function fold(text) {
    const at = [];
    let out = '';
    let last;
    let gap = false;
    let end = false;
    let from = 0;
    const push = (c) => {
      for (let unit = 0; unit < c.length; unit++) at.push(from);
      out += c;
      last = c;
    };
    for (const raw of text) {
      const code = raw.codePointAt(0);
      const c = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : raw;
      if (SKIPPED.test(c)) {
        gap = true;
        end = end || ENDS.includes(c);
      } else {
        if (out && end) push('\n');
        else if (gap && isWord(last) && isWord(c)) push(' ');
        gap = end = false;
        push(isWord(c) ? c.toLowerCase() : c);
      }
      from += raw.length;
    }
    return { out, at };
  }

  /** What a query asks for: all of these, anywhere in a document. */
  function termsOf(query) {
    const folded = fold(query.slice(0, 80).replace(/\s+/g, '\n')).out;
    return Array.from(new Set(folded.split(/[\n ]/).filter(Boolean)));
  }

  const RUNS = /[\0-\u058f]+|[^\0-\u058f]+/g;

  /** Words that ask and name nothing. */
  const ASKING = /怎么办|怎么样|怎么|怎样|如何|为什么|什么|能不能|可不可以|可以|是不是|有没有|要不要|[吗呢吧呀]/;

  /** What a query that finds nothing is looked for by: any two neighbouring characters of its terms, and its words. */
  function piecesOf(terms) {
    const pieces = [];
    const parts = terms.map((term) => term.split(ASKING)).reduce((all, some) => all.concat(some), []);
    for (const run of parts.map((part) => part.match(RUNS) || []).reduce((all, runs) => all.concat(runs), [])) {
      const letters = Array.from(run);
      if (letters.length < 2) continue;
      if (isWord(run)) pieces.push(run);
      else letters.slice(1).forEach((c, index) => pieces.push(letters[index] + c));
    }
    return Array.from(new Set(pieces));
  }

  // ---- Grams: the same as src/render/search/grams.rs

  const PREFIX = 6;
  /** Files of grams that a query may load. */
  const SHARDS = 4;
  /** Pieces of a query that are looked up in them, where the whole is nowhere. */
  const PIECES = 8;

  function gramsOf(term) {
    const grams = [];
    for (const run of term.match(RUNS)) {
      const letters = Array.from(run);
      if (!isWord(run)) letters.slice(1).forEach((c, index) => grams.push(letters[index] + c));
      else if (letters.length > 1) grams.push(letters.slice(0, PREFIX).join(''));
    }
    return grams;
  }

  function shardOf(gram, shards) {
    let hash = 0;
    for (const c of gram) hash = (hash * 8191 + c.codePointAt(0)) % 2147483647;
    return hash % shards;
  }

  /** Up to `count` of a list, from its first to its last. */
  function spread(list, count) {
    if (list.length <= count) return list;
    if (count < 2) return list.slice(0, 1);
    return Array.from({ length: count }, (_, index) => list[Math.round((index * (list.length - 1)) / (count - 1))]);
  }

  /** Steps in base 60, as src/render/search/mod.rs writes them: adds a place for each document. */
  function decode(steps, place, places) {
    let next = 0;
    let high = 0;
    for (let index = 0; index < steps.length; index++) {
      const code = steps.charCodeAt(index);
      const digit = code > 92 ? code - 36 : code - 35;
      if (digit >= 60) {
        high = high * 29 + digit - 60;
      } else {
        next += high * 60 + digit;
        places.set(next, place);
        next += 1;
        high = 0;
      }
    }
  }

  /** The documents of a gram, each with its best place: 0 title, 1 summary, 2 text. */
  function placesOf(gram, shard) {
    const [groups, words] = shard;
    const places = new Map();
    let steps = '';
    if (isWord(gram) || gram[0] === "'") {
      if (Object.prototype.hasOwnProperty.call(words, gram)) steps = words[gram];
    } else {
      const [first, second] = Array.from(gram);
      const start = groups.indexOf(`~${first}`);
      if (start >= 0) {
        const until = groups.indexOf('~', start + 1);
        const group = groups.slice(start + 1 + first.length, until < 0 ? undefined : until);
        const at = second ? group.indexOf(second) : 0;
        if (at >= 0) steps = group.slice(at + (second || '').length).match(/^[ -}]*/)[0];
      }
    }
    steps.split(' ').forEach((list, index) => decode(list, 2 - index, places));
    return places;
  }

  const both = (a, b) => {
    const places = new Map();
    a.forEach((place, id) => b.has(id) && places.set(id, Math.max(place, b.get(id))));
    return places;
  };
  const either = (a, b) => {
    const places = new Map(a);
    b.forEach((place, id) => places.set(id, a.has(id) ? Math.min(place, a.get(id)) : place));
    return places;
  };

  // ---- Pinyin: initials (gxy), or syllables (gaoxueya)

  const SYLLABLE = /^(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:i?ang|i?ong|uang|eng|ing|ian|iao|uai|uan|ai|ei|ui|ao|ou|iu|ie|ue|ve|er|an|en|in|un|ia|ua|uo|[aoeiuv])/;

  /** Whether letters may stand for sounds. One and the same letter three times is a slip of the finger, no word. */
  const isSound = (term) => /^[a-z]{2,}$/.test(term) && !/^(.)\1\1+$/.test(term);

  /** Initials that letters may stand for: themselves, or those of the syllables they spell. */
  function initialsOf(letters) {
    let initials = '';
    let rest = letters;
    while (rest) {
      const syllable = rest.match(SYLLABLE);
      // The last syllable may not be finished.
      if (!syllable && initials.length + rest.length > 8) break;
      initials += rest[0];
      rest = rest.slice(syllable ? syllable[0].length : 1);
    }
    return Array.from(new Set([letters, initials])).filter((found) => found.length > 1);
  }

  const soundGrams = (initials) =>
    initials.length < 3
      ? [`'${initials}`]
      : Array.from({ length: initials.length - 2 }, (_, index) => `'${initials.slice(index, index + 3)}`);

  /** Where Han of a text sound like these letters: `[from, until]` in the text, at least two characters. */
  function soundSpots(text, folded, pinyin, letters) {
    const readings = pinyin.split(' ');
    const sounds = [];
    let unit = 0;
    for (const c of folded.out) {
      const han = c !== ' ' && c !== '\n' && !isWord(c);
      const at = folded.at[unit];
      sounds.push({ at, until: at + c.length, readings: han ? readings.shift().split('/') : [] });
      unit += c.length;
    }
    const end = (index, rest) => {
      if (!rest) return index;
      // What is said in one breath: no mark stands in it.
      if (index === sounds.length || (rest !== letters && sounds[index].at > sounds[index - 1].until)) return -1;
      for (const sound of sounds[index].readings) {
        if (rest.length > 1 && sound.startsWith(rest)) return index + 1;
        const starts = [sound, sound.slice(0, 1)].concat(sound[1] === 'h' ? sound.slice(0, 2) : []);
        for (const start of starts) {
          const until = start && rest.startsWith(start) ? end(index + 1, rest.slice(start.length)) : -1;
          if (until >= 0) return until;
        }
      }
      return -1;
    };
    const spots = [];
    for (let index = 0; index < sounds.length; index++) {
      const until = end(index, letters);
      if (until - index > 1) spots.push([sounds[index].at, sounds[until - 1].at + 1]);
    }
    return spots;
  }

  // ---- Documents

  function documentOf(row, id) {
    const [path, look, lang, expired, title, summary, pinyin, text] = row;
    const sounds = pinyin.split('\n');
    const field = (value, index) => ({ value, folded: fold(value), pinyin: sounds[index] });
    return { id, path, look, lang, expired, fields: [title, summary, text].map(field) };
  }

  /** `[from, until]` of a term in a field; a word is found by its beginning. */
  function spotsOf({ value, folded: { out, at } }, term) {
    const spots = [];
    for (let index = out.indexOf(term); index >= 0; index = out.indexOf(term, index + 1)) {
      if (isWord(term) && isWord(out[index - 1])) continue;
      const last = at[index + term.length - 1];
      spots.push([at[index], last + (value.codePointAt(last) > 0xffff ? 2 : 1)]);
    }
    return spots;
  }

  /**
   * How well a document matches, and where: a rank below every other is better. `null` where fewer than `least` of the
   * terms are there.
   */
  function match(doc, terms, least) {
    const spots = [[], [], []];
    let rank = 0;
    let count = 0;
    for (const term of terms) {
      let best = 9;
      doc.fields.forEach((field, index) => {
        let found = spotsOf(field, term);
        let here = index * 2;
        if (!found.length && field.pinyin && isSound(term)) {
          found = soundSpots(field.value, field.folded, field.pinyin, term);
          here += 1;
        }
        if (found.length) best = Math.min(best, here);
        spots[index] = spots[index].concat(found);
      });
      if (best === 9) continue;
      rank += best;
      count += 1;
    }
    return count < least ? null : { doc, rank, count, spots };
  }

  // ---- The index

  const arrived = {};
  const loading = {};
  const STEP = 10;
  /** Files of documents that a step may load. */
  const FILES = 12;

  /** Takes in a file of the index. */
  window.banbaoSearch = (name, value) => {
    arrived[name] = value;
  };

  function load(index, name) {
    if (!loading[name]) {
      loading[name] = new Promise((resolve, reject) => {
        const script = document.createElement('script');
        script.src = `${index.folder}${name}.js`;
        script.onload = () => resolve(arrived[name]);
        script.onerror = () => {
          delete loading[name];
          reject(new Error(script.src));
        };
        document.head.appendChild(script);
      });
    }
    return loading[name];
  }

  /** File and row of a document. */
  function lieOf(index, id) {
    const first = Math.ceil(index.articles / index.perArticles);
    return id < index.articles
      ? [Math.floor(id / index.perArticles), id % index.perArticles]
      : [first + Math.floor((id - index.articles) / index.perOthers), (id - index.articles) % index.perOthers];
  }

  async function placesOfAll(index, grams) {
    const shards = await Promise.all(grams.map((gram) => load(index, `g${shardOf(gram, index.shards)}`)));
    return grams.map((gram, at) => placesOf(gram, shards[at])).reduce(both);
  }

  /** Numbers of the documents that may match, the best first. */
  async function candidates(index, terms) {
    if (!index.shards) return Array.from({ length: index.documents }, (_, id) => id);
    const firm = terms.filter((term) => gramsOf(term).length);
    // A single letter is looked up, in titles and summaries, only where there is nothing better to go by.
    const asked = (firm.length ? firm : terms).slice(0, SHARDS);
    const found = await Promise.all(
      asked.map(async (term) => {
        const grams = gramsOf(term);
        const places = await placesOfAll(index, grams.length ? spread(grams, Math.max(1, Math.floor(SHARDS / asked.length))) : [term]);
        const sounds = isSound(term) && asked.length < 3 ? initialsOf(term) : [];
        const sounding = await Promise.all(sounds.map((initials) => placesOfAll(index, spread(soundGrams(initials), 2))));
        return sounding.reduce(either, places);
      }),
    );
    const places = found.reduce(both);
    return Array.from(places.keys()).sort((a, b) => places.get(a) - places.get(b) || a - b);
  }

  /** How many pieces must be there: of two, or where anything has two, no single one will do. */
  const fewest = (pieces) => (pieces.length < 3 ? 2 : 1);
  /** How many a document must have, these being what documents have: half as many as the best. */
  const enough = (counts, pieces) => {
    const most = Math.ceil(counts.reduce((a, b) => Math.max(a, b), 0));
    return most < 2 ? fewest(pieces) : Math.max(2, Math.ceil(most / 2));
  };

  /** Numbers of the documents that have enough of the pieces, those with the most first. */
  async function partly(index, pieces) {
    if (pieces.length < fewest(pieces)) return [];
    if (!index.shards) return Array.from({ length: index.documents }, (_, id) => id);
    const found = await Promise.all(pieces.map((piece) => placesOfAll(index, gramsOf(piece))));
    const counts = new Map();
    // Places decide where as many are found.
    found.forEach((places) => places.forEach((place, id) => counts.set(id, (counts.get(id) || 0) + 1 - place / 99)));
    const least = enough(Array.from(counts.values()), pieces);
    const many = Array.from(counts.keys()).filter((id) => counts.get(id) > least - 0.5);
    return many.sort((a, b) => counts.get(b) - counts.get(a) || a - b);
  }

  /**
   * A search for all terms of a query; where nothing has them all, for their pieces. Each `next()` resolves to further
   * matches, the best first; `rest` says how many documents were not looked at yet, `isPart` whether matches are of pieces.
   */
  window.banbaoSearch.find = (index, query) => {
    const terms = termsOf(query);
    let wanted = terms;
    let queue;
    // Kept where a later file fails to come.
    let found = [];
    let none = true;
    let part = false;
    const next = async () => {
      const sorted = await further();
      none = none && !sorted.length;
      if (!none || part || queue.length || !terms.length) return sorted;
      const pieces = piecesOf(terms);
      const asked = index.shards ? spread(pieces, PIECES) : pieces;
      queue = await partly(index, asked);
      wanted = asked;
      part = true;
      const results = await further();
      const least = enough(results.map(({ count }) => count), asked);
      return results.filter(({ count }) => count >= least);
    };
    const further = async () => {
      queue = queue || (terms.length ? await candidates(index, terms) : []);
      let files = 0;
      while (queue.length && (!index.shards || (found.length < STEP && files < FILES))) {
        const batch = queue.slice(0, index.shards ? Math.min(STEP - found.length, FILES - files) : queue.length);
        const names = Array.from(new Set(batch.map((id) => `t${lieOf(index, id)[0]}`)));
        files += names.length;
        await Promise.all(names.map((name) => load(index, name)));
        // Only now: what could not be loaded is tried again.
        queue.splice(0, batch.length);
        for (const id of batch) {
          const [file, row] = lieOf(index, id);
          const result = match(documentOf(arrived[`t${file}`][row], id), wanted, part ? fewest(wanted) : wanted.length);
          if (result) found.push(result);
        }
      }
      const sorted = found.sort((a, b) => b.count - a.count || a.rank - b.rank || a.doc.id - b.doc.id);
      found = [];
      return sorted;
    };
    return { terms, next, rest: () => (queue ? queue.length : index.documents), isPart: () => part };
  };

  // ---- The page

  /** Fills an element with a part of a text, matches marked. */
  function fill(element, text, spots, from, until) {
    const sorted = spots.filter((spot) => spot[0] >= from && spot[1] <= until).sort((a, b) => a[0] - b[0]);
    let at = from;
    element.textContent = from > 0 && !/[。！？；\n]/.test(text[from - 1]) ? '…' : '';
    for (const [start, end] of sorted) {
      if (end <= at) continue;
      element.append(text.slice(at, Math.max(at, start)));
      const mark = document.createElement('mark');
      mark.textContent = text.slice(Math.max(at, start), end);
      element.append(mark);
      at = end;
    }
    element.append(text.slice(at, until));
    if (until < text.length && !/[。！？；.!?;\n]/.test(text[until - 1]) && text[until] !== '\n') element.append('…');
  }

  /** The sentence around a match: `[from, until]`, not much longer than two lines on a phone. */
  function sentence(text, spot) {
    const BEFORE = 30;
    const LENGTH = 70;
    let from = spot[0];
    while (from > 0 && !/[。！？；\n]/.test(text[from - 1])) from--;
    if (spot[0] - from > BEFORE) from = spot[0] - BEFORE / 2;
    let until = spot[1];
    while (until < text.length && !/[。！？；\n]/.test(text[until - 1]) && text[until] !== '\n') until++;
    return [from, Math.max(spot[1], Math.min(until, from + LENGTH))];
  }

  function card(page, { doc, spots }) {
    const template = document.getElementById(`look-${doc.look}`) || document.getElementById('look-page');
    const item = document.importNode(template.content, true).firstElementChild;
    const [title, summary, text] = doc.fields.map((field) => field.value);
    const link = item.querySelector('a');
    link.href = page.dataset.root + doc.path + page.dataset.file;
    fill(link, title, spots[0], 0, title.length);
    const found = item.querySelector('.found');
    if (spots[2].length && !spots[1].length && !template.hasAttribute('data-summary')) {
      const [from, until] = sentence(text, spots[2][0]);
      fill(found, text, spots[2], from, until);
    } else {
      fill(found, summary, spots[1], 0, summary.length);
    }
    found.hidden = !found.textContent;
    if (doc.lang !== document.documentElement.lang) item.lang = doc.lang;
    item.querySelector('.expired').hidden = !doc.expired;
    return item;
  }

  function begin(page) {
    const query = (new URLSearchParams(location.search).get('q') || '').trim();
    if (!query) return;
    const data = page.dataset;
    const number = (name) => Number(data[name]);
    const index = {
      folder: data.index,
      shards: number('shards'),
      documents: number('documents'),
      articles: number('articles'),
      perArticles: number('perArticles'),
      perOthers: number('perOthers'),
    };
    const status = page.querySelector('[role=status]');
    const results = page.querySelector('.results');
    const list = results.querySelector('ul');
    const more = page.querySelector('.more-results');
    const again = page.querySelector('.again');
    const hint = page.querySelector('.hint');
    const say = (text, count) => {
      status.textContent = text.replace('{query}', () => query).replace('{count}', count);
    };
    document.querySelectorAll('input[name=q]').forEach((input) => {
      input.value = query;
    });
    document.title = `${query} · ${document.title}`;

    const search = window.banbaoSearch.find(index, query);
    let shown = 0;
    let waiting = [];
    const go = async () => {
      more.hidden = again.hidden = true;
      say(data.searching);
      try {
        if (!waiting.length) waiting = await search.next();
      } catch (error) {
        say(data.failed);
        again.hidden = false;
        return;
      }
      const cards = waiting.splice(0, STEP).map((result) => card(page, result));
      cards.forEach((item) => list.append(item));
      results.hidden = !list.children.length;
      shown += cards.length;
      const rest = waiting.length || search.rest();
      more.hidden = !rest;
      hint.hidden = shown > 0 || rest > 0;
      if (search.isPart() && shown) say((rest ? data.partlySome : data.partly) || data.found, search.rest() ? shown : shown + waiting.length);
      else if (rest && !search.rest()) say(data.part, shown + waiting.length);
      else if (rest) say(shown ? data.some : data.unfinished, shown);
      else say(shown ? data.found : data.none, shown);
      // After "more", the keyboard goes on where the new results begin.
      if (shown > cards.length && cards.length) cards[0].querySelector('a').focus();
    };
    more.addEventListener('click', go);
    again.addEventListener('click', go);
    go();
  }

  const page = document.getElementById('search');
  if (page) begin(page);
})();
