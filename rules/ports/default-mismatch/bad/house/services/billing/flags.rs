#[arg(env = "PORT", default_value_t = 5000)]
#[arg(long, env = "BILLING_PORT", default_value = "80")]
#[arg(env = "S3_PORT", default_value_t = 80)]
