PORT: int = 4010
