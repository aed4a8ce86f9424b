const name = process.env.DB_NAME;
