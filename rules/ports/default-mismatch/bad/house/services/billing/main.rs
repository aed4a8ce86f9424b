let a = env::var("PORT").unwrap_or_else(|_| "8080".to_string());
let b = env::var("BILLING_PORT").ok().and_then(|p| p.parse().ok()).unwrap_or(8080);
let c = env::var("PORT").unwrap_or(String::from("8080"));
let d = env::var("S3_PORT").unwrap_or_else(|_|"8080".into());
let e = (env::var("ORDERS_PORT"), env::var("BILLING_PORT").unwrap_or(8082));
