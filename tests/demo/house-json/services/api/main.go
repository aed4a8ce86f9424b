// The api stands before the services and plugins: one address for the apps.
package main

import (
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
)

// routes: the path prefix of each service, and the variable with its address.
var routes = map[string]string{
	"/invoices/":      "BILLING_URL",
	"/notifications/": "NOTIFICATIONS_URL",
	"/stock/":         "INVENTORY_URL",
	"/reviews/":       "REVIEWS_URL",
}

func required(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatalf("%s is not set", name)
	}
	return value
}

func main() {
	for prefix, variable := range routes {
		target, err := url.Parse(required(variable))
		if err != nil {
			log.Fatalf("%s: %v", variable, err)
		}
		http.Handle(prefix, httputil.NewSingleHostReverseProxy(target))
	}
	log.Fatal(http.ListenAndServe(":"+required("PORT"), nil))
}
