go build ./services/foo
