package main

import "os"

const LIMIT = 5

func main() {
	run(LIMIT, os.Getenv("shop_theme"))
}
