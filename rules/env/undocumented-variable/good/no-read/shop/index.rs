const LIMIT: u8 = 5;

fn main() {
    run(LIMIT, std::env::var("shop_theme"));
}
