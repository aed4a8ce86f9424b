#!/bin/sh
docker run --quiet PORT=4010 orders
podman run --quiet PORT=4010 orders
start -e "ORDERS_PORT=4010"
start -e 'PORT=4010'
start --env=PORT=4010
start --env ORDERS_PORT=4010
[ "$PORT" = 4010 ] || [ $PORT = 4010 ] || echo "${PORT=4010}" --PORT=4010
PORT=0999 X_PORT=04010 npm start
