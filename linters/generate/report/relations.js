/*
 * The graph of relations, and the neighbours of one service.
 */
const TOO_MANY = 120;
const linked = new Set(data.relations.flatMap((one) => [one.from, one.to]));

/* Of a path the end tells more than the beginning. */
function short(text, size, isPath) {
	const letters = [...text];

	return letters.length <= size ? text
		: isPath ? `…${letters.slice(1 - size).join('')}`
			: `${letters.slice(0, size - 1).join('')}…`;
}

function pathOf(chain) {
	const first = chain[0];
	let d = `M${first.x + NODE_WIDTH},${first.y}`;
	let x = first.x + NODE_WIDTH, y = first.y;

	for (const item of chain.slice(1)) {
		const bend = (item.x - x) / 2;

		d += ` C${x + bend},${y} ${item.x - bend},${item.y} ` +
			`${item.x},${item.y}`;
		x = item.x;
		y = item.y;
		if (item.name === undefined) {
			x += NODE_WIDTH;
			d += ` L${x},${y}`;
		}
	}
	return d;
}

function drawNode(item, picture) {
	const service = services[item.name];
	const wrong = service.conflicts.length;
	const node = svg('g', {
		class: `node${wrong ? ' bad' : ''}` +
			`${String(item.name) === state.focus ? ' focus' : ''}`,
		transform: `translate(${item.x},${item.y - NODE_HEIGHT / 2})`,
		role: 'button', tabindex: -1, 'data-service': item.name,
		'aria-label': `${service.title}, port ${service.portText}` +
			(wrong ? `, ${plural(wrong, 'conflict')}` : ''),
		onclick: () => focusOn(item.name, true),
	}, svg('title', {}, `${service.title}\n${service.description || ''}`),
	svg('rect', {width: NODE_WIDTH, height: NODE_HEIGHT, rx: 7}),
	/* Of its own, so that a long name ends where the node does. */
	svg('svg', {x: 11, width: NODE_WIDTH - 18, height: NODE_HEIGHT},
		svg('text', {y: 18}, short(service.title, 21,
			service.path !== undefined)),
		svg('text', {y: 33, class: 'port'}, short(service.portText, 18))),
	wrong ? svg('text', {x: NODE_WIDTH - 11, y: 33, class: 'alarm port',
		'text-anchor': 'end'}, `⚠ ${wrong}`) : null);

	const near = (on) => {
		picture.classList.toggle('faded', on);
		picture.querySelectorAll('.edge').forEach((edge) => {
			const mine = edge.dataset.from === String(item.name) ||
				edge.dataset.to === String(item.name);

			edge.classList.toggle('strong', on && mine);
			if (!mine)
				return;
			picture.querySelectorAll('.node').forEach((other) => {
				if (other.dataset.service === edge.dataset.from ||
					other.dataset.service === edge.dataset.to)
					other.classList.toggle('near', on);
			});
		});
		node.classList.toggle('near', on);
	};

	node.addEventListener('pointerenter', () => near(true));
	node.addEventListener('pointerleave', () => near(false));
	node.addEventListener('focus', () => near(true));
	node.addEventListener('blur', () => near(false));
	return node;
}

/* One stop of the keyboard; the arrows go to what is next that way. */
function steer(picture, places) {
	picture.addEventListener('keydown', (event) => {
		const node = event.target.closest('.node');
		const way = {ArrowLeft: [-1, 0], ArrowRight: [1, 0],
			ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];

		if (node === null)
			return;
		if (event.key === 'Enter' || event.key === ' ') {
			event.preventDefault();
			focusOn(Number(node.dataset.service), true);
		} else if (event.key === 'Escape' && state.focus !== '') {
			event.preventDefault();
			focusOn('');
		} else if (way) {
			event.preventDefault();
			const from = places.find((one) => one.node === node);
			let best = null, least = Infinity;

			for (const one of places) {
				const dx = one.item.x - from.item.x;
				const dy = one.item.y - from.item.y;
				const far = Math.abs(dx) + Math.abs(dy);
				const fits = way[0] ? dx * way[0] > 0
					: dx === 0 && dy * way[1] > 0;

				if (fits && far < least) {
					least = far;
					best = one;
				}
			}
			if (best === null)
				return;
			node.setAttribute('tabindex', -1);
			best.node.setAttribute('tabindex', 0);
			best.node.focus();
		}
	});
}

function drawPicture(names, relations) {
	const keys = new Map();

	for (const one of relations) {
		const key = `${one.from}>${one.to}`;

		if (!keys.has(key))
			keys.set(key, []);
		keys.get(key).push(one.kind);
	}
	const plan = layOutGroups(names, [...keys.keys()].map((key) =>
		key.split('>').map(Number)));
	const picture = svg('svg', {
		width: plan.width + 4, height: plan.height + 4,
		viewBox: `-2 -2 ${plan.width + 4} ${plan.height + 4}`,
		role: 'group', 'aria-label': 'Graph of relations',
	}, svg('defs', {}, svg('marker', {
		id: 'arrow', viewBox: '0 0 8 8', refX: 7.5, refY: 4, markerWidth: 8,
		markerHeight: 8, orient: 'auto-start-reverse',
		markerUnits: 'userSpaceOnUse',
	}, svg('path', {d: 'M0,0 L8,4 L0,8 z'}))));

	for (const {from, to, chain} of plan.chains) {
		const straight = keys.get(`${from}>${to}`);
		const kinds = straight || keys.get(`${to}>${from}`);

		picture.append(svg('path', {
			class: `edge ${kinds.includes('depends') ? 'depends' : 'calls'}`,
			d: pathOf(chain),
			'marker-end': straight ? 'url(#arrow)' : null,
			'marker-start': straight ? null : 'url(#arrow)',
			'data-from': from, 'data-to': to,
		}));
	}
	const places = names.map((name) => {
		const item = plan.items.get(name);
		const node = drawNode(item, picture);

		picture.append(node);
		return {item, node};
	});

	if (places.length)
		(places.find((one) => String(one.item.name) === state.focus) ||
			places[0]).node.setAttribute('tabindex', 0);
	steer(picture, places);
	return picture;
}

function relationItem(one, other) {
	return el('li', {}, el('button', {
		type: 'button', class: 'link', onclick: () => focusOn(other),
	}, services[other].title),
	el('span', {class: 'muted'},
		one.kind === 'calls' ? ' by address, ' : ' by depends_on, '),
	place(one), one.count > 1
		? el('span', {class: 'muted'}, ` and ${one.count - 1} more`) : null);
}

function drawSides(index) {
	const of = (side, other) => data.relations.filter((one) =>
		one[side] === index).map((one) => relationItem(one, one[other]));
	const needs = of('from', 'to'), needed = of('to', 'from');
	const list = (items) => items.length ? el('ul', {}, items)
		: el('p', {class: 'muted'}, 'nobody');

	return el('div', {class: 'sides'},
		el('div', {}, el('h3', {}, 'What ', services[index].title, ' needs'),
			list(needs)),
		el('div', {}, el('h3', {}, 'Who needs ', services[index].title),
			list(needed)));
}

function drawRelations() {
	const index = state.focus === '' ? -1 : Number(state.focus);
	const chosen = index < 0 ? data.relations : data.relations.filter((one) =>
		one.from === index || one.to === index);
	const names = [...new Set(chosen.flatMap((one) => [one.from, one.to]))]
		.sort((a, b) => a - b);

	controls.focus.value = state.focus;
	controls.all.hidden = index < 0 || linked.size > TOO_MANY;
	controls.picture.replaceChildren(drawPicture(names, chosen));
	controls.picture.scrollTo(0, 0);
	controls.sides.replaceChildren(...(index < 0 ? [] : [drawSides(index)]));
}

function focusOn(index, keepFocus) {
	const again = keepFocus && String(index) === state.focus;

	state.focus = again || index === '' || !linked.has(index)
		? '' : String(index);
	if (state.focus === '' && linked.size > TOO_MANY)
		state.focus = String(busiest());
	here = 'relations';
	drawRelations();
	writeAddress();
	const node = controls.picture.querySelector(keepFocus
		? `[data-service="${index}"]` : '.node[tabindex="0"]');

	if (node && (keepFocus || controls.picture.contains(
		document.activeElement)))
		node.focus();
}

function busiest() {
	const count = new Map();

	data.relations.forEach((one) => [one.from, one.to].forEach((name) =>
		count.set(name, (count.get(name) || 0) + 1)));
	return [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0][0];
}

function listItem(one) {
	return el('li', {}, services[one.from].title,
		one.kind === 'calls' ? ' calls ' : ' depends on ',
		services[one.to].title, ' ', place(one));
}

function makeRelations() {
	const node = section('relations', 'Relations', linked.size
		? 'Who needs whom. Choose a service to see only its neighbours.'
		: null);
	const alone = services.length - linked.size;
	const list = el('ul', {});
	const details = el('details', {
		class: 'aslist',
		ontoggle() {
			if (details.open && !list.firstChild)
				list.append(...data.relations.map(listItem));
		},
	}, el('summary', {}, 'As a list'), list);

	if (linked.size === 0) {
		node.append(el('p', {class: 'empty'}, 'No service depends on another ' +
			'or calls one, as far as the files tell.'));
		return;
	}
	controls.focus = el('select', {
		'aria-label': 'Service to look at',
		onchange: (event) => focusOn(event.target.value === '' ? ''
			: Number(event.target.value)),
	}, linked.size > TOO_MANY ? null : el('option', {value: ''},
		'Every service'), [...linked].sort((a, b) => compare(
		services[a].title.toLowerCase(), services[b].title.toLowerCase()) ||
		a - b).map((index) => el('option', {value: index},
		services[index].title)));
	controls.all = el('button', {type: 'button', onclick: () => focusOn('')},
		'Show every service');
	controls.picture = el('div', {class: 'graph'});
	controls.sides = el('div', {});
	node.append(el('div', {class: 'tools'}, controls.focus, controls.all,
		el('ul', {class: 'legend'},
			el('li', {}, el('span', {class: 'stroke'}), 'depends on'),
			el('li', {}, el('span', {class: 'stroke calls'}),
				'only calls its address')),
		el('output', {}, `${plural(linked.size, 'service')}` +
			(alone ? `, ${number(alone)} more stand alone` : ''))),
	el('div', {class: 'card'}, controls.picture, controls.sides, details));
}
