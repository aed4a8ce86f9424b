const a = process.env.PORT || 3400;
const b = Number(process.env.BILLING_PORT ?? "3400");
const c = parseInt(process.env["PORT"], 10) || 3400;
const d = import.meta.env.PORT || `3400`;
const e = process.env['PORT'] || '3400';
