#!/bin/sh
docker run -e PORT=4010 orders
start -e "ORDERS_PORT=4010"
[ "$PORT" = 4010 ] || echo "${PORT=4010}" --PORT=4010
