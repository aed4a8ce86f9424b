const key = process.env.SESSION_KEY;
const token = process.env["MAIL_TOKEN"];
const from = process.env['MAIL_FROM'];
const pages = process.env.PAGES_URL || process.env.SITE_URL;
if (!process.env.SHOP_NAME) throw new Error('no name');
connect(process.env.SEARCH_HOST, 9200, parseInt(process.env.SEARCH_LIMIT, 10));
if (process.env.NODE_ENV === 'production') serve(process.env.SESSION_KEY, process.env.LOG_LEVEL);
