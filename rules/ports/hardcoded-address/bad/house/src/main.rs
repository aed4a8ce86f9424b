fn url() -> String {
    env::var("ORDERS_URL").unwrap_or("http://localhost:4010".into())
}
