const api = 'http://localhost:4007/health'; // plumb:allow ports/hardcoded-address printed as a hint
const web = 'http://localhost:3000/'; // plumb:allow ports shown to the developer
// plumb:allow ports/hardcoded-address, ports/hardcoded-assignment the demo's own
const demo = 'http://localhost:9000/';
