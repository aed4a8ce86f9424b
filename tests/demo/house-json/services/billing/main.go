// Billing writes an invoice for each order.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
)

type invoice struct {
	Order       int64 `json:"order"`
	AmountCents int64 `json:"amountCents"`
}

func getEnv(name, fallback string) string {
	if value, ok := os.LookupEnv(name); ok {
		return value
	}
	return fallback
}

func create(w http.ResponseWriter, r *http.Request) {
	var in invoice
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if in.AmountCents < 0 {
		http.Error(w, "an amount is not negative", http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

func main() {
	port := getEnv("PORT", "8082")
	http.HandleFunc("POST /invoices/", create)
	log.Printf("billing listens on %s", port)
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
