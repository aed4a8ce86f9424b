const key = "-----BEGIN EC PRIVATE KEY-----\r\n" +
  "MIIEowIBAAKCAQEAq2Z7Xw8vT5p9";
const list = ["-----BEGIN PRIVATE KEY-----",
  "MIIEowIBAAKCAQEAq2Z7Xw8vT5p9"];
const text = '-----BEGIN PRIVATE KEY-----\n' +
  'MIIE+wIB/AKCAQEA+2Z7Xw8vT5p9';
