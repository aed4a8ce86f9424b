// PORT = 4010
const PORT = process.env.PORT;
const REPORT = 4010, EXPORT = 4010, SUPPORT=4010;
const timeout = 15000;
const transport = 4010;
process.env.PORT = "4010";
if (PORT == 4010) stop();
const SMTP_PORT = 587, BIG_PORT = 123456, A_PORT = 4010.5;
const constport = 4010;
