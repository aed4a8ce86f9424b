const registered = process.env.PORT || 8090;
const target = process.env.PORT || 3000;
// const old = process.env.PORT || 3400;
const other = process.env.SMTP_PORT || 2525;
const ratio = process.env.PORT || 3400.5;
const none = process.env.REPORT || 3400, env2 = process.env.PORTS || 3400;
const wrong = environment.PORT || 3400, long = process.env.PORT || 340000;
const big = process.env.billing_port || 3400;
