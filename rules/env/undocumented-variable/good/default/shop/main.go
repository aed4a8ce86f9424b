package main

import "os"

func main() {
	if key := os.Getenv("PAYMENT_KEY"); key != "" {
		run(key)
	}
	if os.Getenv("VERBOSE") != "" {
		run("-v")
	}
}
