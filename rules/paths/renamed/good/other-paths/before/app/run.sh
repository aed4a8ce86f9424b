cd services/local
cat services/local/main.go
