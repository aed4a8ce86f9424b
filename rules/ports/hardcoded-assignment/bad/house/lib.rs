const PORT: u16 = 4010;
