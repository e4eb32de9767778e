// Search in the static index. Takes <form data-search data-index="index/search.json" data-root="./"> with an
// <input type="search">, and fills [data-results] and [data-status]; without a query their content stays as served.
(() => {
  'use strict';

  const DELAY = 120;
  const SHOWN = 50;
  const SHORTEST = 2;
  const LONGEST = 24;
  // The most documents that are read for what continues a short word.
  const READ = 16;
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

  // Where the index has what begins with a prefix, or only the term that equals it; relative to index/search.json.
  const place = (prefix, isTerm) => {
    if (!prefix) return '';
    const bytes = [...new TextEncoder().encode(prefix)];
    const hex = () => 'u-' + bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return `search/${bytes.every((byte) => byte < 0x80) ? prefix : hex()}${isTerm ? '_' : '-'}.json`;
  };

  // The leaves that have what a word begins, and whether there is more that they do not have.
  const leavesOf = async (load, word, isLast) => {
    let prefix = '';
    for (const scalar of [...word, null]) {
      const node = await load(place(prefix));
      if (node.terms) return { leaves: [node], isPartial: node.more };
      // The word is shorter than the prefixes here: the term itself, and some of what continues it.
      if (scalar === null) return below(load, prefix, node, isLast);
      if (!node.next.includes(scalar)) break;
      prefix += scalar;
    }
    return { leaves: [], isPartial: false };
  };

  const below = async (load, word, split, isLast) => {
    const children = (prefix, node) => [
      ...node.own ? [{ prefix, isTerm: true }] : [],
      ...node.next.map((scalar) => ({ prefix: prefix + scalar, isTerm: false })),
    ];
    const leaves = [];
    let todo = children(word, split);
    if (split.own && !isLast) todo = todo.slice(0, 1);
    let left = READ;
    while (todo.length && left > 0) {
      const now = todo.splice(0, left);
      left -= now.length;
      const nodes = await Promise.all(now.map(({ prefix, isTerm }) => load(place(prefix, isTerm))));
      for (const [at, node] of nodes.entries()) {
        if (node.terms) leaves.push(node);
        else todo.push(...children(now[at].prefix, node));
      }
    }
    return { leaves, isPartial: todo.length > 0 || leaves.some((leaf) => leaf.more) };
  };

  // The rows of leaves that have a term: id to {row, weight}.
  const matches = (leaves, term, isLast) => {
    const isExact = !isLast && leaves.some((leaf) => leaf.terms.has(term));
    const found = new Map();
    for (const leaf of leaves) {
      for (const [candidate, postings] of leaf.terms) {
        if (isExact ? candidate !== term : !candidate.startsWith(term)) continue;
        for (const [index, weight] of postings) {
          const row = leaf.rows[index];
          const known = found.get(row.i);
          if (!known || known.weight < weight) found.set(row.i, { row, weight });
        }
      }
    }
    return found;
  };

  // Whether what is shown of a row has a word: the index has only the best terms of each package.
  const mentions = (row, word) =>
    compounds(`${row.i} ${row.t} ${row.s}`).some((words) =>
      [...words, words.join('')].some((candidate) => candidate.startsWith(word)));

  // The rows that have every word, and by the index one at least, best first.
  const ranked = (perWord, words) => {
    const rows = new Map();
    for (const found of perWord) {
      for (const [id, { row }] of found) {
        if (rows.has(id)) continue;
        const weights = perWord.map((other, at) =>
          other.has(id) ? other.get(id).weight : mentions(row, words[at]) ? 1 : 0);
        if (weights.every((weight) => weight > 0)) {
          rows.set(id, { row, weight: weights.reduce((sum, weight) => sum + weight) });
        }
      }
    }
    return [...rows.values()]
      .sort((a, b) => b.weight - a.weight || (a.row.i < b.row.i ? -1 : a.row.i > b.row.i ? 1 : 0))
      .map(({ row }) => row);
  };

  // Fetches documents of the index, each once.
  const loader = (indexURL) => {
    const documents = new Map();
    const load = (path) => {
      if (!documents.has(path)) {
        const url = path ? new URL(path, indexURL).href : indexURL;
        const loading = fetch(url, { cache: 'no-cache', credentials: 'same-origin' }).then(async (response) => {
          if (!response.ok) throw new Error(`${response.status} ${url}`);
          const node = await response.json();
          if (node.terms) node.terms = new Map(Object.entries(node.terms));
          return node;
        });
        loading.catch(() => documents.delete(path));
        documents.set(path, loading);
      }
      return documents.get(path);
    };
    // What is gone means that the site was published again since the page began to read: then all is read again.
    const find = (word, isLast) => leavesOf(load, word, isLast).catch(() => {
      documents.clear();
      return leavesOf(load, word, isLast);
    });
    return find;
  };

  const start = (form) => {
    const input = form.querySelector('input[type="search"], input[name="q"]');
    const list = document.querySelector('[data-results]');
    const status = document.querySelector('[data-status]');
    if (!input || !list) return;

    const indexURL = new URL(form.dataset.index, document.baseURI).href;
    const rootURL = new URL(form.dataset.root || '..', form.dataset.root ? document.baseURI : indexURL).href;
    const find = loader(indexURL);
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
        const isLast = (at) => at === words.length - 1;
        const found = await Promise.all(words.map((word, at) => find(word, isLast(at))));
        if (turn !== latest) return;
        const rows = ranked(found.map(({ leaves }, at) => matches(leaves, words[at], isLast(at))), words)
          .filter((row) => row.i.startsWith('@'));
        show(rows.slice(0, SHOWN).map(result));
        const count = rows.length === 1 ? '1 package' : `${rows.length || 'No'} packages`;
        const said = rows.length > SHOWN ? `${count} found, the first ${SHOWN} are shown.` : `${count} found.`;
        say(found.some(({ isPartial }) => isPartial) ? `${said} More letters or words find more.` : said);
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
