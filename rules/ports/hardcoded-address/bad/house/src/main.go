package main

var url = getEnv("ORDERS_URL", "http://localhost:4010")
