use std::env;

fn main() {
    let path = env::var("INDEX_PATH").expect("no path");
    run(path, env::var("INDEX_KEY")?);
}
