package main

var a = getEnv("PORT", "8090")
var b = getEnv("TIMEOUT", "3400")
var c = get("PORT", "3400")
var d, _ = strconv.ParseInt(os.Getenv("PORT"), 10, 64)
var e = cmp.Or(os.Getenv("PORT"), "0400", "34000000")
var f = cmp.Or(os.Getenv("PORT"), ":3400/x")
var g = cmp.Or(setting("PORT"), "3400")
var h = os.Getenv("PORT"), +"3400"

func main() {
	p := os.Getenv("HOST")
	if p == "" {
		p = "3401"
	}
	q := setting("PORT")
	if q == "" {
		q = "3402"
	}
	r := os.Getenv("PORT")
	if r.x == "" {
		r = "3403"
	}
	r = os.Getenv("PORT")
	if len(r.x) == 0 {
		r = "3404"
	}
	s := os.Getenv("PORT")
	if s == "" {
		return
	}
	t := os.Getenv("PORT")
	if t == "" {
		t = "3405/tcp"
	}
	u := os.Getenv("PORT")
	if u == "" {
		u = "0400"
	}
}
