// proxied to http://localhost:4010 (orders)
/** @example fetch("http://localhost:4010/") */
const url = `http://localhost:${PORT}/`;
const pattern = /localhost:(\d{4,5})/;
const other = "notlocalhost:4010 my-localhost:4010 a.localhost:4010";
const version = "localhost:40a0 localhost:4010.5 127.0.0.1:4010:4010 localhost:4010-4020";
const host = "127a0.0.1:4010 127.0a0.1:4010 127.0.0a1:4010 0a0.0.0:4010 0.0a0.0:4010 0.0.0a0:4010 host-docker.internal:4010 host.docker-internal:4010";
const zero = "localhost:0 localhost:04010 localhost:4 localhost:401000";
