#!/bin/sh
cd "$ROOT/core/frontend" && make
