package main

func main() {
	port := getEnv("PORT", "8082")
	other := cmp.Or(os.Getenv("PORT"), ":3400")
	p := os.Getenv("PORT")
	if p == "" {
		p = "3401"
	}
	if q := os.Getenv("PORT"); q == "" {
		q = ":3402"
	}
	r := os.Getenv("BILLING_PORT")
	if len(r) == 0 {
		log.Println("default")
		r = "3403"
	}
	s := os.Getenv("S3_PORT")
	if len(s) == 0 {
		s = "80"
	}
	t := cmp.Or(os.Getenv("S3_PORT"),"80", "3404")
	u := cmp.Or(os.Getenv("ORDERS_PORT"), os.Getenv("BILLING_PORT"), "3405")
	v := getEnv("PORT", ":3406")
}
