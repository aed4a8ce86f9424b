export const x = 1; // see process.env.DATABASE_NAME
export const y = [my.DB_NAME, "my-DB_NAME", "DB_NAME-2", "envDB_NAME"];
