BIND = "0.0.0.0:4010"
"""
    >>> fetch("http://localhost:4010")
"""
