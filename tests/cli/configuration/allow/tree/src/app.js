const url = process.env.ORDERS_URL || "http://localhost:4010"; // plumb:allow ports/hardcoded-address only in development
