module shop.example/services/notifications

go 1.22
