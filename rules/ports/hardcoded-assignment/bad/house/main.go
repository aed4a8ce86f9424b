package main

const PORT = ":4010"

func main() {
	ORDERS_PORT := 4010
	var port = "4010"
}
