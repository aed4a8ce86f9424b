#!/bin/sh
cd "$ROOT/core/frontend" && make
cd "${ROOT}/core/frontend" && make
cd ./core/frontend && make
