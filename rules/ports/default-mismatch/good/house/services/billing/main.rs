let a = env::var("PORT").unwrap_or("8090".to_string());
let b = env::var("PORT").unwrap().parse::<u16>().unwrap().max(1024);
let c = env::var("PORT")?; let d = workers.unwrap_or(4000);
let e = config("PORT").unwrap_or(4000);
let f = env::var("PORT").unwrap_or(0400);
let g = env::var("PORT").unwrap_or(4000000);
let h = env::var("PORT").unwrap_or(port(4000));
let i = env::var("PORT").map_unwrap_or(4000);
let j = env::var("PORT_FILE").unwrap_or(4000);
