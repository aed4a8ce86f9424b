const key = "-----BEGIN EC PRIVATE KEY-----\r\n" +
  "MIIEowIBAAKCAQEAq2Z7Xw8vT5p9";
const list = ["-----BEGIN PRIVATE KEY-----",
  "MIIEowIBAAKCAQEAq2Z7Xw8vT5p9"];
