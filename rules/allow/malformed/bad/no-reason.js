const api = 'http://localhost:4007/health'; // plumb:allow ports/hardcoded-address
