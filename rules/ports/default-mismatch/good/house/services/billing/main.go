package main

var a = getEnv("PORT", "8090")
var b = getEnv("TIMEOUT", "3400")
var c = get("PORT", "3400")

func main() {
	p := os.Getenv("HOST")
	if p == "" {
		p = "3401"
	}
}
