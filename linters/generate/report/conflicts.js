/*
 * What conflicts, by rule.
 */
const FEW = 5;

function drawGroup(group) {
	const list = el('ul', {class: 'findings'},
		group.slice(0, FEW).map(finding));
	const node = el('div', {class: 'group'},
		el('header', {}, el('h3', {class: 'mono'}, group[0].rule),
			el('p', {}, rich(group[0].summary)),
			el('span', {class: `badge ${group[0].level}`},
				plural(group.length, group[0].level))), list);
	const rest = group.length - FEW;

	/* A button for one more would be as long as that one. */
	if (rest === 1)
		list.append(finding(group[FEW]));
	else if (rest > 1)
		node.append(el('button', {
			type: 'button', class: 'quiet',
			onclick(event) {
				const first = list.children.length;

				list.append(...group.slice(FEW).map(finding));
				event.target.remove();
				const link = list.children[first].querySelector('a');

				if (link)
					link.focus();
			},
		}, `Show ${rest} more`));
	return node;
}

function drawConflicts() {
	const groups = new Map();

	for (const conflict of data.conflicts) {
		const key = `${conflict.level} ${conflict.rule}`;

		if (state.level !== '' && conflict.level !== state.level)
			continue;
		if (!groups.has(key))
			groups.set(key, []);
		groups.get(key).push(conflict);
	}
	controls.groups.replaceChildren(...[...groups.values()].map(drawGroup));
	controls.levels.forEach(([level, button]) =>
		button.setAttribute('aria-pressed', String(level === state.level)));
}

function makeConflicts() {
	const sum = data.summary;
	const node = section('conflicts', 'Conflicts', sum.conflicts
		? 'Where files and the registry do not agree.' : null);

	controls.groups = el('div', {class: 'card'});
	controls.levels = [['', `All ${number(sum.conflicts)}`],
		['error', plural(sum.errors, 'error')],
		['warning', plural(sum.warnings, 'warning')]].map(([level, text]) =>
		[level, el('button', {
			type: 'button',
			onclick() {
				state.level = level;
				here = 'conflicts';
				drawConflicts();
				writeAddress();
			},
		}, text)]);
	if (sum.conflicts === 0) {
		node.append(el('p', {class: 'empty'},
			'No conflicts: the files and the registry agree.'));
		return;
	}
	if (sum.errors && sum.warnings)
		node.append(el('div', {class: 'tools', role: 'group',
			'aria-label': 'Level'},
		controls.levels.map(([, button]) => button)));
	node.append(controls.groups);
}
