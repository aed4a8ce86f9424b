/*
 * Everything drawn, and what the whole page listens to.
 */
function show() {
	readAddress();
	if (services.length)
		drawServices();
	if (data.conflicts.length)
		drawConflicts();
	if (linked.size) {
		if (!linked.has(Number(state.focus)) || state.focus === '')
			state.focus = linked.size > TOO_MANY ? String(busiest()) : '';
		drawRelations();
	}
}

startTheme();
drawMasthead();
drawRanges();
makeServices();
makeConflicts();
makeRelations();
makeHistory();
show();
watchSections();
if (here)
	document.getElementById(here).scrollIntoView();

window.addEventListener('hashchange', () => {
	show();
	if (here)
		document.getElementById(here).scrollIntoView();
});
document.addEventListener('keydown', (event) => {
	const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);

	if (event.key !== '/' || typing || event.ctrlKey || event.metaKey ||
		event.altKey || services.length === 0)
		return;
	event.preventDefault();
	document.getElementById('services').scrollIntoView();
	controls.search.focus({preventScroll: true});
	controls.search.select();
});
