// The registry work of node scripts, as monorepos write it: reads ports.json
// and does one of the things that `plumb registry` does.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (text) => JSON.parse(text);
const { version, lastUpdated, ranges, services } = read(readFileSync('ports.json', 'utf8'));
const git = (...words) => execFileSync('git', words, { encoding: 'utf8' });
const bounds = (range) => range.split('-').map(Number);

function validate() {
  const problems = [];
  const byPort = new Map();
  const byName = new Map();
  for (const service of services) {
    if (byPort.has(service.port)) problems.push(`duplicate port ${service.port}`);
    byPort.set(service.port, service);
    if (byName.has(service.name)) problems.push(`duplicate name ${service.name}`);
    byName.set(service.name, service);
    const range = ranges[service.stack];
    if (!range) {
      problems.push(`${service.name}: unknown range ${service.stack}`);
      continue;
    }
    const [min, max] = bounds(range);
    if (service.port < min || service.port > max)
      problems.push(`${service.name}: ${service.port} is out of range`);
  }
  for (const service of services)
    for (const name of service.depends_on ?? [])
      if (!byName.has(name)) problems.push(`${service.name}: no service ${name}`);
  return problems;
}

function list() {
  return [...services]
    .sort((a, b) => a.port - b.port)
    .map((s) => [s.port, s.name.padEnd(24), s.stack, s.protocol, s.owner].join('  '));
}

// Free in the registry, and named nowhere in the tracked files.
function next(stack) {
  const [min, max] = bounds(ranges[stack]);
  const taken = new Set(services.map((service) => service.port));
  for (const path of git('ls-files', '-z').split('\0').filter(Boolean))
    for (const [, port] of readFileSync(path, 'utf8').matchAll(/[:=]\s*["']?(\d{4,5})\b/g))
      taken.add(Number(port));
  for (let port = min; port <= max; port++) if (!taken.has(port)) return [port];
  return [`${stack} is full`];
}

function diff() {
  const before = new Map(read(git('show', 'HEAD:ports.json')).services.map((s) => [s.name, s]));
  const changes = [];
  for (const service of services) {
    const old = before.get(service.name);
    if (!old) changes.push(`added ${service.name} ${service.port}`);
    else if (old.port !== service.port)
      changes.push(`moved ${service.name} ${old.port} to ${service.port}`);
    before.delete(service.name);
  }
  for (const name of before.keys()) changes.push(`removed ${name}`);
  return changes;
}

function env() {
  const wrong = [];
  for (const service of services)
    for (const name of ['.env', '.env.example', '.env.local']) {
      const path = join(service.name, name);
      if (!existsSync(path)) continue;
      const port = /^PORT=(\d+)/m.exec(readFileSync(path, 'utf8'))?.[1];
      if (port && Number(port) !== service.port) wrong.push(`${path}: ${port} to ${service.port}`);
    }
  return wrong;
}

function exported() {
  const bands = Object.fromEntries(
    Object.entries(ranges).map(([name, range]) => {
      const [min, max] = bounds(range);
      return [name, { min, max }];
    }));
  const assignments = Object.fromEntries(services.map((s) => [s.name, s.port]));
  const fields = Object.fromEntries(
    services.map(({ name, port, ...rest }) => [name, rest]));
  return [JSON.stringify({
    _id: 'default', bands, assignments, services: fields, version, lastUpdated })];
}

const commands = { validate, list, next, diff, env, export: exported };
const [command = 'validate', argument] = process.argv.slice(2);
console.log(commands[command](argument).join('\n'));
