/*
 * Looks at the pages that report.sh wrote, in a browser, and prints a line
 * for each thing that holds ("ok NAME") or does not ("not ok NAME").
 * Usage: report.cjs BROWSER FOLDER-OF-PAGES [OPTION-OF-BROWSER]
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const {chromium} = require('playwright-core');

const [browserPath, folder, option] = process.argv.slice(2);
const DESKTOP = {width: 1280, height: 900};
const PHONE = {width: 375, height: 700};
const names = ['demo', 'bands', 'flat', 'nobody', 'hostile', 'many'];
let browser;

function is(got, wanted, name) {
	const one = JSON.stringify(got), other = JSON.stringify(wanted);

	console.log(`${one === other ? 'ok' : 'not ok'} ${name}`);
	if (one !== other)
		console.log(`wanted: ${other}\ngot:    ${one}`);
}

const read = (file) =>
	JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));

/* Opens a page, and keeps what must not happen on it. */
async function open(name, options, fragment) {
	const context = await browser.newContext({viewport: DESKTOP, ...options});
	const page = await context.newPage();
	const address = `file://${path.join(folder, `${name}.html`)}`;

	page.trouble = [];
	page.on('console', (message) => page.trouble.push(message.text()));
	page.on('pageerror', (error) => page.trouble.push(String(error)));
	page.on('dialog', (dialog) => {
		page.trouble.push(`dialog: ${dialog.message()}`);
		dialog.dismiss();
	});
	page.on('request', (request) => {
		if (request.url().split('#')[0] !== address)
			page.trouble.push(`request: ${request.url()}`);
	});
	await page.goto(address + (fragment || ''));
	return page;
}

async function done(page, name) {
	is(page.trouble, [], `${name}: no error, no message, no request`);
	await page.context().close();
}

const texts = (page, selector) => page.$$eval(selector, (nodes) =>
	nodes.map((node) => node.textContent));
const focused = (page) => page.evaluate(() => document.activeElement.id ||
	document.activeElement.textContent.slice(0, 40));

/* The cells of a column, of the rows that are there. */
const column = (page, at) => page.$$eval('tr.row', (rows, nth) =>
	rows.map((row) => row.children[nth].querySelector('button') || row
		.children[nth]).map((cell) => cell.textContent), at);

const portsOf = (service) => service.ports
	? Object.values(service.ports) : service.port === null ? []
		: [service.port];

/* Everything that folds is opened. */
async function unfold(page) {
	await page.$$eval('.toggle, tr.row button, .group > button, ' +
		'.history button', (buttons) => buttons.slice(0, 60).forEach(
		(button) => button.click()));
	await page.$$eval('details', (nodes) =>
		nodes.forEach((node) => { node.open = true; }));
	await page.waitForTimeout(50);
}

/* --- what every page has ------------------------------------------------- */

async function numbers(name) {
	const page = await open(name);
	const list = read(`${name}.list.json`), report = read(`${name}.json`);
	const sum = report.summary;

	is(sum.services, list.length, `${name}: as many services as the list`);
	is(await column(page, 0), list.map((service) =>
		portsOf(service).join(', ') || 'none'),
	`${name}: the ports are those of the list`);
	is(await column(page, 1), list.map((service) => (service.path ||
		service.name).replace(/[\u2028\u202e]/g, (one) =>
		`\\u${one.codePointAt(0).toString(16)}`)),
	`${name}: the names are those of the list`);
	is((await texts(page, '#summary dd')).map((text) =>
		text.replace(/\s/g, '')), [String(sum.services),
		String(sum.ranges), sum.ranges ? String(sum.free) : '–',
		String(sum.conflicts)], `${name}: the summary`);
	is(await page.$$eval('.ranges .track', (tracks) => tracks.map((track) =>
		track.querySelectorAll('.mark').length)), report.ranges.length
		? report.ranges.map((range) => range.marks.length)
		: list.length ? [list.length] : [],
	`${name}: a mark for each port that is not free`);
	is(report.ranges.every((range) => range.dynamic ||
		range.taken + range.foreign + range.free ===
			range.max - range.min + 1), true,
	`${name}: taken, foreign and free make the whole range`);
	await done(page, name);
}

async function narrow(name) {
	for (const scheme of ['light', 'dark']) {
		const page = await open(name, {viewport: PHONE,
			colorScheme: scheme});
		const overflow = () => page.evaluate(() => {
			const root = document.documentElement;

			return root.scrollWidth > root.clientWidth
				? [...document.querySelectorAll('main *')].filter((node) =>
					node.getBoundingClientRect().right > innerWidth + 1)
					.slice(0, 3).map((node) => node.outerHTML.slice(0, 99))
				: [];
		});

		is(await overflow(), [], `${name}, phone, ${scheme}: nothing sticks out`);
		await unfold(page);
		is(await overflow(), [], `${name}, phone, ${scheme}: nor unfolded`);
		await done(page, `${name}, phone, ${scheme}`);
	}
}

/* WCAG 2: text against what is behind it, 4.5 to 1, large text 3 to 1. */
function faint() {
	const canvas = document.createElement('canvas').getContext('2d',
		{willReadFrequently: true});
	const rgba = (color) => {
		canvas.clearRect(0, 0, 1, 1);
		canvas.fillStyle = color;
		canvas.fillRect(0, 0, 1, 1);
		return [...canvas.getImageData(0, 0, 1, 1).data];
	};
	const bright = (color) => color.slice(0, 3).map((part) => part / 255)
		.map((part) => part <= 0.04045 ? part / 12.92
			: ((part + 0.055) / 1.055) ** 2.4)
		.reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at],
			0);
	const behind = (node) => {
		for (; node; node = node.parentElement) {
			const color = rgba(getComputedStyle(node).backgroundColor);

			if (color[3] === 255)
				return color;
		}
		return [255, 255, 255, 255];
	};
	const bad = new Set();

	for (const node of document.querySelectorAll('body *')) {
		const own = [...node.childNodes].some((child) =>
			child.nodeType === 3 && child.textContent.trim() !== '');
		const style = getComputedStyle(node);

		if (!own || !node.getClientRects().length ||
			/^(SCRIPT|STYLE|OPTION|NOSCRIPT|title)$/.test(node.tagName))
			continue;
		const text = rgba(node.namespaceURI.endsWith('svg') ? style.fill
			: style.color);
		const one = bright(text), other = bright(behind(node));
		const ratio = (Math.max(one, other) + 0.05) /
			(Math.min(one, other) + 0.05);
		const large = parseFloat(style.fontSize) >= 24 ||
			(parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);

		if (ratio < (large ? 3 : 4.5))
			bad.add(`${node.tagName}.${node.className.baseVal ??
				node.className} ${ratio.toFixed(2)}`);
	}
	return [...bad];
}

async function colours() {
	const grounds = [], switched = [];

	for (const scheme of ['light', 'dark']) {
		const page = await open('demo', {colorScheme: scheme});
		const ground = () => page.evaluate(() =>
			getComputedStyle(document.body).backgroundColor);

		await unfold(page);
		grounds.push(await ground());
		is(await page.evaluate(faint), [], `${scheme}: all text has contrast`);
		await page.click('#theme');
		await page.click('#theme');
		is(await page.getAttribute('html', 'data-theme'), 'dark',
			`${scheme}: the switch says dark`);
		switched.push(await ground());
		await page.click('#theme');
		is([await page.getAttribute('html', 'data-theme'), await ground()],
			[null, grounds.at(-1)], `${scheme}: and the system again`);
		await done(page, scheme);
	}
	is(grounds[0] === grounds[1], false, 'light and dark are not the same');
	is(switched, [grounds[1], grounds[1]], 'dark is dark by either way');
}

/* --- by keyboard --------------------------------------------------------- */

async function tabTo(page, wanted) {
	for (let step = 0; step < 400; step++) {
		await page.keyboard.press('Tab');
		if (await page.evaluate(wanted))
			return true;
	}
	return false;
}

async function searching() {
	const page = await open('demo');
	const count = () => page.textContent('#count');

	is(await count(), '6 services', 'all services are counted');
	await page.keyboard.press('/');
	is(await focused(page), 'search', '/ goes to the search');
	await page.keyboard.type('telegram 40');
	is([await count(), await column(page, 1)], ['2 of 6 services',
		['telegram-mtproto', 'telegram-gateway']], 'words narrow the list');
	is([...new Set(await texts(page, 'td.name mark'))], ['telegram'],
		'what was searched for is marked');
	await page.keyboard.type('/');
	is(await page.inputValue('#search'), 'telegram 40/',
		'/ is a letter while one types');
	is([await page.isVisible('table'), await page.isVisible('#services .empty')],
		[false, true], 'that nothing fits is said');
	await page.keyboard.press('Escape');
	is([await count(), await page.inputValue('#search')], ['6 services', ''],
		'Escape shows all again');
	await page.keyboard.type('nobody at all');
	await page.click('#services .empty button');
	is([await count(), await focused(page)], ['6 services', 'search'],
		'and so does the button');
	await page.selectOption('select[aria-label="Owner"]', 'core');
	is(await column(page, 1), ['workspace', 'postgres'], 'one owner');
	await page.selectOption('select[aria-label="Which"]', 'conflicts');
	is(await count(), '0 of 6 services', 'filters add up');
	await done(page, 'searching');
}

async function sorting() {
	const page = await open('demo');
	const sorts = () => page.$$eval('thead th', (heads) => heads.map((head) =>
		head.getAttribute('aria-sort')[0]).join(''));
	const list = read('demo.list.json');
	const by = (key) => list.slice().sort((a, b) => a[key] < b[key] ? -1
		: a[key] > b[key] ? 1 : 0).map((service) => service.name);

	is(await sorts(), 'annnnnn', 'sorted by port at first');
	is(await tabTo(page, () => document.activeElement.textContent ===
		'Service'), true, 'Tab reaches the heads of the columns');
	await page.keyboard.press('Enter');
	is([await sorts(), await column(page, 1)], ['nannnnn', by('name')],
		'Enter sorts by name');
	await page.keyboard.press('Enter');
	is([await sorts(), await column(page, 1)],
		['ndnnnnn', by('name').reverse()], 'and the other way round');
	await tabTo(page, () => document.activeElement.textContent === 'Owner');
	await page.keyboard.press(' ');
	is([await sorts(), await column(page, 1)], ['nnnannn', by('owner')],
		'by owner, with the space bar');
	is(await page.evaluate(() => location.hash), '#services?sort=owner',
		'the address keeps it');
	await page.click('thead th:first-child button');
	is(await page.evaluate(() => location.hash), '#services',
		'but not what is so anyway');
	await page.click('thead th:last-child button');
	is((await column(page, 6))[0], '⚠ 1', 'most conflicts first');
	await done(page, 'sorting');
}

async function ranges() {
	const page = await open('demo');

	is(await tabTo(page, () => document.activeElement.getAttribute('role') ===
		'listbox' && document.activeElement.getAttribute('aria-label')
		.startsWith('external')), true, 'Tab reaches the bars');
	const told = () => page.evaluate(() => {
		const track = document.activeElement;
		const on = track.getAttribute('aria-activedescendant');

		return [document.getElementById(on).getAttribute('aria-label'),
			track.nextSibling.querySelector('.now').textContent];
	});

	is(await told(), ['4007 taken: telegram-mtproto',
		'4007 telegram-mtproto'], 'a bar tells who is first');
	await page.keyboard.press('ArrowRight');
	is((await told())[1], '4010 telegram-gateway', 'the arrow goes on');
	await page.keyboard.press('ArrowRight');
	is((await told())[1], '4010 telegram-gateway', 'and stays at the last');
	await page.keyboard.press('Enter');
	is([await focused(page), await page.$$eval('tr.more', (rows) =>
		rows.length)], ['telegram-gateway', 1],
	'Enter goes to the service and opens it');
	await page.keyboard.press('Enter');
	is(await page.$$eval('tr.more', (rows) => rows.length), 0,
		'Enter closes it again');
	await page.hover('.ranges li:first-child .mark.foreign');
	is(await page.textContent('.ranges li:first-child .now'),
		'3103 not registered, used in 1 place',
		'pointing at a mark tells, too');
	await page.click('.ranges li:first-child .toggle');
	is(await texts(page, '.ranges li:first-child .ports li'),
		['3103foreigncompose.yaml:7 (published)',
			'3104takendashboard'], 'and the list says where');
	await done(page, 'ranges');
}

async function relations() {
	const page = await open('demo');
	const shown = () => texts(page, '.graph .node svg text:first-child');

	is((await shown()).sort(), read('demo.list.json').map((service) =>
		service.name).sort(), 'the graph holds who is related');
	is(await tabTo(page, () =>
		document.activeElement.classList.contains('node')), true,
	'Tab reaches the graph');
	const first = await page.evaluate(() =>
		document.activeElement.getAttribute('aria-label'));

	await page.keyboard.press('ArrowRight');
	is(await page.evaluate(() =>
		document.activeElement.getAttribute('aria-label')) !== first, true,
	'the arrow goes to a neighbour');
	await page.selectOption('select[aria-label^="Service"]',
		{label: 'telegram-mtproto'});
	is((await shown()).sort(), ['redis', 'telegram-gateway',
		'telegram-mtproto'], 'one service and its neighbours');
	is(await page.evaluate(() => location.hash), '#relations?focus=2',
		'the address keeps it');
	is(await texts(page, '.sides h3'), ['What telegram-mtproto needs',
		'Who needs telegram-mtproto'], 'both sides are listed');
	await page.focus('.node[tabindex="0"]');
	await page.keyboard.press('Escape');
	is((await shown()).length, 6, 'Escape shows all again');
	await page.click('.node >> nth=0');
	is((await shown()).length < 6, true, 'a click chooses, too');
	await done(page, 'relations');
}

/* --- the rest ------------------------------------------------------------ */

async function addresses() {
	const page = await open('demo', {},
		'#services?q=telegram&sort=name&down=1&level=error');

	is([await page.inputValue('#search'), await column(page, 1)],
		['telegram', ['telegram-mtproto', 'telegram-gateway']],
		'a page opens as its address says');
	const links = await page.$$eval('#conflicts a', (nodes) =>
		nodes.map((node) => node.href));

	is([links.length > 0, links.filter((link) => {
		const file = decodeURIComponent(new URL(link).pathname);
		const line = Number(new URL(link).hash.slice(2));

		return !fs.existsSync(file) ||
			fs.readFileSync(file, 'utf8').split('\n').length < line;
	})], [true, []], 'links lead to files and lines that are there');
	await page.evaluate(() => { location.hash = '#services?q=redis'; });
	await page.waitForFunction(() =>
		document.getElementById('search').value === 'redis');
	is(await page.textContent('#count'), '1 of 6 services',
		'and follows when it is changed');
	await page.click('#sections a[href="#history"]');
	is([await focused(page), await page.evaluate(() => location.hash)],
		['history-title', '#history?q=redis'], 'a link to a section');
	is(await texts(page, '.history h3'), ['Not committed yet',
		'The desk as it stands Ada'], 'the history, newest first');
	is(await texts(page, '.history li:first-child .changes li'),
		['moveddashboard 3103 → 3104'], 'and what moved');
	await done(page, 'addresses');
}

async function hostile() {
	const page = await open('hostile');
	const list = read('hostile.list.json');

	await unfold(page);
	is((await column(page, 1)).slice(0, 3), list.slice(0, 3).map((service) =>
		service.name), 'a name is text');
	is((await column(page, 1))[6], '\\u202eright\\u2028line',
		'what would turn the text round is written out');
	is(await page.evaluate(() => [typeof window.hacked,
		document.querySelectorAll('img, i, b[onclick], main script').length,
		[...document.querySelectorAll('*')].filter((node) =>
			[...node.attributes].some((attribute) =>
				attribute.name.startsWith('on'))).length]),
	['undefined', 0, 0], 'and no element, attribute or script');
	is(await page.$$eval('a[href]', (nodes) => nodes.filter((node) =>
		!['file:'].includes(node.protocol)).length), 0,
	'every link leads to a file');
	const files = await page.$$eval('#conflicts a', (nodes) =>
		nodes.map((node) => node.getAttribute('href')));

	is(['%3Cb%20onclick%3Dx%3E/', 'bad%FFbytes/', 'a%23b%3Fc%2520%22d/']
		.map((part) => files.some((href) =>
			href.includes(`hostile/${part}compose.yaml#L4`))),
	[true, true, true], 'with every byte of its path');
	is((await texts(page, '.history h3')).some((text) =>
		text.includes('<img src=x onerror=window.hacked=5> & "subject"')), true,
	'the subject of a commit is text');
	await page.fill('#search', '<img');
	is(await texts(page, 'td.name mark'), ['<img'], 'so is what is marked');
	await done(page, 'hostile');
}

async function many() {
	const page = await open('many');
	const list = read('many.list.json');
	const teams = list.filter((service) => service.owner === 'team-7');

	is((await column(page, 1)).length, 500, 'five hundred rows');
	await page.fill('#search', 'team-7');
	is([await page.textContent('#count'), await column(page, 1)],
		[`${teams.length} of 500 services`, teams.map((one) => one.name)],
		'one team of them');
	await page.fill('#search', 'service-499');
	is(await column(page, 0), [String(portsOf(list.find((service) =>
		service.name === 'service-499'))[0])], 'one service of them');
	await page.fill('#search', '');
	is((await column(page, 1)).length, 500, 'and all again');
	const boxes = await page.$$eval('.graph .node', (nodes) =>
		nodes.map((node) => node.querySelector('rect')
			.getBoundingClientRect()));

	is([boxes.length, boxes.some((a, at) => boxes.slice(at + 1).some((b) =>
		a.left < b.right && b.left < a.right &&
		a.top < b.bottom && b.top < a.bottom))], [100, false],
	'a hundred in the graph, none on another');
	const drawn = await page.$eval('.graph', (node) => node.innerHTML);

	await page.reload();
	is(await page.$eval('.graph', (node) => node.innerHTML) === drawn, true,
		'drawn the same each time');
	await done(page, 'many');
}

/* The policy holds even against a script of ours. */
async function sealed() {
	const page = await open('demo');

	is(await page.evaluate(async () => {
		const refused = [];

		document.addEventListener('securitypolicyviolation', (event) =>
			refused.push(event.effectiveDirective));
		const script = document.createElement('script');

		script.textContent = 'window.hacked = true';
		document.body.append(script);
		const image = document.createElement('img');

		image.src = 'https://example.com/x.png';
		document.body.append(image);
		await fetch('https://example.com/').catch(() => {});
		await new Promise((resolve) => { setTimeout(resolve, 50); });
		return [window.hacked === undefined, ...new Set(refused)].sort();
	}), ['connect-src', 'img-src', 'script-src-elem', true].sort(),
	'scripts, images and requests of others are refused');
	await page.context().close();
}

async function main() {
	browser = await chromium.launch({executablePath: browserPath,
		args: option ? [option] : []});
	for (const name of names) {
		await numbers(name);
		await narrow(name);
	}
	for (const look of [colours, searching, sorting, ranges, relations,
		addresses, hostile, many, sealed])
		await look();
	await browser.close();
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
