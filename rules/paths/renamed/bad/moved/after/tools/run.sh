#!/bin/sh
# services/foo has to be built first
cd ../services/foo && go build .
cp "${ROOT}/services/foo/main.go" /tmp
