const url = process.env.ORDERS_URL || "http://localhost:4010";
