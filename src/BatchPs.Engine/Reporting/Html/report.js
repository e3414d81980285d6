(() => {
  'use strict';
  const page = document.documentElement;
  const find = id => document.getElementById(id);
  const make = (tag, text, kind) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  page.classList.add('js');

  // Light and dark
  const theme = find('theme');
  const keep = value => { try { localStorage.setItem('batchps-theme', value); } catch { /* Files may have no storage. */ } };
  const kept = () => { try { return localStorage.getItem('batchps-theme'); } catch { return null; } };
  if (kept() === 'light' || kept() === 'dark') page.dataset.theme = kept();
  theme.addEventListener('click', () => {
    const dark = page.dataset.theme ? page.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    page.dataset.theme = dark ? 'light' : 'dark';
    keep(page.dataset.theme);
  });

  // What stands in a title of a chart is shown at once, beside the pointer.
  const tip = find('tip');
  const tips = new WeakMap();
  const told = target => {
    for (let at = target; at instanceof SVGElement; at = at.parentNode) {
      const title = at.querySelector(':scope > title');
      if (title) {
        tips.set(at, title.textContent);
        at.setAttribute('aria-label', title.textContent);
        title.remove();
      }
      if (tips.has(at)) return tips.get(at);
    }
    return '';
  };
  document.addEventListener('pointermove', event => {
    const text = event.target instanceof SVGElement ? told(event.target) : '';
    tip.hidden = !text;
    if (!text) return;
    if (tip.textContent !== text) tip.textContent = text;
    const box = tip.getBoundingClientRect();
    const x = Math.max(8, Math.min(event.clientX + 14, innerWidth - box.width - 8));
    const y = event.clientY - box.height - 12 < 8 ? event.clientY + 18 : event.clientY - box.height - 12;
    tip.style.transform = `translate(${Math.round(x)}px,${Math.round(y)}px)`;
  });
  addEventListener('scroll', () => { tip.hidden = true; }, { passive: true, capture: true });

  const opened = [];
  addEventListener('beforeprint', () => {
    for (const group of document.querySelectorAll('details:not([open])')) {
      group.open = true;
      opened.push(group);
    }
  });
  addEventListener('afterprint', () => { for (const group of opened.splice(0)) group.open = false; });

  // The table of all items
  const table = find('table');
  if (!table) return;
  const about = JSON.parse(find('about').textContent);
  const rows = JSON.parse(find('data').textContent);
  find('data').remove();
  const [SHARED, REST, STATUS, TIME, INPUT, OUTPUT, FINISHED, ATTEMPTS, WORKER, WHY, METRICS, MESSAGE, LINE, COLUMN] = Array(14).keys();
  const count = rows.length;
  const names = new Array(count);
  const texts = new Array(count);
  let before = '';
  for (let at = 0; at < count; at++) {
    const row = rows[at];
    before = names[at] = before.slice(0, row[SHARED]) + row[REST];
    texts[at] = (before + '\n' + row[WHY] + (row[MESSAGE] ? '\n' + row[MESSAGE] : '')).toLowerCase();
  }

  const grouped = number => number.toLocaleString('en-US');
  const short = number => number >= 1000 ? grouped(Math.round(number)) : String(+number.toPrecision(number >= 100 ? 4 : 3));
  const bytes = number => {
    let unit = 0;
    while (number >= 1023.5 && unit < 5) { number /= 1024; unit++; }
    return (unit && number < 100 ? +number.toFixed(1) : Math.round(number)) + ' ' + ['B', 'KB', 'MB', 'GB', 'TB', 'PB'][unit];
  };
  const time = ms => {
    if (ms < 1) return Math.round(ms * 1000) + ' \u00b5s';
    if (ms < 10) return +ms.toFixed(1) + ' ms';
    if (ms < 999.5) return Math.round(ms) + ' ms';
    if (ms < 59950) return (ms / 1000).toFixed(ms < 9950 ? 2 : 1) + ' s';
    const seconds = Math.round(ms / 1000);
    if (seconds < 3600) return Math.floor(seconds / 60) + ' min ' + String(seconds % 60).padStart(2, '0') + ' s';
    return Math.floor(seconds / 3600) + ' h ' + String(Math.floor(seconds / 60) % 60).padStart(2, '0') + ' min';
  };
  // In the zone of the report, not that of who reads it.
  const moment = ms => new Date(about.start + about.offset + ms).toISOString().replace('T', ' ').slice(0, 19);
  const own = at => row => row[at];
  const columns = [
    { name: 'Status', width: 118, value: own(STATUS), text: row => about.statuses[row[STATUS]][0] },
    { name: 'Name', width: 0, order: names },
    { name: 'Time', width: 92, number: true, value: own(TIME), text: row => row[ATTEMPTS] ? time(row[TIME]) : '' },
    { name: 'Size', width: 88, number: true, value: own(INPUT), text: row => row[INPUT] ? bytes(row[INPUT]) : '' },
    ...about.metrics.map((name, at) => ({
      name, width: 106, number: true, value: row => row[METRICS][at] ?? -Infinity, text: row => row[METRICS][at] === null ? '' : short(row[METRICS][at]),
    })),
    { name: 'Finished', width: 92, number: true, value: own(FINISHED), text: row => row[FINISHED] < 0 ? '' : moment(row[FINISHED]).slice(11) },
  ];
  const head = find('columns');
  for (const column of columns) {
    const cell = make('th', undefined, column.number ? 'number' : '');
    cell.scope = 'col';
    if (column.width) cell.style.width = column.width + 'px';
    column.button = make('button', column.name);
    column.button.type = 'button';
    column.button.addEventListener('click', () => sort(column));
    column.cell = cell;
    cell.append(column.button);
    head.append(cell);
  }

  const HEIGHT = 38;
  const box = find('rows');
  const body = find('body');
  const found = find('found');
  const search = find('search');
  let order = Uint32Array.from(rows.keys());
  let shown = order;
  let sorted = null;
  let status = '';
  let active = -1;
  let first = -1;
  let last = -1;

  // Each column is sorted once; to sort it again turns its order around.
  const sort = column => {
    const down = sorted === column ? !column.down : column.number && column.name !== 'Finished';
    if (!column.up) {
      const values = column.order ? ranks(column.order) : rows.map(column.value);
      column.up = Uint32Array.from(rows.keys()).sort((one, other) => values[one] - values[other] || one - other);
    }
    if (sorted) sorted.cell.removeAttribute('aria-sort');
    sorted = column;
    column.down = down;
    column.cell.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    order = down ? column.up.toReversed() : column.up;
    filter();
  };
  const ranks = values => {
    const collator = new Intl.Collator('en', { numeric: true });
    const ranked = new Uint32Array(count);
    [...values.keys()].sort((one, other) => collator.compare(values[one], values[other])).forEach((at, rank) => { ranked[at] = rank; });
    return ranked;
  };

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length && status === '') {
      shown = order;
    } else {
      const kind = Number(status);
      shown = order.filter(at => (status === '' || rows[at][STATUS] === kind) && words.every(word => texts[at].includes(word)));
    }
    found.textContent = shown.length === count ? grouped(count) + (count === 1 ? ' item' : ' items') : grouped(shown.length) + ' of ' + grouped(count);
    active = -1;
    box.scrollTop = 0;
    draw(true);
  };

  const space = height => {
    const row = make('tr', undefined, 'space');
    row.setAttribute('aria-hidden', 'true');
    const cell = make('td');
    cell.colSpan = columns.length;
    cell.style.height = height + 'px';
    row.append(cell);
    return row;
  };
  const line = at => {
    const row = rows[shown[at]];
    const made = make('tr');
    made.dataset.at = at;
    made.setAttribute('aria-rowindex', at + 2);
    if (at === active) made.className = 'at';
    for (const column of columns) {
      const cell = make('td', undefined, column.number ? 'number' : '');
      if (column.name === 'Status' && !column.number) {
        cell.append(make('i', undefined, 'dot ' + about.statuses[row[STATUS]][1]), column.text(row));
      } else if (column.order) {
        cell.className = 'name';
        cell.title = names[shown[at]];
        cell.append(make('bdi', names[shown[at]]));
        if (row[WHY]) {
          const why = make('span', undefined, 'why');
          why.append('  ', row[MESSAGE] !== undefined && row[MESSAGE] !== '' ? make('b', row[WHY]) : row[WHY]);
          cell.append(why);
        }
      } else {
        cell.textContent = column.text(row);
      }
      made.append(cell);
    }
    return made;
  };
  // Only what can be seen is there, and a little above and below.
  const draw = anew => {
    const from = Math.max(0, Math.floor(box.scrollTop / HEIGHT) - 8);
    const to = Math.min(shown.length, Math.ceil((box.scrollTop + box.clientHeight) / HEIGHT) + 8);
    if (!anew && from === first && to === last) return;
    first = from;
    last = to;
    const lines = [];
    if (from > 0) lines.push(space(from * HEIGHT));
    for (let at = from; at < to; at++) lines.push(line(at));
    if (to < shown.length) lines.push(space((shown.length - to) * HEIGHT));
    if (!shown.length) {
      const none = make('tr');
      const cell = make('td', 'Nothing matches.', 'nothing');
      cell.colSpan = columns.length;
      none.append(cell);
      lines.push(none);
    }
    body.replaceChildren(...lines);
    box.firstElementChild.setAttribute('aria-rowcount', shown.length + 1);
  };

  const detail = find('detail');
  const open = at => {
    const row = rows[shown[at]];
    const title = make('h3');
    title.id = 'detail-title';
    title.append(make('bdi', names[shown[at]]));
    const close = make('button', '\u00d7', 'close');
    close.type = 'button';
    close.setAttribute('aria-label', 'Close');
    close.addEventListener('click', () => detail.close());
    const list = make('dl');
    const pair = (name, value) => { if (value) list.append(make('dt', name), make('dd', value)); };
    pair('Status', about.statuses[row[STATUS]][0]);
    pair(row[MESSAGE] ? 'Code' : 'Reason', row[WHY]);
    if (row[LINE]) pair('Line', grouped(row[LINE]) + (row[COLUMN] ? ', column ' + grouped(row[COLUMN]) : ''));
    if (row[ATTEMPTS]) pair('Time', time(row[TIME]) + (row[ATTEMPTS] > 1 ? ' in ' + row[ATTEMPTS] + ' attempts' : ''));
    if (row[FINISHED] >= 0) pair('Finished', moment(row[FINISHED]));
    if (row[WORKER]) pair('Worker', String(row[WORKER]));
    if (row[INPUT]) pair('Input', grouped(row[INPUT]) + ' bytes');
    if (row[OUTPUT]) pair('Output', grouped(row[OUTPUT]) + ' bytes');
    about.metrics.forEach((name, metric) => { if (row[METRICS][metric] !== null) pair(name, short(row[METRICS][metric])); });
    detail.replaceChildren(close, title);
    if (row[MESSAGE]) detail.append(make('p', row[MESSAGE], 'said'));
    detail.append(list);
    const diagnostics = row.slice(COLUMN + 1);
    if (diagnostics.length) {
      const notes = make('ul');
      for (const [rule, severity, where, column, text] of diagnostics) {
        notes.append(make('li', `${rule} ${severity.toLowerCase()}${where ? ', line ' + grouped(where) + (column ? ', column ' + grouped(column) : '') : ''}: ${text}`));
      }
      detail.append(notes);
    }
    detail.showModal();
  };
  detail.addEventListener('click', event => { if (event.target === detail) detail.close(); });

  const go = at => {
    active = Math.max(0, Math.min(shown.length - 1, at));
    const top = active * HEIGHT;
    const room = box.clientHeight - head.offsetHeight - HEIGHT;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top > box.scrollTop + room) box.scrollTop = top - room;
    draw(true);
    const row = body.querySelector('tr.at');
    found.textContent = row ? `${grouped(active + 1)} of ${grouped(shown.length)}: ${about.statuses[rows[shown[active]][STATUS]][0]}` : found.textContent;
  };
  box.addEventListener('keydown', event => {
    if (event.target !== box || !shown.length) return;
    const many = Math.max(1, Math.floor(box.clientHeight / HEIGHT) - 2);
    const steps = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + many, PageUp: active - many, Home: 0, End: shown.length - 1 };
    if (event.key in steps) go(steps[event.key]);
    else if (event.key === 'Enter' && active >= 0) open(active);
    else return;
    event.preventDefault();
  });
  body.addEventListener('click', event => {
    const row = event.target.closest('tr[data-at]');
    if (row && !getSelection().toString()) {
      active = Number(row.dataset.at);
      draw(true);
      open(active);
    }
  });
  box.addEventListener('scroll', () => draw(false), { passive: true });
  new ResizeObserver(() => draw(false)).observe(box);
  search.addEventListener('input', filter);
  const choose = value => {
    status = value;
    for (const button of table.querySelectorAll('[data-status]')) button.setAttribute('aria-pressed', String(button.dataset.status === value));
  };
  for (const button of table.querySelectorAll('[data-status]')) {
    button.addEventListener('click', () => { choose(button.dataset.status); filter(); });
  }
  for (const button of document.querySelectorAll('[data-find]')) {
    button.addEventListener('click', () => {
      search.value = button.dataset.find;
      choose('');
      filter();
      find('files').scrollIntoView();
      box.focus({ preventScroll: true });
    });
  }
  filter();

  // A search that finds less moves nothing on the page.
  box.style.minHeight = `min(640px, 74vh, ${box.offsetHeight}px)`;
})();
