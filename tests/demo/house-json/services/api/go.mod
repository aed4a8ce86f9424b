module shop.example/services/api

go 1.22
