# plumb:allow ports/hardcoded-adress the local broker of the tests
BROKER = "amqp://localhost:5672"
