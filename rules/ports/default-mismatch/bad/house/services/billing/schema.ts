const schema = z.object({
  PORT: z.coerce.number().default(5000),
  BILLING_PORT: Joi.string().min(2).default("80"),
  S3_PORT: z.string().default('80'),
});
