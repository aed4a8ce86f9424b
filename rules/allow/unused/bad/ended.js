const api = fetch(url); // plumb:allow ports/hardcoded-address local only
