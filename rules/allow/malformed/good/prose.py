# What plumb:allowed once is not a directive, nor is "plumb:allow" in quotes.
# A line of plumb's own output begins with plumb: and plumb:ignored is no word.
LIMIT = 3
