#!/bin/sh
exec serve --port "${PORT:-3200}" --other "${BILLING_PORT-3200}"
: "${PORT:=3200}"
