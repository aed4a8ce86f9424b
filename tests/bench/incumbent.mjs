// The registry work of a node script, as monorepos write it: reads ports.json,
// checks duplicates, ranges, dependencies and names, prints what is wrong.
import { readFileSync } from 'node:fs';

const { ranges, services } = JSON.parse(readFileSync('ports.json', 'utf8'));
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
  const [min, max] = range.split('-').map(Number);
  if (service.port < min || service.port > max)
    problems.push(`${service.name}: ${service.port} is out of range`);
}
for (const service of services)
  for (const name of service.depends_on ?? [])
    if (!byName.has(name)) problems.push(`${service.name}: no service ${name}`);
console.log(problems.join('\n'));
