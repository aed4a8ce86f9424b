const p = process.env.PORT || 4006;
const b = process.env.BILLING_PORT || 8090;
