module shop.example/services/billing

go 1.22
