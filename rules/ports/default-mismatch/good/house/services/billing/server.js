const registered = process.env.PORT || 8090;
const target = process.env.PORT || 3000;
// const old = process.env.PORT || 3400;
const other = process.env.SMTP_PORT || 2525;
const ratio = process.env.PORT || 3400.5;
const none = process.env.REPORT || 3400, env2 = process.env.PORTS || 3400;
const wrong = environment.PORT || 3400, long = process.env.PORT || 340000;
const big = process.env.billing_port || 3400;
const octal = process.env.PORT || 0400;
const hex = process.env.PORT || 0x3400, name = process.env.PORT || '3400a';
const both = process.env.PORT && 3400, list = [process.env.PORT, 3400];
const number = parseInt(process.env["PORT"], 10);
const near = [
  'env[:PORT"] || 3400', 'env["PORT:] || 3400', 'env["PORT"} || 3400',
  'env{"PORT"] || 3400', 'env[:"PORT"] || 3400', 'env["PORT":] || 3400',
  'env of["PORT"] || 3400', 'env:PORT || 3400', 'env.PORT?.(1) || 3400',
  'env.PORT?.a-b() || 3400', 'env.PORT,:10 || 3400', 'env.PORT : || 3400',
  'env.PORT || : 3400', 'env.PORT || :3400', 'port.PORT || 3400',
  'process.PORT || 3400', 'settings["PORT"] || 3400', 'env.PORT, 1 || 3400',
];
const { PORT = '8090' } = process.env, { XPORT = '3400' } = process.env;
const other = { PORT: 3400 }; const { PORT = 3400, x } = options;
const { PORT = '340000' } = process.env;
