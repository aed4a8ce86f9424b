const API_URL = config.env.API_URL;
const known = process.env.hasOwnProperty("API_KEY");
run(process.env[`SHOP_${known}`], process.env["SHOP_" + known]);
run(process.env['shop_theme']);
