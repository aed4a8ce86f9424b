// To keep one: `plumb:allow ports/hardcoded-address reason` on its line.
const hint = 'write plumb:allow ports/hardcoded-address and a reason';
