const p = process.env.BILLING_PORT || 4006;
