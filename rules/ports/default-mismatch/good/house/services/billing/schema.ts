const schema = z.object({
  PORT: z.coerce.number().default(8090),
  EXPORT: z.number().default(5000),
  myPORT: z.number().default(5000),
  PORT: z.number().default(500000),
  PORT: z.number().default(0),
  PORT: z.number().max(5000),
  PORT: z.number().default(-5000),
});
log(`${PORT}`, a.default(5000));
