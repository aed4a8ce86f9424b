export const x = 1; // see process.env.DATABASE_NAME
