// Comforts of a page that reads without them: remembers large type; reads aloud, shares and prints where the browser can.
// A classic script, since a folder opened from disk has no modules. Nothing leaves the phone.
(() => {
  const button = (name) => document.querySelector(`[data-do="${name}"]`);
  const status = (text) => {
    const place = document.querySelector('[role="status"]');
    if (place) place.textContent = text;
  };

  // Large type. Storage may be forbidden (a private window): then the choice holds for this page.
  const [large, larger] = ['large', 'larger'].map((id) => document.getElementById(id));
  const memory = {
    get: () => { try { return localStorage.getItem('large'); } catch { return null; } },
    set: (value) => { try { localStorage.setItem('large', value); } catch { /* forgotten */ } },
  };
  if (large) {
    const step = memory.get();
    if (step !== null) [large.checked, larger.checked] = [step > 0, step > 1];
    const keep = () => {
      if (!large.checked) larger.checked = false;
      memory.set(large.checked + larger.checked);
    };
    for (const box of [large, larger]) box.addEventListener('change', keep);
  }

  const share = button('share');
  if (share) {
    // The public address, without the number of the board that was scanned.
    const link = document.querySelector('link[rel="canonical"]');
    const url = link ? link.href : location.href;
    const copy = async () => {
      if (navigator.clipboard) return navigator.clipboard.writeText(url);
      const field = document.createElement('textarea');
      field.value = url;
      document.body.append(field);
      field.select();
      const done = document.execCommand('copy');
      field.remove();
      if (!done) throw new Error('not copied');
    };
    share.addEventListener('click', () => {
      const sent = navigator.share ? navigator.share({ title: document.title, url }) : copy().then(() => status(share.dataset.done));
      // Who closes the dialogue has changed their mind; who may not copy sees the address itself.
      sent.catch((error) => { if (error.name !== 'AbortError') status(url); });
    });
    share.hidden = false;
  }

  // WeChat's browser has the function, and it does nothing.
  const print = button('print');
  if (print && window.print && !/MicroMessenger/i.test(navigator.userAgent)) {
    print.addEventListener('click', () => window.print());
    print.hidden = false;
  }

  const speak = button('speak');
  const speech = window.speechSynthesis;
  if (!speak || !speech) return;

  const lang = document.documentElement.lang;
  const language = lang.split('-')[0].toLowerCase();
  // Only a voice of the phone itself: others send the text elsewhere. Of these, the one of the same region first.
  const voice = () => {
    const own = speech.getVoices().filter((one) => one.localService && one.lang.toLowerCase().split(/[-_]/)[0] === language);
    return own.find((one) => one.lang.replace('_', '-').toLowerCase() === lang.toLowerCase()) || own[0];
  };
  const offer = () => { speak.hidden = !voice(); };
  offer();
  speech.addEventListener?.('voiceschanged', offer);

  // One sentence at a time: long texts fall silent half way on some phones, and where a sentence is known, `pause`,
  // which Android does not have, can begin it again.
  const sentences = () => {
    const blocks = [...document.querySelectorAll('[data-read]')].flatMap((part) => {
      const inner = [...part.querySelectorAll('h2, h3, h4, p, li, td, th, summary')].filter((one) => !one.querySelector('p, li'));
      return inner.length ? inner : [part];
    });
    return blocks.flatMap((block) => {
      const text = block.innerText.replace(/\s+/g, ' ').trim();
      const parts = text.match(/[^。！？；!?;]+[。！？；!?;]*/g) || [];
      return parts.map((words) => ({ block, words }));
    });
  };

  const word = speak.textContent;
  let queue = [];
  let at = 0;
  let turn = 0;
  let speaking = false;
  let marked = null;
  const mark = (block) => {
    marked?.classList.remove('reading-now');
    block?.classList.add('reading-now');
    marked = block;
  };
  const show = () => {
    speak.textContent = speaking ? speak.dataset.pause : at > 0 ? speak.dataset.continue : word;
  };
  const next = () => {
    if (!speaking) return;
    if (at >= queue.length) {
      speaking = false;
      at = 0;
      mark(null);
      show();
      return;
    }
    const { block, words } = queue[at];
    const said = new SpeechSynthesisUtterance(words);
    said.voice = voice();
    said.lang = lang;
    // What was stopped may say late that it has ended.
    const mine = (turn += 1);
    said.onend = () => { if (speaking && mine === turn) { at += 1; next(); } };
    said.onerror = (event) => {
      if (event.error === 'interrupted' || event.error === 'canceled') return;
      speaking = false;
      mark(null);
      show();
    };
    mark(block);
    speech.speak(said);
  };
  speak.addEventListener('click', () => {
    speaking = !speaking;
    if (speaking) {
      if (at === 0) queue = sentences();
      speech.cancel();
      next();
    } else {
      speech.cancel();
      mark(null);
    }
    show();
  });
  addEventListener('pagehide', () => speech.cancel());
})();
