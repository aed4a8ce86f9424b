// plumb:allow ports/hardcoded-address the tunnel of the developers ends there
const api = process.env.API_URL;
