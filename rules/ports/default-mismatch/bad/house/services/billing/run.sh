#!/bin/sh
exec serve --port "${PORT:-3200}" --other "${BILLING_PORT-3200}"
: "${PORT:=3200}"
echo "{\"s3\": ${S3_PORT:-80}}"
echo "${ORDERS_PORT:-$BILLING_PORT} ${BILLING_PORT:-3200}"
