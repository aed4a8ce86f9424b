/*
 * Where the services of the graph stand: in layers by who needs whom, the same
 * for the same relations. Knows numbers of services and no more.
 */
const NODE_WIDTH = 186, NODE_HEIGHT = 42, GAP_X = 76, GAP_Y = 12, THIN = 8;

/* Edges without kinds, in order; those that close a circle turned round. */
function withoutCircles(names, pairs) {
	const next = new Map(names.map((name) => [name, []]));
	const mark = new Map();
	const result = [];

	pairs.forEach(([from, to]) => next.get(from).push(to));
	for (const root of names) {
		const stack = mark.has(root) ? [] : [[root, 0]];

		mark.set(root, mark.get(root) || 1);
		while (stack.length) {
			const top = stack[stack.length - 1];
			const to = next.get(top[0])[top[1]++];

			if (to === undefined) {
				mark.set(top[0], 2);
				stack.pop();
			} else if (mark.get(to) === 1) {
				result.push([to, top[0]]);
			} else {
				result.push([top[0], to]);
				if (!mark.has(to)) {
					mark.set(to, 1);
					stack.push([to, 0]);
				}
			}
		}
	}
	return result;
}

/* The longest way from a source; a source stands just before its first. */
function layersOf(names, edges) {
	const layer = new Map(names.map((name) => [name, 0]));
	const waiting = new Map(names.map((name) => [name, 0]));
	const next = new Map(names.map((name) => [name, []]));

	edges.forEach(([from, to]) => {
		waiting.set(to, waiting.get(to) + 1);
		next.get(from).push(to);
	});
	const ready = names.filter((name) => waiting.get(name) === 0);
	const sources = ready.slice();

	for (let at = 0; at < ready.length; at++)
		for (const to of next.get(ready[at])) {
			layer.set(to, Math.max(layer.get(to), layer.get(ready[at]) + 1));
			waiting.set(to, waiting.get(to) - 1);
			if (waiting.get(to) === 0)
				ready.push(to);
		}
	for (const name of sources) {
		const after = next.get(name).map((to) => layer.get(to));

		if (after.length)
			layer.set(name, Math.min(...after) - 1);
	}
	return layer;
}

/* Items of each layer, with a thin one wherever an edge passes through. */
function makeItems(names, edges) {
	const layer = layersOf(names, edges);
	const items = new Map(names.map((name) =>
		[name, {name, layer: layer.get(name), before: [], after: []}]));
	const layers = [];
	const put = (item) => {
		while (layers.length <= item.layer)
			layers.push([]);
		layers[item.layer].push(item);
	};
	const chains = [];

	names.forEach((name) => put(items.get(name)));
	for (const [from, to] of edges) {
		const chain = [items.get(from)];

		for (let at = layer.get(from) + 1; at < layer.get(to); at++) {
			const thin = {layer: at, before: [], after: []};

			put(thin);
			chain.push(thin);
		}
		chain.push(items.get(to));
		for (let at = 1; at < chain.length; at++) {
			chain[at - 1].after.push(chain[at]);
			chain[at].before.push(chain[at - 1]);
		}
		chains.push({from, to, chain});
	}
	return {items, layers, chains};
}

const heightOf = (item) => item.name === undefined ? THIN : NODE_HEIGHT;
const middle = (list, key) =>
	list.reduce((sum, item) => sum + item[key], 0) / list.length;

/* Neighbours near each other, so that few edges cross. */
function orderLayers(layers) {
	const number = (layer) => layer.forEach((item, at) => { item.at = at; });
	const sort = (layer, side) => {
		layer.forEach((item) => {
			item.wish = item[side].length ? middle(item[side], 'at')
				: item.at;
		});
		layer.sort((a, b) => a.wish - b.wish || a.at - b.at);
		number(layer);
	};

	layers.forEach(number);
	for (let round = 0; round < 12; round++) {
		for (let at = 1; at < layers.length; at++)
			sort(layers[at], 'before');
		for (let at = layers.length - 2; at >= 0; at--)
			sort(layers[at], 'after');
	}
}

/*
 * Each as near to its neighbours as those above and below let it: between
 * where it comes when all are pushed down and when all are pushed up.
 */
function settle(layer, side) {
	const wish = layer.map((item) => item[side].length
		? middle(item[side], 'y') : item.y);
	const low = [], high = [];
	let limit = -Infinity;

	layer.forEach((item, at) => {
		low[at] = Math.max(wish[at], limit + heightOf(item) / 2);
		limit = low[at] + heightOf(item) / 2 + GAP_Y;
	});
	limit = Infinity;
	for (let at = layer.length - 1; at >= 0; at--) {
		high[at] = Math.min(wish[at], limit - heightOf(layer[at]) / 2);
		limit = high[at] - heightOf(layer[at]) / 2 - GAP_Y;
	}
	layer.forEach((item, at) => {
		item.y = (low[at] + high[at]) / 2;
	});
}

function placeItems(layers) {
	for (const layer of layers) {
		let y = 0;

		for (const item of layer) {
			item.y = y + heightOf(item) / 2;
			y += heightOf(item) + GAP_Y;
		}
	}
	for (let round = 0; round < 6; round++) {
		for (let at = 1; at < layers.length; at++)
			settle(layers[at], 'before');
		for (let at = layers.length - 2; at >= 0; at--)
			settle(layers[at], 'after');
	}
}

function layOut(names, pairs) {
	const made = makeItems(names, withoutCircles(names, pairs));
	const all = made.layers.flat();

	orderLayers(made.layers);
	placeItems(made.layers);
	const top = Math.min(...all.map((item) => item.y - heightOf(item) / 2));

	all.forEach((item) => {
		item.x = item.layer * (NODE_WIDTH + GAP_X);
		item.y -= top;
	});
	return {...made, all,
		width: made.layers.length * (NODE_WIDTH + GAP_X) - GAP_X,
		height: Math.max(...all.map((item) =>
			item.y + heightOf(item) / 2))};
}

/* The names in groups that no pair joins, the largest first. */
function groupsOf(names, pairs) {
	const group = new Map(names.map((name) => [name, [name]]));

	for (const [from, to] of pairs) {
		const one = group.get(from), other = group.get(to);

		if (one === other)
			continue;
		one.push(...other);
		other.forEach((name) => group.set(name, one));
	}
	return [...new Set(group.values())].map((list) =>
		list.sort((a, b) => a - b)).sort((a, b) =>
		b.length - a.length || a[0] - b[0]);
}

/* Each group by itself, one below the other. */
function layOutGroups(names, pairs) {
	const plan = {items: new Map(), chains: [], width: 0, height: 0};

	for (const group of groupsOf(names, pairs)) {
		const members = new Set(group);
		const part = layOut(group, pairs.filter(([from]) =>
			members.has(from)));
		const top = plan.height ? plan.height + 2 * GAP_Y : 0;

		part.all.forEach((item) => {
			item.y += top;
		});
		part.items.forEach((item, name) => plan.items.set(name, item));
		plan.chains.push(...part.chains);
		plan.width = Math.max(plan.width, part.width);
		plan.height = top + part.height;
	}
	return plan;
}
