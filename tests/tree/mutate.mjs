// Drops one thing at a time from the patterns of rules (an alternative, a
// class or a member of it, a literal, a look-around, an `unless`), and runs
// the rule's examples on what is left. A mutation that the examples still
// pass shows a part of the pattern that nothing tests, or that nothing needs.
//
// usage: node mutate.mjs PLUMB SCRATCH RULE-FOLDER…
//
// Prints `RULE CAUGHT TOTAL` for each folder that has patterns, and a line
// `# survivor: RULE: MUTATION` for each one that was not caught. What does
// not compile any more is no mutation. The order is always the same.
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const JOBS = 2
const ANY = '(?s:.)' // what a class is widened to

// --- reading a pattern: every part with its place in the source ----------

// Length of the quantifier at `at`, or 0.
function quantifierSize(source, at) {
	const found = /^(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?/.exec(source.slice(at))
	return found ? found[0].length : 0
}

// The members of the class that opens at `at`, and where it ends.
function readClass(source, at) {
	const members = []
	let i = at + 1
	if (source[i] === '^')
		i++
	while (members.length === 0 || source[i] !== ']') {
		const start = i
		i += source[i] === '\\' ? 2 : 1
		if (source[i] === '-' && source[i + 1] !== ']') {
			i++
			i += source[i] === '\\' ? 2 : 1
		}
		members.push({ start, end: i })
	}
	return { kind: 'class', start: at, end: i + 1, members }
}

const OPENERS = [
	['look', /^\(\?<?[=!]/],
	['flags', /^\(\?[a-z]+(?=\))/],
	['group', /^\(\?<\w+>|^\(\?[a-z]*:|^\(/],
]

function readGroup(source, at) {
	for (const [kind, opener] of OPENERS) {
		const found = opener.exec(source.slice(at))
		if (!found)
			continue
		const inner = readAlternation(source, at + found[0].length)
		return { kind, start: at, end: inner.end + 1, inner }
	}
}

function readAtom(source, at) {
	const rest = source.slice(at)
	const table = /^\{\{[\w.-]+\}\}/.exec(rest)
	if (table)
		return { kind: 'table', start: at, end: at + table[0].length }
	if (rest[0] === '[')
		return readClass(source, at)
	if (rest[0] === '(')
		return readGroup(source, at)
	if (/^(?:\\[bBAzZ]|[\^$])/.test(rest))
		return { kind: 'anchor', start: at,
			end: at + (rest[0] === '\\' ? 2 : 1) }
	if (/^(?:\\[dDwWsShHR]|\.)/.test(rest))
		return { kind: 'class', start: at, members: [],
			end: at + (rest[0] === '\\' ? 2 : 1) }
	return { kind: 'literal', start: at,
		end: at + (rest[0] === '\\' ? 2 : 1) }
}

// Parts up to the `)` or the end; each part's `whole` counts its quantifier.
function readAlternation(source, at) {
	const branches = []
	let parts = []
	let start = at
	for (;;) {
		if (at >= source.length || '|)'.includes(source[at])) {
			branches.push({ start, end: at, parts })
			if (source[at] !== '|')
				return { branches, end: at }
			parts = []
			start = ++at
			continue
		}
		const part = readAtom(source, at)
		const size = quantifierSize(source, part.end)
		part.quantified = size !== 0
		part.whole = part.end + size
		parts.push(part)
		at = part.whole
	}
}

// --- mutations: {what, start, end, text}, an edit of the source -----------

function* dropAlternatives(branches) {
	for (let i = 0; branches.length > 1 && i < branches.length; i++)
		yield { what: 'alternative',
			start: branches[i].start - (i > 0 ? 1 : 0),
			end: branches[i].end + (i > 0 ? 0 : 1) }
}

// A run of literals without quantifiers counts as one.
function* dropLiterals(parts) {
	for (let i = 0; i < parts.length; i++) {
		if (parts[i].kind !== 'literal')
			continue
		let last = i
		while (!parts[i].quantified && last + 1 < parts.length &&
			parts[last + 1].kind === 'literal' &&
			!parts[last + 1].quantified)
			last++
		yield { what: 'literal', start: parts[i].start,
			end: parts[last].whole }
		i = last
	}
}

function* mutateClass(part, source) {
	yield { what: 'class', start: part.start, end: part.whole }
	if (source[part.start] !== '.')
		yield { what: 'class, widened', start: part.start,
			end: part.end, text: ANY }
	if (part.members.length > 1)
		for (const member of part.members)
			yield { what: 'member of a class', ...member }
}

function* mutateParts(parts, source) {
	yield* dropLiterals(parts)
	for (const part of parts) {
		const dropped = { start: part.start, end: part.whole }
		if (part.kind === 'class')
			yield* mutateClass(part, source)
		if (part.kind === 'look' || part.kind === 'anchor' ||
			part.kind === 'flags')
			yield { what: part.kind, ...dropped }
		if (part.kind === 'group' && part.quantified)
			yield { what: 'group', ...dropped }
		if (part.inner)
			yield* mutateAlternation(part.inner, source)
	}
}

function* mutateAlternation({ branches }, source) {
	yield* dropAlternatives(branches)
	for (const branch of branches)
		yield* mutateParts(branch.parts, source)
}

// --- rule.yml ---------------------------------------------------------------

// The patterns of a rule.yml: they stand in '…', each on a line of its own.
function* patternsOf(text) {
	const line = /^ *(?:- )?(pattern|unless): (?:'((?:[^']|'')*)' *$)?/gm
	for (const found of text.matchAll(line)) {
		if (found[2] === undefined)
			throw new Error(`write it as '…', on one line: ${found[0]}`)
		const quoted = found.index + found[0].indexOf("'") + 1
		yield { key: found[1], start: quoted,
			end: quoted + found[2].length,
			lineStart: found.index,
			lineEnd: found.index + found[0].length + 1,
			source: found[2].replaceAll("''", "'") }
	}
}

function* mutationsOf(text) {
	let number = 0
	for (const pattern of patternsOf(text)) {
		const { key, source } = pattern
		number += key === 'pattern' ? 1 : 0
		const where = `${key} ${number}`
		if (key === 'unless')
			yield { what: `${where}: dropped`,
				text: text.slice(0, pattern.lineStart) +
					text.slice(pattern.lineEnd) }
		for (const edit of mutateAlternation(
			readAlternation(source, 0), source)) {
			const mutated = source.slice(0, edit.start) +
				(edit.text ?? '') + source.slice(edit.end)
			const gone = source.slice(edit.start, edit.end)
			yield {
				what: `${where}, byte ${edit.start + 1}: ` +
					`${edit.what} ${gone}`,
				text: text.slice(0, pattern.start) +
					mutated.replaceAll("'", "''") +
					text.slice(pattern.end),
			}
		}
	}
}

// --- running ----------------------------------------------------------------

function plumbTest(plumb, folder) {
	return new Promise((resolve) => {
		execFile(plumb, ['test', folder], (error) => {
			resolve(error ? error.code ?? -1 : 0)
		})
	})
}

// Tests each mutation in a copy of the rule's folder, JOBS at a time.
async function testAll(plumb, copies, mutations) {
	let next = 0
	await Promise.all(copies.map(async (copy) => {
		while (next < mutations.length) {
			const mutation = mutations[next++]
			fs.writeFileSync(path.join(copy, 'rule.yml'),
				mutation.text)
			mutation.status = await plumbTest(plumb, copy)
		}
	}))
}

async function mutateRule(plumb, scratch, folder) {
	const text = fs.readFileSync(path.join(folder, 'rule.yml'), 'utf8')
	const id = folder.split(path.sep).slice(-2).join('/')
	const seen = new Set([text])
	const mutations = [...mutationsOf(text)].filter((mutation) =>
		!seen.has(mutation.text) && seen.add(mutation.text))
	if (mutations.length === 0)
		return
	const copies = Array.from({ length: JOBS }, (_, job) =>
		path.join(scratch, `mutate-${job}`, id))
	for (const copy of copies)
		fs.cpSync(folder, copy, { recursive: true })
	if (await plumbTest(plumb, folder) !== 0) {
		console.log(id, 0, mutations.length)
		console.log(`# ${id} fails its examples as it is`)
		return
	}
	await testAll(plumb, copies, mutations)

	const total = mutations.filter(({ status }) => status !== 2)
	const survivors = total.filter(({ status }) => status === 0)
	console.log(id, total.length - survivors.length, total.length)
	for (const { what } of survivors)
		console.log(`# survivor: ${id}: ${what}`)
}

const [plumb, scratch, ...folders] = process.argv.slice(2)
for (const folder of folders)
	await mutateRule(plumb, scratch, path.resolve(folder))
