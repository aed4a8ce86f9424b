#!/bin/sh
export ORDERS_URL="${ORDERS_URL:-http://localhost:4010}"
curl -sf "http://localhost:4010/health"
echo "orders runs at http://localhost:4010"
exec worker --broker "${BROKER:-localhost:4999}"
