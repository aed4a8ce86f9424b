# What plumb:allowed once is not a directive, nor is "plumb:allow" in quotes.
LIMIT = 3
