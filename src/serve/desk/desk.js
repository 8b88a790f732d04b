// The desk's few doings: copying a place or a command, choosing at once, decoding codes one board after another.
// Without it everything is still there to read, and links do what buttons would.
(() => {
  'use strict';

  document.addEventListener('click', async (event) => {
    const button = event.target.closest?.('[data-copy]');
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
    } catch {
      // Where a page may not write there, the text is chosen, ready to be copied.
      const code = button.parentElement.querySelector('code');
      if (code) getSelection().selectAllChildren(code);
    }
  });

  // What is chosen is shown at once, but for who goes through a list by its keys: there each step is a choice.
  let keys = false;
  document.addEventListener('keydown', () => { keys = true; });
  document.addEventListener('pointerdown', () => { keys = false; });
  document.addEventListener('change', (event) => {
    const form = event.target.closest?.('form.filter');
    if (form && !keys) form.requestSubmit();
  });

  // Codes of one board: the page stays while they are decoded.
  document.addEventListener('click', async (event) => {
    const link = event.target.closest?.('[data-prove]');
    if (!link) return;
    event.preventDefault();
    if (link.getAttribute('aria-disabled')) return;
    link.setAttribute('aria-disabled', 'true');
    link.textContent = link.dataset.going;
    await fetch(link.dataset.prove).catch(() => {});
    location.href = link.href;
  });

  // Codes of all boards that are shown.
  const offer = () => {
    const button = document.getElementById('prove');
    if (button) button.hidden = false;
  };
  offer();
  document.addEventListener('banbao:changed', offer);
  let proving = false;
  document.addEventListener('click', async (event) => {
    const button = event.target.closest?.('#prove');
    if (!button || proving) return;
    proving = true;
    const ids = button.dataset.ids.split(' ').filter(Boolean);
    const status = document.getElementById('proving');
    const count = { at: 0, all: ids.length, good: 0, bad: 0 };
    const say = (words) => {
      status.textContent = words.replace(/\{(\w+)\}/g, (whole, key) => count[key] ?? whole);
    };
    /** How a board did; nothing where there was no answer. */
    const prove = async (id) => {
      try {
        const answer = await fetch(`/_desk/proof/${button.dataset.edition}/${encodeURIComponent(id)}`);
        return answer.ok ? await answer.json() : null;
      } catch {
        return null;
      }
    };
    let answered = true;
    for (const id of ids) {
      count.at += 1;
      say(button.dataset.going);
      const done = await prove(id);
      answered = done !== null;
      if (!answered) break;
      count[done.good ? 'good' : 'bad'] += 1;
      await window.banbaoRefresh();
    }
    say(!answered ? button.dataset.failed : count.bad ? button.dataset.bad : button.dataset.good);
    proving = false;
  });
})();
