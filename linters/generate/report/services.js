/*
 * The services: a table to search, filter and sort, and what is said of each.
 */
const has = (key) => services.some((service) =>
	service[key] !== null && service[key] !== undefined);
const columns = [
	{id: 'port', title: 'Port', kind: 'port',
		value: (one) => one.numbers[0] || 65536, text: (one) => one.portText},
	{id: 'name', title: 'Service', kind: 'name',
		value: (one) => one.title.toLowerCase(), text: (one) => one.title},
	{id: 'range', title: 'Range', kind: 'minor', wanted: has('range')},
	{id: 'owner', title: 'Owner', kind: 'minor', wanted: has('owner')},
	{id: 'protocol', title: 'Protocol', kind: 'minor',
		wanted: has('protocol')},
	{id: 'registry', title: 'Registry', kind: 'minor',
		wanted: data.registries.length > 1},
	{id: 'places', title: 'Places', kind: 'minor number', label: 'places',
		value: (one) => one.factCount, text: (one) => String(one.factCount)},
	{id: 'conflicts', title: 'Conflicts', kind: 'wrong number',
		value: (one) => one.conflicts.length,
		text: (one) => one.conflicts.length ? String(one.conflicts.length)
			: ''},
].filter((column) => column.wanted !== false);

columns.forEach((column) => {
	column.text = column.text || ((one) => words(one[column.id]));
	/* What is not said comes last. */
	column.value = column.value || ((one) =>
		words(one[column.id]).toLowerCase() || '\uffff');
});

const rows = [];
const controls = {};

/* Text with what was searched for marked. */
function marked(text, tokens) {
	const lower = text.toLowerCase();
	const parts = [];
	let from = 0;

	/* Letters whose lower case is longer would move the marks. */
	if (lower.length !== text.length)
		return [text];
	while (tokens.length) {
		let at = -1, size = 0;

		for (const token of tokens) {
			const found = lower.indexOf(token, from);

			if (found >= 0 && (at < 0 || found < at ||
				(found === at && token.length > size))) {
				at = found;
				size = token.length;
			}
		}
		if (at < 0)
			break;
		parts.push(text.slice(from, at),
			el('mark', {}, text.slice(at, at + size)));
		from = at + size;
	}
	parts.push(text.slice(from));
	return parts;
}

function fillCell(cell, column, service, tokens) {
	const text = column.text(service);

	if (column.id === 'name')
		cell.firstChild.replaceChildren(...marked(text, tokens));
	else if (column.id === 'conflicts')
		cell.replaceChildren(...(text ? [el('span', {
			class: `badge ${service.worst}`,
			title: plural(service.conflicts.length, 'conflict'),
		}, `⚠ ${text}`)] : []));
	else if (column.kind.includes('number'))
		cell.replaceChildren(text);
	else
		cell.replaceChildren(...marked(text, tokens));
}

function makeRow(service) {
	const row = el('tr', {
		id: `service-${service.index}`, role: 'row',
		class: `row${service.deprecated === true ? ' deprecated' : ''}`,
	});

	service.worst = service.conflicts.some((at) =>
		data.conflicts[at].level === 'error') ? 'error' : 'warning';
	for (const column of columns) {
		const cell = el('td', {
			class: column.kind, role: 'cell', 'data-label': column.label,
		});

		if (column.id === 'name')
			cell.append(el('button', {
				type: 'button', class: 'link', 'aria-expanded': 'false',
				onclick: () => openService(service.index),
			}), service.deprecated === true
				? el('span', {class: 'badge'}, 'deprecated') : '');
		row.append(cell);
	}
	return {service, row, more: null, tokens: null};
}

/* What is written of the service in the registry, and not in a column. */
function otherFields(service) {
	const known = new Set(['name', 'path', 'port', 'ports', 'range',
		'registry', 'line', 'link', 'facts', 'factCount', 'conflicts',
		'index', 'list', 'numbers', 'title', 'portText', 'text', 'worst',
		'owner', 'protocol', 'stack']);

	return Object.keys(service).filter((key) => !known.has(key));
}

function finding(conflict) {
	return el('li', {class: conflict.level},
		el('span', {class: `badge ${conflict.level}`}, conflict.level), ' ',
		rich(conflict.message),
		el('div', {class: 'where'}, place(conflict,
			`${conflict.path}:${conflict.line}:${conflict.column}`)),
		conflict.related.map((other) => el('div', {class: 'related'},
			rich(other.message), ': ', place(other))));
}

function describe(service) {
	const related = data.relations.filter((one) =>
		one.from === service.index || one.to === service.index);

	return el('div', {class: 'facts'},
		el('div', {}, el('h3', {}, 'Registered'),
			el('dl', {}, service.ports ? service.list.map(([name, port]) =>
				[el('dt', {}, name), el('dd', {class: 'mono'}, port)]) : null,
			otherFields(service).map((key) => [el('dt', {}, key),
				el('dd', {}, Array.isArray(service[key])
					? service[key].map(words).join(', ')
					: words(service[key]))]),
			el('dt', {}, 'at'), el('dd', {}, place({path: service.registry,
				line: service.line, link: service.link})))),
		service.conflicts.length ? el('div', {},
			el('h3', {}, 'Conflicts'),
			el('ul', {class: 'findings'}, service.conflicts.map((at) =>
				finding(data.conflicts[at])))) : null,
		el('div', {}, el('h3', {}, `Places (${number(service.factCount)})`),
			service.facts.length ? el('ul', {}, service.facts.map((fact) =>
				el('li', {}, place(fact), el('span', {class: 'muted'},
					` ${fact.kind} ${fact.port || ''}`))),
			service.factCount > service.facts.length
				? el('li', {class: 'muted'}, 'and ' +
					`${service.factCount - service.facts.length} more: ` +
					'plumb where', ' ', service.name) : null)
				: el('p', {class: 'muted'},
					'Nothing in the repository names it.')),
		related.length ? el('div', {}, el('h3', {}, 'Relations'),
			el('button', {
				type: 'button', class: 'link',
				onclick: () => {
					focusOn(service.index);
					goTo('relations');
				},
			}, `Show ${plural(related.length, 'relation')} in the graph`))
			: null);
}

function openService(index, only) {
	const entry = rows[index];
	const button = entry.row.querySelector('button');

	if (entry.more === null) {
		entry.more = el('tr', {class: 'more', role: 'row'},
			el('td', {colspan: columns.length, role: 'cell'},
				describe(entry.service)));
		entry.row.after(entry.more);
	} else if (only) {
		return;
	} else {
		entry.more.remove();
		entry.more = null;
	}
	button.setAttribute('aria-expanded', String(entry.more !== null));
}

function isWanted(service, tokens) {
	return tokens.every((token) => service.text.includes(token)) &&
		(state.owner === '' || words(service.owner) === state.owner) &&
		(state.range === '' || words(service.range) === state.range) &&
		(state.only !== 'conflicts' || service.conflicts.length > 0) &&
		(state.only !== 'deprecated' || service.deprecated === true) &&
		(state.only !== 'unused' || service.factCount === 0);
}

function drawServices() {
	const tokens = state.q.toLowerCase().split(/\s+/).filter(Boolean);
	const column = columns.find((one) => one.id === state.sort);
	const wanted = rows.filter((entry) => isWanted(entry.service, tokens));
	const key = tokens.join(' ');
	const sign = state.down ? -1 : 1;

	wanted.sort((a, b) => sign * compare(column.value(a.service),
		column.value(b.service)) || a.service.index - b.service.index);
	for (const entry of wanted) {
		if (entry.tokens === key)
			continue;
		entry.tokens = key;
		columns.forEach((one, at) => fillCell(entry.row.children[at], one,
			entry.service, tokens));
	}
	controls.body.replaceChildren(...wanted.flatMap((entry) =>
		entry.more ? [entry.row, entry.more] : [entry.row]));
	for (const one of columns)
		controls.heads[one.id].setAttribute('aria-sort',
			one !== column ? 'none' : state.down ? 'descending'
				: 'ascending');
	controls.count.textContent = wanted.length === services.length
		? plural(services.length, 'service')
		: `${number(wanted.length)} of ${plural(services.length, 'service')}`;
	controls.none.hidden = wanted.length > 0;
	controls.table.hidden = wanted.length === 0;
	controls.search.value = state.q;
	controls.owner.value = state.owner;
	controls.range.value = state.range;
	controls.only.value = state.only;
}

function clearFilters() {
	state.q = state.owner = state.range = state.only = '';
	drawServices();
	writeAddress();
	controls.search.focus();
}

function chooser(key, label, choices) {
	return el('select', {
		'aria-label': label,
		onchange(event) {
			state[key] = event.target.value;
			here = 'services';
			drawServices();
			writeAddress();
		},
	}, choices.map(([value, text]) => el('option', {value}, text)));
}

function valuesOf(key, all) {
	const values = new Set(services.map((service) => words(service[key])));

	values.delete('');
	return [['', all], ...[...values].sort((a, b) =>
		compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b))
		.map((value) => [value, value])];
}

function makeTools() {
	controls.search = el('input', {
		type: 'search', id: 'search', autocomplete: 'off',
		spellcheck: 'false', 'aria-label': 'Search the services',
		placeholder: 'Name, port, owner, range …',
		oninput(event) {
			state.q = event.target.value;
			here = 'services';
			drawServices();
			writeAddress();
		},
		onkeydown(event) {
			if (event.key === 'Escape' && state.q !== '') {
				event.preventDefault();
				state.q = '';
				drawServices();
				writeAddress();
			}
		},
	});
	controls.owner = chooser('owner', 'Owner', valuesOf('owner', 'Every owner'));
	controls.range = chooser('range', 'Range', valuesOf('range', 'Every range'));
	controls.only = chooser('only', 'Which', [['', 'All of them'],
		['conflicts', 'With conflicts'], ['deprecated', 'Deprecated'],
		['unused', 'Named nowhere']]);
	controls.owner.hidden = controls.owner.options.length < 2;
	controls.range.hidden = controls.range.options.length < 2;
	controls.count = el('output', {id: 'count', 'aria-live': 'polite'});
	return el('div', {class: 'tools', role: 'search'},
		el('div', {class: 'search'}, controls.search,
			el('kbd', {'aria-hidden': 'true'}, '/')),
		controls.owner, controls.range, controls.only, controls.count);
}

function makeHead(column) {
	controls.heads[column.id] = el('th', {
		scope: 'col', role: 'columnheader', class: column.kind,
	}, el('button', {
		type: 'button',
		onclick() {
			state.down = state.sort === column.id ? !state.down
				: column.id === 'conflicts' || column.id === 'places';
			state.sort = column.id;
			here = 'services';
			drawServices();
			writeAddress();
		},
	}, column.title));
	return controls.heads[column.id];
}

function makeServices() {
	const node = section('services', 'Services');

	if (services.length === 0) {
		node.append(el('p', {class: 'empty'},
			'Nobody is registered yet: ', el('code', {},
				'plumb registry new'), ' adds a service.'));
	}
	controls.heads = {};
	rows.push(...services.map(makeRow));
	controls.body = el('tbody', {role: 'rowgroup'});
	controls.table = el('table', {
		class: 'card', role: 'table', 'aria-labelledby': 'services-title',
	}, el('thead', {role: 'rowgroup'}, el('tr', {role: 'row'},
		columns.map(makeHead))), controls.body);
	controls.none = el('div', {class: 'empty', hidden: true},
		el('p', {}, 'No service fits. '), el('button', {
			type: 'button', class: 'link', onclick: clearFilters,
		}, 'Show all of them'));
	const tools = makeTools();

	if (services.length)
		node.append(tools, controls.table, controls.none);
}
