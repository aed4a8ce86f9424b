const a = process.env.MTPROTO_URL || "http://localhost:4007";
const b = process.env.ORDERS_URL ??
  `http://127.0.0.1:4010`;
const c = pick(env.A, env.B, 'http://[::1]:4010');
const d = process.env.REDIS_URL || "redis://user:secret@localhost:6379/0";
const e = z.string().default("http://host.docker.internal:4007");
fetch("http://localhost:4010/orders");
const socket = "ws://0.0.0.0:4999";
