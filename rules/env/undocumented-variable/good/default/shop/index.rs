use std::env;

fn main() {
    run(env::var("INDEX_PATH").unwrap_or_else(|_| "index".into()));
}
