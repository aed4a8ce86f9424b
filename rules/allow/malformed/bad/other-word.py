BROKER = "localhost:5672"  # plumb:ignore ports/hardcoded-address for the tests
