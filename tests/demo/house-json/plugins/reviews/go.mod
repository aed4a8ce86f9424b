module shop.example/plugins/reviews

go 1.22
