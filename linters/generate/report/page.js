/*
 * Draws the report. All that comes out of the data becomes text nodes and
 * attributes: nothing is ever parsed as HTML.
 */
'use strict';

/* Controls that would move or turn what stands beside them are written out. */
const visible = (text) => text.replace(
	/[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,
	(one) => `\\u${one.codePointAt(0).toString(16).padStart(4, '0')}`);
const data = JSON.parse(document.getElementById('data').textContent,
	(key, value) => typeof value === 'string' ? visible(value) : value);
const services = data.services;
const state = {
	q: '', owner: '', range: '', only: '', sort: 'port', down: false,
	level: '', focus: '',
};

/* --- elements ------------------------------------------------------------- */

function fill(node, attributes, children) {
	for (const [name, value] of Object.entries(attributes || {})) {
		if (value === null || value === undefined || value === false)
			continue;
		if (name.startsWith('on'))
			node.addEventListener(name.slice(2), value);
		else
			node.setAttribute(name, value === true ? '' : value);
	}
	node.append(...children.flat(9).filter((child) =>
		child !== null && child !== undefined && child !== false));
	return node;
}

function el(tag, attributes, ...children) {
	return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
	return fill(document.createElementNS('http://www.w3.org/2000/svg', tag),
		attributes, children);
}

const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
/* Names between backticks, as messages have them. */
const rich = (text) => text.split('`').map((part, at, all) =>
	at % 2 && at < all.length - 1 ? el('code', {}, part)
		: at % 2 ? `\`${part}` : part);
const plural = (count, word) =>
	`${number(count)} ${word}${count === 1 ? '' : 's'}`;
const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;

function place(at, text) {
	const words = text || `${at.path}:${at.line}`;

	return at.link !== undefined
		? el('a', {href: at.link, class: 'mono'}, words)
		: el('span', {class: 'mono'}, words);
}

function section(id, title, note) {
	const heading = el('h2', {id: `${id}-title`, tabindex: -1}, title);
	const node = el('section', {id, 'aria-labelledby': `${id}-title`},
		el('div', {class: 'head'}, heading,
			note ? el('p', {}, note) : null));

	document.getElementById('main').append(node);
	return node;
}

/* --- what a service is ---------------------------------------------------- */

services.forEach((service, index) => {
	service.index = index;
	service.list = service.ports
		? Object.entries(service.ports)
		: service.port === null ? [] : [['', service.port]];
	service.numbers = service.list.map(([, port]) => port);
	service.title = service.path || service.name;
	service.portText = service.numbers.join(', ') || 'none';
	service.text = [service.title, service.name, service.portText,
		service.owner, service.range, service.protocol, service.network,
		service.description].map((part) =>
		part === null || part === undefined ? '' : String(part))
		.join('\n').toLowerCase();
});

const words = (value) =>
	value === null || value === undefined ? '' :
		typeof value === 'object' ? JSON.stringify(value) :
			String(value);

/* --- the address: section, then what is chosen ---------------------------- */

const stored = {
	q: 'q', owner: 'owner', range: 'range', only: 'only', sort: 'sort',
	down: 'down', level: 'level', focus: 'focus',
};
let here = '';

function writeAddress() {
	const chosen = new URLSearchParams();

	for (const key of Object.keys(stored)) {
		const value = state[key];

		if (value === '' || value === false ||
			(key === 'sort' && value === 'port'))
			continue;
		chosen.set(stored[key], value === true ? '1' : value);
	}
	const query = chosen.toString();
	const address = `#${here}${query ? `?${query}` : ''}`;

	if (address === (location.hash || '#'))
		return;
	try {
		history.replaceState(null, '', address);
	} catch (refused) {
		location.replace(address);
	}
}

function readAddress() {
	const [id, query] = location.hash.slice(1).split(/\?(.*)/s);
	const chosen = new URLSearchParams(query || '');

	here = document.getElementById(id) ? id : '';
	for (const key of Object.keys(stored)) {
		const value = chosen.get(stored[key]);

		state[key] = key === 'down' ? value === '1'
			: value !== null ? value
			: key === 'sort' ? 'port' : '';
	}
	if (!columns.some((column) => column.id === state.sort))
		state.sort = 'port';
}

function goTo(id) {
	const node = document.getElementById(id);

	here = id;
	writeAddress();
	node.scrollIntoView();
	document.getElementById(`${id}-title`).focus({preventScroll: true});
}

/* --- masthead ------------------------------------------------------------- */

const sections = [
	['ranges', 'Ranges'], ['services', 'Services'],
	['conflicts', 'Conflicts'], ['relations', 'Relations'],
	['history', 'History'],
];

function sectionLink(id, text) {
	return el('a', {
		href: `#${id}`,
		onclick(event) {
			event.preventDefault();
			goTo(id);
		},
	}, text);
}

function drawMasthead() {
	const sum = data.summary;
	const wrong = sum.errors ? 'bad' : sum.warnings ? 'soso' : 'fine';
	const cells = [
		['services', sum.services, sum.services === 1 ? 'service' : 'services'],
		['ranges', sum.ranges, sum.ranges === 1 ? 'range' : 'ranges'],
		['ranges', sum.ranges ? sum.free : '–', 'free ports'],
		['conflicts', sum.conflicts, sum.conflicts === 0 ? 'conflicts'
			: [sum.errors ? plural(sum.errors, 'error') : '',
				sum.warnings ? plural(sum.warnings, 'warning') : '']
				.filter(Boolean).join(', '), wrong],
	];

	document.getElementById('source').append(
		...data.registries.flatMap((path, at) => [at ? ', ' : '',
			el('span', {class: 'mono'}, path)]),
		` in ${data.judged}`);
	document.getElementById('summary').append(...cells.map(
		([id, count, word, kind]) => el('div', {class: kind || ''},
			el('dt', {}, id === 'conflicts' && count
				? `${count === 1 ? 'conflict' : 'conflicts'} · ${word}`
				: word),
			el('dd', {}, sectionLink(id, typeof count === 'number'
				? number(count) : count)))));
	document.getElementById('sections').append(...sections.map(
		([id, title]) => el('li', {}, sectionLink(id, title))));
}

function watchSections() {
	const links = document.querySelectorAll('#sections a');
	const seen = new Set();
	const watcher = new IntersectionObserver((entries) => {
		for (const entry of entries)
			seen[entry.isIntersecting ? 'add' : 'delete'](entry.target.id);
		const current = sections.findIndex(([id]) => seen.has(id));
		const list = document.getElementById('sections');

		if (current >= 0)
			list.scrollLeft = links[current].offsetLeft - list.offsetLeft -
				(list.clientWidth - links[current].offsetWidth) / 2;
		links.forEach((link, at) => at === current
			? link.setAttribute('aria-current', 'true')
			: link.removeAttribute('aria-current'));
	}, {rootMargin: '-80px 0px -55% 0px'});

	sections.forEach(([id]) => watcher.observe(document.getElementById(id)));
}

/* --- light and dark ------------------------------------------------------- */

function remembered(value) {
	try {
		if (value === undefined)
			return localStorage.getItem('plumb-theme') || '';
		localStorage.setItem('plumb-theme', value);
	} catch (refused) {
		/* A page of a file may have no storage: then nothing is kept. */
	}
	return value || '';
}

function setTheme(theme) {
	const button = document.getElementById('theme');
	const shown = {
		'': ['◐', 'System'], light: ['☀', 'Light'], dark: ['☾', 'Dark'],
	}[theme] || ['◐', 'System'];

	if (theme === 'light' || theme === 'dark')
		document.documentElement.dataset.theme = theme;
	else
		delete document.documentElement.dataset.theme;
	button.replaceChildren(el('span', {'aria-hidden': 'true'}, shown[0]),
		el('span', {class: 'word'}, ` ${shown[1]}`));
	button.setAttribute('aria-label', `Colours: ${shown[1].toLowerCase()}`);
	button.title = 'Colours: system, light or dark';
}

function startTheme() {
	let theme = remembered();

	setTheme(theme);
	document.getElementById('theme').addEventListener('click', () => {
		theme = {'': 'light', light: 'dark'}[theme] || '';
		remembered(theme);
		setTheme(theme);
	});
}
