package main

import "os"

func main() {
	key := os.Getenv("PAYMENT_KEY")
	again := os.Getenv("PAYMENT_KEY")
	run(key, again, os.Getenv("MODE"), os.Getenv("HOME"))
	if os.Getenv("STORE_URL") == "" {
		panic("no store")
	}
}
