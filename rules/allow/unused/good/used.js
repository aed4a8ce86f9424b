// plumb:allow ports/hardcoded-address the tunnel of the developers ends there
const api = process.env.API_URL || 'http://localhost:4007';
const web = 'http://localhost:3000'; // plumb:allow ports/hardcoded-address printed as a hint only
