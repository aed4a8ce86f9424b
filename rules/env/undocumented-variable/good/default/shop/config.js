export default {
  key: process.env.SESSION_KEY || 'none',
  mail: process.env["MAIL_TOKEN"] ?? options.mail,
  pages: process.env.PAGES_URL || process.env.SITE_URL || '/pages',
  level: process.env.SHOP_LEVEL || process.env.LOG_LEVEL,
  limit: parseInt(process.env.SEARCH_LIMIT, 10) || 5,
  size: Number((process.env.SEARCH_SIZE as string | undefined) ?? 20),
  pool: toInt(process.env.POOL_MAX || process.env.DB_POOL_MAX, 10),
  trace: process.env.TRACE === 'true',
  theme: process.env.THEME?.trim(),
};
if (process.env.PROXY_URL) use(process.env.PROXY_URL);
const cdn = process.env.CDN_URL;
if (cdn) use(cdn);
const image = absolute(process.env.IMAGE_URL as string | undefined);
process.env.STARTED = 'yes';
delete process.env.LEGACY_KEY;
