const name = process.env.DB_NAME;
const other = import.meta.env.DB_NAME;
