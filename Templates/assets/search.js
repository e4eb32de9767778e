// Search in the static index. Takes <form data-search data-index="index/search.json" data-root="./"> with an
// <input type="search">, and fills [data-results] and [data-status]; without a query their content stays as served.
(() => {
  'use strict';

  const DELAY = 120;
  const SHOWN = 50;
  const SHORTEST = 2;
  const LONGEST = 24;
  const COMPOUND = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:-[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu;

  // The same text as the builder's folding but for letters that only fold in pairs.
  const fold = (text) =>
    text.normalize('NFKC').toLowerCase().replace(/ß/g, 'ss').replace(/ς/g, 'σ').normalize('NFKC');

  const cut = (word) => [...word.normalize('NFC')].slice(0, LONGEST).join('');
  const isTerm = (word) => [...word].length >= SHORTEST;
  const compounds = (text) => (fold(text).match(COMPOUND) || []).map((compound) => compound.split('-'));

  // What a query asks for: its words, and the joined form where a word alone is too short ("gpt-4").
  const wanted = (query) => {
    const found = [];
    for (const words of compounds(query)) {
      if (words.length > 1 && !words.every(isTerm)) found.push(words.join(''));
      else found.push(...words);
    }
    return found.map(cut).filter(isTerm);
  };

  const shardKey = (term) => [...term].slice(0, 2).join('');

  // The rows of a shard that have a term: id to {row, weight}.
  const matches = (shard, term, isLast) => {
    const exact = !isLast && shard.terms.has(term);
    const found = new Map();
    for (const [candidate, postings] of exact ? [[term, shard.terms.get(term)]] : shard.terms) {
      if (!candidate.startsWith(term)) continue;
      for (const [index, weight] of postings) {
        const row = shard.rows[index];
        const known = found.get(row.i);
        if (!known || known.weight < weight) found.set(row.i, { row, weight });
      }
    }
    return found;
  };

  // The rows that every term found, best first.
  const ranked = (perTerm) => {
    const [first, ...others] = perTerm;
    const rows = [];
    for (const [id, { row, weight }] of first) {
      if (others.every((found) => found.has(id))) {
        rows.push({ row, weight: others.reduce((sum, found) => sum + found.get(id).weight, weight) });
      }
    }
    return rows
      .sort((a, b) => b.weight - a.weight || (a.row.i < b.row.i ? -1 : a.row.i > b.row.i ? 1 : 0))
      .map(({ row }) => row);
  };

  // Fetches documents of the index, each once.
  const loader = (indexURL, rootURL) => {
    const documents = new Map();
    const json = (url, cache) => {
      if (!documents.has(url)) {
        const loading = fetch(url, { cache, credentials: 'same-origin' }).then((response) => {
          if (!response.ok) throw new Error(`${response.status} ${url}`);
          return response.json();
        });
        loading.catch(() => documents.delete(url));
        documents.set(url, loading);
      }
      return documents.get(url);
    };
    const shard = async (key) => {
      const paths = (await json(indexURL, 'no-cache')).shards;
      if (!Object.prototype.hasOwnProperty.call(paths, key)) return { rows: [], terms: new Map() };
      const { rows, terms } = await json(new URL(paths[key], rootURL).href, 'default');
      return { rows, terms: new Map(Object.entries(terms)) };
    };
    // A shard that is gone means that the site was published again since its directory was read.
    return (key) => shard(key).catch(() => {
      documents.delete(indexURL);
      return shard(key);
    });
  };

  const start = (form) => {
    const input = form.querySelector('input[type="search"], input[name="q"]');
    const list = document.querySelector('[data-results]');
    const status = document.querySelector('[data-status]');
    if (!input || !list) return;

    const indexURL = new URL(form.dataset.index, document.baseURI).href;
    const rootURL = new URL(form.dataset.root || '..', form.dataset.root ? document.baseURI : indexURL).href;
    const load = loader(indexURL, rootURL);
    const unsearched = [...list.childNodes];
    const isList = /^[ou]l$/i.test(list.tagName);
    let latest = 0;
    let timer = 0;

    const say = (text) => { if (status) status.textContent = text; };
    const show = (nodes) => {
      list.textContent = '';
      list.append(...nodes);
    };
    const part = (tag, name, text) => {
      const element = document.createElement(tag);
      if (name) element.className = name;
      element.textContent = text;
      return element;
    };
    // The same markup as the row of a list that the server sent.
    const result = (row) => {
      const item = part(isList ? 'li' : 'div', 'row', '');
      const link = part('a', '', row.i);
      link.href = new URL(`${row.i}/`, rootURL).href;
      const heading = part('h3', '', '');
      heading.append(link);
      if (row.k) heading.append(' ', part('span', 'tag', row.k));
      const text = part('p', '', '');
      if (row.t) text.append(part('b', '', row.t), ' · ');
      text.append(row.s);
      item.append(heading, text);
      return item;
    };
    const remember = (query) => {
      const url = new URL(location.href);
      if (query) url.searchParams.set('q', query);
      else url.searchParams.delete('q');
      // Browsers refuse this for files and when it happens too often; the search itself does not need it.
      try { history.replaceState(history.state, '', url.href); } catch (refused) { return; }
    };

    const search = async () => {
      const turn = ++latest;
      const query = input.value.trim();
      remember(query);
      const words = wanted(query);
      if (!words.length) {
        show(unsearched);
        say(query ? 'Type at least two letters or digits.' : '');
        return;
      }
      try {
        const shards = await Promise.all(words.map((word) => load(shardKey(word))));
        if (turn !== latest) return;
        const rows = ranked(words.map((word, at) => matches(shards[at], word, at === words.length - 1)))
          .filter((row) => row.i.startsWith('@'));
        show(rows.slice(0, SHOWN).map(result));
        const count = rows.length === 1 ? '1 package' : `${rows.length || 'No'} packages`;
        say(rows.length > SHOWN ? `${count} found, the first ${SHOWN} are shown.` : `${count} found.`);
      } catch (failure) {
        if (turn !== latest) return;
        show(unsearched);
        say('The search index could not be loaded.');
      }
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(search, DELAY);
    };
    const now = () => {
      clearTimeout(timer);
      return search();
    };

    const links = () => [...list.querySelectorAll('a[href]')];
    const onKey = (event) => {
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === 'Escape' && input.value) {
        event.preventDefault();
        input.value = '';
        input.focus();
        now();
        return;
      }
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (!step) return;
      const all = links();
      const target = all.indexOf(document.activeElement) + step;
      if (document.activeElement === input && step < 0 || target >= all.length) return;
      event.preventDefault();
      (target < 0 ? input : all[target]).focus();
    };

    input.addEventListener('input', soon);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      now();
    });
    form.addEventListener('keydown', onKey);
    list.addEventListener('keydown', onKey);

    const asked = new URL(location.href).searchParams.get('q');
    if (asked !== null && !input.value) input.value = asked;
    if (input.value) now();
  };

  const startAll = () => document.querySelectorAll('form[data-search]').forEach(start);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', startAll);
  else startAll();
})();
