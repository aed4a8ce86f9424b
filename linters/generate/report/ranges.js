/*
 * Every range as a bar of what is taken, foreign and free.
 */
const portsOf = (mark) =>
	mark.first === mark.last ? `${mark.first}` : `${mark.first}–${mark.last}`;

function owners(mark, range) {
	return services.filter((service) =>
		service.numbers.includes(mark.first) &&
		(mark.kind !== 'taken' || service.registry === range.registry));
}

function markWords(mark, range) {
	if (mark.service !== undefined) {
		const all = owners(mark, range).map((service) =>
			service.title + (mark.kind === 'foreign' && service.range
				? ` of ${service.range}` : ''));

		return all.join(' and ');
	}
	if (mark.dynamic !== undefined && mark.factCount === 0)
		return `given out at run time (${mark.dynamic})`;
	return `not registered, used in ${plural(mark.factCount, 'place')}`;
}

function showService(index) {
	state.q = state.owner = state.range = state.only = '';
	goTo('services');
	drawServices();
	openService(index, true);
	const row = document.getElementById(`service-${index}`);

	row.scrollIntoView({block: 'center'});
	row.querySelector('button').focus({preventScroll: true});
}

function serviceLink(index, attributes, ...children) {
	return el('a', {
		href: '#services', ...attributes,
		onclick(event) {
			event.preventDefault();
			showService(index);
		},
	}, children.length ? children : services[index].title);
}

function portItem(mark, range) {
	return el('li', {},
		el('span', {class: 'mono'}, portsOf(mark)),
		el('span', {class: 'muted'}, mark.kind),
		mark.service !== undefined
			? el('span', {}, serviceLink(mark.service), owners(mark, range)
				.filter((other) => other.index !== mark.service)
				.map((other) => [', ', serviceLink(other.index)]),
			mark.kind === 'foreign' && services[mark.service].range
				? ` of ${services[mark.service].range}` : '')
			: mark.facts.length === 0
				? el('span', {}, markWords(mark, range))
				: el('span', {}, mark.facts.map((fact, at) => [
					at ? ', ' : '', place(fact), ` (${fact.kind})`]),
				mark.factCount > mark.facts.length
					? `, and ${mark.factCount - mark.facts.length} more`
					: ''));
}

function drawMark(range, mark, id) {
	const size = range.max - range.min + 1;
	const width = (mark.last - mark.first + 1) / size * 100;
	const node = el('div', {
		class: `mark ${mark.kind}`, role: 'option', id,
		'aria-selected': 'false',
		'aria-label': `${portsOf(mark)} ${mark.kind}: ` +
			markWords(mark, range),
	});

	node.style.left = `min(${(mark.first - range.min) / size * 100}%, ` +
		'calc(100% - 4px))';
	node.style.width = size > 200 ? `${width}%`
		: `max(4px, calc(${width}% - 1px))`;
	return node;
}

/* The mark under a finger or beside it; -1: none is near. */
function markAt(track, range, x) {
	const box = track.getBoundingClientRect();
	const size = range.max - range.min + 1;
	const port = range.min + (x - box.left) / box.width * size;
	let best = -1, least = size * 0.03 + 1;

	range.marks.forEach((mark, at) => {
		const off = port < mark.first ? mark.first - port
			: port > mark.last + 1 ? port - mark.last - 1 : 0;

		if (off < least) {
			least = off;
			best = at;
		}
	});
	return best;
}

/* What a pointer and the keyboard do on a bar. bar.choose(-1) is nothing. */
function steerTrack(track, range, bar) {
	const marks = range.marks;
	const follow = (at) => {
		if (at >= 0 && marks[at].service !== undefined)
			showService(marks[at].service);
	};
	const at = (event) => markAt(track, range, event.clientX);
	const byMouse = (event) => event.pointerType === 'mouse';

	track.addEventListener('pointermove', (event) => {
		if (byMouse(event))
			bar.choose(at(event));
	});
	track.addEventListener('pointerleave', (event) => {
		if (byMouse(event) && document.activeElement !== track)
			bar.choose(-1);
	});
	/* A finger first sees what it touched. */
	track.addEventListener('click', (event) =>
		(byMouse(event) ? follow : bar.choose)(at(event)));
	track.addEventListener('focus', () => {
		if (bar.on < 0 && marks.length)
			bar.choose(0);
	});
	track.addEventListener('blur', () => bar.choose(-1));
	track.addEventListener('keydown', (event) => {
		const to = {
			ArrowRight: bar.on + 1, ArrowDown: bar.on + 1,
			ArrowLeft: bar.on - 1, ArrowUp: bar.on - 1,
			Home: 0, End: marks.length - 1,
		}[event.key];

		if (event.key === 'Enter' || event.key === ' ') {
			event.preventDefault();
			follow(bar.on);
		} else if (to !== undefined && marks.length) {
			event.preventDefault();
			bar.choose(Math.max(0, Math.min(marks.length - 1, to)));
		}
	});
}

/* The bar is one stop of the keyboard; the arrows go from mark to mark. */
function drawTrack(range, now) {
	const options = range.marks.map((mark, at) => drawMark(range, mark,
		`mark-${data.ranges.indexOf(range)}-${at}`));
	const track = el('div', {
		class: `track${range.dynamic ? ' dynamic' : ''}`,
		role: options.length ? 'listbox' : 'img',
		tabindex: options.length ? 0 : null,
		'aria-label': `${range.name}: ${range.taken} taken, ` +
			`${range.foreign} foreign` + (range.dynamic ? ', dynamic'
			: range.free === null ? '' : `, ${range.free} free`),
	}, options);
	const bar = {on: -1, choose(at) {
		if (bar.on >= 0) {
			options[bar.on].classList.remove('on');
			options[bar.on].setAttribute('aria-selected', 'false');
		}
		bar.on = at;
		now.replaceChildren();
		if (at < 0) {
			track.removeAttribute('aria-activedescendant');
			return;
		}
		options[at].classList.add('on');
		options[at].setAttribute('aria-selected', 'true');
		track.setAttribute('aria-activedescendant', options[at].id);
		now.append(el('b', {class: 'mono'}, portsOf(range.marks[at])),
			` ${markWords(range.marks[at], range)}`);
	}};

	steerTrack(track, range, bar);
	return track;
}

/* Not a stop of the keyboard: the bar and the table are. */
function chip(index, ports) {
	return serviceLink(index, {tabindex: -1},
		el('span', {class: 'mono'}, ports),
		el('span', {class: 'name'}, services[index].title));
}

/* The list below a range, and the button that folds it out. */
function allPorts(range) {
	const count = range.taken + range.foreign;
	const list = el('ul', {class: 'ports', hidden: true});
	const button = el('button', {
		type: 'button', class: 'chip toggle', 'aria-expanded': 'false',
		'aria-label': `${plural(count, 'port')} of ${range.name}, with places`,
		onclick() {
			if (!list.firstChild)
				list.append(...range.marks.map((mark) =>
					portItem(mark, range)));
			list.hidden = !list.hidden;
			button.setAttribute('aria-expanded', String(!list.hidden));
		},
	}, `${count > 1 ? 'all ' : ''}${plural(count, 'port')}`);

	return {list, button};
}

function rangeName(range) {
	return el('div', {class: 'range-name'},
		el('h3', {}, range.name, range.dynamic
			? [' ', el('span', {class: 'badge'}, 'dynamic')] : null),
		el('span', {class: 'mono'}, range.min
			? `${range.min}–${range.max}` : 'cannot be read'),
		el('p', {class: 'counts'},
			el('b', {}, number(range.taken)), ' taken',
			range.foreign ? [' · ', el('b', {}, number(range.foreign)),
				' foreign'] : null,
			range.dynamic ? ' · given out at run time'
				: range.free === null ? null
				: [' · ', el('b', {}, number(range.free)), ' free'],
			range.marksEnd ? ` · listed up to ${range.marksEnd - 1}`
				: null));
}

function drawRange(range) {
	const now = el('span', {class: 'now', 'aria-live': 'polite'});
	const taken = range.marks.filter((mark) => mark.kind === 'taken');
	const all = allPorts(range);

	return el('li', {},
		el('div', {class: 'range'}, rangeName(range), el('div', {},
			range.min ? [drawTrack(range, now),
				el('div', {class: 'scale'}, el('span', {}, range.min), now,
					el('span', {}, range.max))] : null,
			range.marks.length ? el('div', {class: 'chips'},
				taken.slice(0, taken.length > 9 ? 8 : 9).map((mark) =>
					chip(mark.service, portsOf(mark))),
				all.button) : null, all.list)));
}

function drawOutside(node) {
	const outside = services.filter((service) => service.numbers.length &&
		!service.numbers.every((port) => data.ranges.some((range) =>
			range.registry === service.registry &&
			range.min <= port && port <= range.max)));

	if (outside.length === 0)
		return;
	node.append(el('li', {}, el('div', {class: 'range'},
		el('div', {class: 'range-name'}, el('h3', {}, 'Outside every range'),
			el('p', {class: 'counts'}, plural(outside.length, 'service'))),
		el('div', {class: 'chips'}, outside.slice(0, 40).map((service) =>
			chip(service.index, service.portText)),
		outside.length > 40 ? el('span', {class: 'chip muted'},
			`and ${outside.length - 40} more`) : null))));
}

/* A registry without ranges still has a first and a last port. */
function wholeRange() {
	const ports = [];

	services.forEach((service) => service.numbers.forEach((port) =>
		ports.push({first: port, last: port, kind: 'taken',
			service: service.index})));
	ports.sort((a, b) => a.first - b.first);
	const marks = ports.filter((mark, at) =>
		!at || ports[at - 1].first !== mark.first);

	return {name: 'Every registered port', registry: services[0].registry,
		min: marks[0].first, max: marks[marks.length - 1].first,
		taken: marks.length, foreign: 0, dynamic: false, marks,
		free: null};
}

function drawRanges() {
	const node = section('ranges', 'Ranges', data.ranges.length
		? 'Point at a bar, or use the arrow keys on it, to see who has a port.'
		: 'This registry has no ranges.');
	const list = el('ol', {class: 'ranges card'});

	if (!data.ranges.length && !services.some((one) => one.numbers.length)) {
		node.append(el('p', {class: 'empty'}, 'There is no port to show yet.'));
		return;
	}
	node.querySelector('.head').append(el('ul', {class: 'legend'},
		el('li', {}, el('span', {class: 'swatch taken'}), 'taken'),
		el('li', {}, el('span', {class: 'swatch foreign'}),
			'foreign: another range\u2019s, or used and not registered'),
		el('li', {}, el('span', {class: 'swatch'}), 'free')));
	if (data.ranges.length) {
		list.append(...data.ranges.map(drawRange));
		drawOutside(list);
	} else {
		list.append(drawRange(wholeRange()));
	}
	node.append(list);
}
