'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('scripted');

  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  /** An element with attributes, texts and elements in it. */
  function element(name, attributes = {}, ...content) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...content);
    return made;
  }

  function shape(name, attributes = {}, text = '') {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  }

  // --- light and dark ---

  function startTheme() {
    const button = document.getElementById('theme');
    const preferred = matchMedia('(prefers-color-scheme: dark)');
    const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : preferred.matches);
    const show = () => button.setAttribute('aria-pressed', String(isDark()));
    button.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      show();
    });
    preferred.addEventListener('change', show);
    show();
  }

  // --- tables ---

  const number = /^[−-]?(\d+(\.\d+)?(e[+-]?\d+)?|inf)(?=$|\s)/i;

  /** The number that a text begins with; undefined for none. */
  function numberIn(text) {
    const found = number.exec(text);
    return found ? Number(found[0].replace('−', '-').replace(/inf/i, 'Infinity')) : undefined;
  }

  const isBlank = (text) => text === '' || text === '-';

  /** The rows by the texts of a column: as numbers where all are, what is blank last either way. */
  function sortedRows(rows, column, descending) {
    const keyed = rows.map((row) => ({row, text: row.cells[column].textContent.trim()}));
    const given = keyed.filter((one) => !isBlank(one.text));
    const numeric = given.every((one) => numberIn(one.text) !== undefined);
    const compare = (a, b) => (numeric ? numberIn(a.text) - numberIn(b.text) : a.text.localeCompare(b.text, 'en', {numeric: true}));
    given.sort((a, b) => (descending ? compare(b, a) : compare(a, b)));
    return [...given, ...keyed.filter((one) => isBlank(one.text))].map((one) => one.row);
  }

  function sortTable(table, headings, heading) {
    const first = heading.classList.contains('number') ? 'descending' : 'ascending';
    const other = first === 'descending' ? 'ascending' : 'descending';
    const order = heading.getAttribute('aria-sort') === first ? other : first;
    for (const one of headings) one.removeAttribute('aria-sort');
    heading.setAttribute('aria-sort', order);
    const body = table.tBodies[0];
    body.append(...sortedRows([...body.rows], headings.indexOf(heading), order === 'descending'));
  }

  function startTables() {
    for (const table of all('table.sortable')) {
      const headings = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
      for (const heading of headings) {
        const button = element('button', {type: 'button'}, ...heading.childNodes);
        button.addEventListener('click', () => sortTable(table, headings, heading));
        heading.replaceChildren(button);
      }
    }
  }

  /** Hides the rows without all of the words, and in the table of trials their sections too. */
  function filterTable(table, words) {
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) ++shown;
      const link = table.id === 'trial-table' ? row.querySelector('a') : null;
      if (link) document.getElementById(link.hash.slice(1)).hidden = row.hidden;
    }
    return shown;
  }

  function startFilters() {
    for (const input of all('input[data-filters]')) {
      const table = document.getElementById(input.dataset.filters);
      const said = input.closest('.tools').querySelector('output');
      input.setAttribute('aria-controls', table.id);
      input.addEventListener('input', () => {
        const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        const shown = filterTable(table, words);
        said.textContent = words.length > 0 ? `${shown} of ${table.tBodies[0].rows.length} rows` : '';
      });
    }
  }

  // --- folded parts ---

  /** Opens what the address leads to, and what it lies in. */
  function openTarget() {
    let part = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!part) return;
    part.hidden = false;
    const target = part;
    for (; part; part = part.parentElement) if (part.tagName === 'DETAILS') part.open = true;
    target.scrollIntoView();
    (target.querySelector('summary') || target).focus({preventScroll: true});
  }

  function startFolds() {
    for (const [name, open] of [['open', true], ['close', false]]) {
      for (const button of all(`button[data-${name}]`)) {
        button.addEventListener('click', () => {
          for (const part of all(`#${button.dataset[name]} > details`)) part.open = open;
        });
      }
    }
    addEventListener('hashchange', openTarget);
    // A link to the part that the address names already changes no address.
    document.addEventListener('click', (event) => {
      const link = event.target.closest('a[href^="#"]');
      if (link && link.hash === location.hash) openTarget();
    });
    openTarget();
  }

  // --- curves ---

  const margin = {left: 52, right: 12, top: 10, bottom: 40};

  /** Round numbers between two: multiples of 1, 2 or 5 times a power of ten, at most `most`. */
  function ticksBetween(low, high, most) {
    const power = 10 ** Math.floor(Math.log10((high - low) / most));
    const step = [1, 2, 5, 10, 20, 50].map((factor) => factor * power).find((one) => (high - low) / one <= most);
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i <= high / step + 1e-9; ++i) ticks.push(i * step);
    return {ticks, step};
  }

  function tickText(tick, step) {
    if (Math.abs(tick) >= 1e5 || (tick !== 0 && step < 1e-4)) return tick.toExponential(1);
    return tick.toFixed(Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
  }

  function valueText(value, series) {
    return series.percent ? value.toFixed(2) : String(Number(value.toPrecision(4)));
  }

  const key = (setting) => {
    const drawn = shape('svg', {viewBox: '0 0 28 8', 'aria-hidden': 'true'});
    drawn.append(shape('line', {x1: 0, y1: 4, x2: 28, y2: 4, ...stroke(setting)}));
    return drawn;
  };

  const stroke = (setting) => ({stroke: setting.colour, 'stroke-width': 2, 'stroke-dasharray': setting.dashes, fill: 'none'});

  /** What a curve says at a position: mean, deviation and the number of trials. */
  function pointText(curve, at, series) {
    const trials = Array.isArray(curve.trials) ? curve.trials[at] : curve.trials;
    const mean = valueText(curve.mean[at], series);
    const deviation = trials > 1 ? ` ± ${valueText(curve.deviation[at], series)}` : '';
    return `${mean}${deviation} (n=${trials})`;
  }

  /** One chart, whose reader chooses the series. */
  class Chart {
    constructor(data, shown, visible, number_) {
      this.data = data;
      this.visible = visible;
      this.position = 0;
      this.select = this.makeSelect(shown);
      this.svg = shape('svg', {role: 'slider', tabindex: 0, 'aria-valuemin': 0});
      this.tip = element('div', {class: 'tip', hidden: ''});
      this.table = element('details', {}, element('summary', {}, 'Values as a table'));
      this.figure = element(
          'figure', {class: 'chart', id: `chart-${number_}`},
          element('figcaption', {}, element('label', {}, 'Series ', this.select)),
          element('div', {class: 'plot'}, this.svg, this.tip), this.table);
      this.listen();
    }

    makeSelect(shown) {
      const select = element('select');
      for (const group of new Set(this.data.series.map((one) => one.group))) {
        const options = element('optgroup', {label: group});
        this.data.series.forEach((one, i) => {
          if (one.group === group) options.append(element('option', {value: i, title: one.help}, one.label));
        });
        select.append(options);
      }
      select.value = shown;
      return select;
    }

    listen() {
      this.select.addEventListener('change', () => this.draw());
      this.svg.addEventListener('pointermove', (event) => this.point(event));
      this.svg.addEventListener('pointerdown', (event) => this.point(event));
      this.svg.addEventListener('pointerleave', () => this.leave());
      this.svg.addEventListener('focus', () => this.show(this.position));
      this.svg.addEventListener('blur', () => this.leave());
      this.svg.addEventListener('keydown', (event) => this.step(event));
      this.table.addEventListener('toggle', () => this.fillTable());
      new ResizeObserver(() => this.draw()).observe(this.figure);
    }

    get series() { return this.data.series[this.select.value]; }

    get curves() { return this.series.curves.filter((curve) => this.visible.has(curve.setting)); }

    epochsOf(curve) { return this.data.indices[curve.index]; }

    draw() {
      const width = this.figure.clientWidth;
      if (width === 0) return;
      this.height = Math.round(Math.min(320, Math.max(220, 0.55 * width)));
      this.width = width;
      this.epochs = [...new Set(this.curves.flatMap((curve) => this.epochsOf(curve)))].sort((a, b) => a - b);
      this.position = Math.min(this.position, Math.max(0, this.epochs.length - 1));
      this.setScales();
      this.svg.setAttribute('viewBox', `0 0 ${width} ${this.height}`);
      this.svg.setAttribute('height', this.height);
      this.svg.setAttribute('aria-label', `${this.series.label} by epoch`);
      this.svg.setAttribute('aria-valuemax', Math.max(0, this.epochs.length - 1));
      this.svg.replaceChildren(...this.axes(), ...this.curves.map((curve) => this.band(curve)), ...this.curves.map((curve) => this.line(curve)));
      this.cursor = shape('g');
      this.svg.append(this.cursor);
      this.tell();
      this.leave();
      this.fillTable();
    }

    setScales() {
      const values = this.curves.flatMap(
          (curve) => curve.mean.flatMap((mean, i) => (mean === null ? [] : [mean - curve.deviation[i], mean + curve.deviation[i]])));
      let low = values.reduce((a, b) => Math.min(a, b), Infinity);
      let high = values.reduce((a, b) => Math.max(a, b), -Infinity);
      if (low > high) [low, high] = [0, 1];
      const room = high > low ? 0.05 * (high - low) : 0.05 * Math.abs(low) || 1;
      this.y = {low: low - room, high: high + room};
      const first = this.epochs.length > 0 ? this.epochs[0] : 0;
      const last = this.epochs.length > 0 ? this.epochs[this.epochs.length - 1] : 1;
      this.x = {low: first, high: last > first ? last : first + 1};
    }

    atX(epoch) { return margin.left + (epoch - this.x.low) / (this.x.high - this.x.low) * (this.width - margin.left - margin.right); }

    atY(value) { return this.height - margin.bottom - (value - this.y.low) / (this.y.high - this.y.low) * (this.height - margin.top - margin.bottom); }

    axes() {
      const shapes = [];
      const bottom = this.height - margin.bottom;
      const {ticks, step} = ticksBetween(this.y.low, this.y.high, 6);
      for (const tick of ticks) {
        const y = this.atY(tick);
        shapes.push(shape('line', {class: 'grid', x1: margin.left, x2: this.width - margin.right, y1: y, y2: y}));
        shapes.push(shape('text', {x: margin.left - 6, y: y + 4, 'text-anchor': 'end'}, tickText(tick, step)));
      }
      const whole = ticksBetween(this.x.low, this.x.high, Math.max(2, Math.floor(this.width / 80)));
      for (const tick of whole.ticks.filter(Number.isInteger)) {
        shapes.push(shape('line', {class: 'grid', x1: this.atX(tick), x2: this.atX(tick), y1: bottom, y2: bottom + 4}));
        shapes.push(shape('text', {x: this.atX(tick), y: bottom + 17, 'text-anchor': 'middle'}, String(tick)));
      }
      shapes.push(shape('line', {class: 'grid', x1: margin.left, x2: this.width - margin.right, y1: bottom, y2: bottom}));
      shapes.push(shape('text', {x: (margin.left + this.width - margin.right) / 2, y: this.height - 5, 'text-anchor': 'middle'}, 'epoch'));
      return shapes;
    }

    /** Runs of positions with a value. */
    runs(curve) {
      const runs = [[]];
      curve.mean.forEach((mean, i) => {
        if (mean !== null) runs[runs.length - 1].push(i);
        else if (runs[runs.length - 1].length > 0) runs.push([]);
      });
      return runs.filter((run) => run.length > 0);
    }

    pathThrough(curve, run, valueAt) {
      const epochs = this.epochsOf(curve);
      return run.map((i) => `${this.atX(epochs[i]).toFixed(1)},${this.atY(valueAt(i)).toFixed(1)}`).join('L');
    }

    band(curve) {
      const parts = this.runs(curve).map((run) => {
        const upper = this.pathThrough(curve, run, (i) => curve.mean[i] + curve.deviation[i]);
        const lower = this.pathThrough(curve, [...run].reverse(), (i) => curve.mean[i] - curve.deviation[i]);
        return `M${upper}L${lower}Z`;
      });
      const colour = this.data.settings[curve.setting].colour;
      return shape('path', {class: 'band', d: parts.join(''), fill: colour, 'fill-opacity': 0.16});
    }

    line(curve) {
      const setting = this.data.settings[curve.setting];
      const drawn = shape('g', {class: 'curve', 'data-setting': setting.name});
      const runs = this.runs(curve);
      drawn.append(shape('path', {d: runs.map((run) => `M${this.pathThrough(curve, run, (i) => curve.mean[i])}`).join(''), ...stroke(setting)}));
      for (const run of runs.filter((one) => one.length === 1)) drawn.append(this.dot(curve, run[0], 3.5));
      return drawn;
    }

    dot(curve, at, radius) {
      const colour = this.data.settings[curve.setting].colour;
      return shape('circle', {cx: this.atX(this.epochsOf(curve)[at]), cy: this.atY(curve.mean[at]), r: radius, fill: colour});
    }

    /** What the visible curves say at an epoch, the highest first. */
    valuesAt(epoch) {
      const found = [];
      for (const curve of this.curves) {
        const at = this.epochsOf(curve).indexOf(epoch);
        if (at >= 0 && curve.mean[at] !== null) found.push({curve, at});
      }
      return found.sort((a, b) => b.curve.mean[b.at] - a.curve.mean[a.at]);
    }

    point(event) {
      if (this.epochs.length === 0) return;
      const x = event.clientX - this.svg.getBoundingClientRect().left;
      const distance = (epoch) => Math.abs(this.atX(epoch) - x);
      this.show(this.epochs.reduce((best, epoch, i) => (distance(epoch) < distance(this.epochs[best]) ? i : best), 0));
    }

    step(event) {
      const last = this.epochs.length - 1;
      const moves = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -last, End: last};
      if (event.key === 'Escape') this.leave();
      if (!(event.key in moves) || last < 0) return;
      event.preventDefault();
      this.show(Math.min(last, Math.max(0, this.position + moves[event.key])));
    }

    /** The cursor's values, for those who hear them. */
    tell() {
      const epoch = this.epochs[this.position];
      const texts = this.valuesAt(epoch).map(({curve, at}) => `${this.data.settings[curve.setting].name} ${pointText(curve, at, this.series)}`);
      this.svg.setAttribute('aria-valuenow', this.position);
      this.svg.setAttribute('aria-valuetext', epoch === undefined ? 'no curve is shown' : `epoch ${epoch}: ${texts.join(', ')}`);
    }

    show(position) {
      this.position = position;
      this.tell();
      const epoch = this.epochs[position];
      if (epoch === undefined) return;
      const values = this.valuesAt(epoch);
      const x = this.atX(epoch);
      this.cursor.replaceChildren(
          shape('line', {class: 'cursor', x1: x, x2: x, y1: margin.top, y2: this.height - margin.bottom}),
          ...values.map(({curve, at}) => this.dot(curve, at, 4)));
      this.tip.replaceChildren(element('p', {}, `epoch ${epoch}`), element('ul', {}, ...values.map(({curve, at}) => {
        const setting = this.data.settings[curve.setting];
        return element('li', {}, key(setting), `${setting.name} ${pointText(curve, at, this.series)}`);
      })));
      this.tip.hidden = false;
      const room = this.width - this.tip.offsetWidth;
      const left = x + 12 <= room ? x + 12 : x - 12 - this.tip.offsetWidth;
      this.tip.style.left = `${Math.min(Math.max(0, left), Math.max(0, room))}px`;
    }

    leave() {
      this.tip.hidden = true;
      if (this.cursor) this.cursor.replaceChildren();
    }

    fillTable() {
      all('.scroll', this.table).forEach((one) => one.remove());
      if (!this.table.open) return;
      const heading = element('tr', {}, element('th', {scope: 'col'}, 'epoch'));
      for (const curve of this.curves) heading.append(element('th', {scope: 'col', class: 'number'}, this.data.settings[curve.setting].name));
      const body = element('tbody');
      for (const epoch of this.epochs) {
        const row = element('tr', {}, element('th', {scope: 'row'}, String(epoch)));
        for (const curve of this.curves) {
          const at = this.epochsOf(curve).indexOf(epoch);
          row.append(element('td', {class: 'number'}, at >= 0 && curve.mean[at] !== null ? pointText(curve, at, this.series) : '-'));
        }
        body.append(row);
      }
      const caption = `${this.series.label}: mean ± sample standard deviation over the seeds`;
      const table = element('table', {}, element('caption', {}, caption), element('thead', {}, heading), body);
      this.table.append(element('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption}, table));
    }
  }

  function legend(data, visible, changed) {
    const buttons = data.settings.map((setting, i) => {
      const button = element('button', {type: 'button', 'aria-pressed': 'true'}, key(setting), setting.name);
      button.addEventListener('click', () => {
        if (!visible.delete(i)) visible.add(i);
        changed();
      });
      return button;
    });
    const put = (name, on) => {
      const button = element('button', {type: 'button'}, name);
      button.addEventListener('click', () => {
        visible.clear();
        if (on) data.settings.forEach((_, i) => visible.add(i));
        changed();
      });
      return button;
    };
    const items = [...buttons, ...(buttons.length > 1 ? [put('Show all', true), put('Hide all', false)] : [])];
    const list = element('ul', {class: 'legend', 'aria-label': 'Curves that are shown'}, ...items.map((item) => element('li', {}, item)));
    list.update = () => buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(visible.has(i))));
    return list;
  }

  function startCurves() {
    const place = document.getElementById('curves');
    if (!place) return;
    const data = JSON.parse(document.getElementById('data').textContent);
    const visible = new Set(data.settings.keys());
    const charts = data.shown.map((shown, i) => new Chart(data, shown, visible, i));
    const settings = legend(data, visible, () => {
      settings.update();
      charts.forEach((chart) => chart.draw());
    });
    place.append(settings, element('div', {class: 'charts'}, ...charts.map((chart) => chart.figure)));
  }

  startTheme();
  startTables();
  startFilters();
  startCurves();
  startFolds();
})();
