const key = process.env.SESSION_KEY || 'none';
const token = process.env["MAIL_TOKEN"];
if (process.env.NODE_ENV === 'production') serve(process.env.SESSION_KEY, process.env.LOG_LEVEL);
