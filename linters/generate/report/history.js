/*
 * The commits that changed the registry.
 */
const SHOWN_CHANGES = 8;

function change(one) {
	const sides = one.before !== null && one.after !== null || one.field
		? `${words(one.before) || 'nothing'} → ${words(one.after) || 'nothing'}`
		: words(one.before === null ? one.after : one.before);

	return el('li', {},
		el('span', {class: `badge ${one.kind.split(' ').pop()}`}, one.kind),
		el('span', {class: 'what'}, one.kind === 'renamed'
			? [words(one.before), ' → ', el('b', {}, one.name),
				el('span', {class: 'mono'}, ` ${words(one.after)}`)]
			: [el('b', {}, one.name), one.field ? ` ${one.field}:` : '', ' ',
				el('span', {class: one.field ? '' : 'mono'}, sides)]));
}

function drawCommit(commit) {
	const list = el('ul', {class: 'changes'});
	const all = commit.changes;
	const few = all.length > SHOWN_CHANGES + 2 ? SHOWN_CHANGES : all.length;

	list.append(...all.slice(0, few).map(change));
	return el('li', {},
		el('div', {class: 'when'}, commit.id === null ? 'now'
			: [el('time', {datetime: commit.date}, commit.date),
				el('span', {class: 'mono'}, commit.id.slice(0, 7))]),
		el('div', {},
			el('h3', {}, commit.id === null ? 'Not committed yet'
				: commit.subject, commit.author
				? el('span', {class: 'who'}, ` ${commit.author}`) : null),
			commit.unreadable ? el('p', {class: 'muted'},
				'The registry of this commit, or before it, cannot be read.')
				: null,
			all.length === 0 && !commit.unreadable
				? el('p', {class: 'muted'},
					'Comments or order only: nobody moved.') : null,
			list,
			few < all.length ? el('button', {
				type: 'button', class: 'link small',
				onclick(event) {
					list.append(...all.slice(few).map(change));
					event.target.remove();
				},
			}, `Show ${all.length - few} more changes`) : null));
}

function makeHistory() {
	const past = data.history;
	const node = section('history', 'History', past.limit && past.commits.length
		? `The last ${past.commits.length === 1 ? 'change'
			: `${past.commits.length} changes`} of the registry` +
			(past.cutOff ? '; older commits were not looked at.' : '.')
		: null);

	node.append(past.commits.length
		? el('ol', {class: 'history card'}, past.commits.map(drawCommit))
		: el('p', {class: 'empty'}, past.limit
			? 'No commit has changed the registry yet.'
			: 'History was left out (--history 0).'));
}
