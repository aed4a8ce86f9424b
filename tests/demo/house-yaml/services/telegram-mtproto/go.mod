module desk.example/services/telegram-mtproto

go 1.22
