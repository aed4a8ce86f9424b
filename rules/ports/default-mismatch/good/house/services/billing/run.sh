#!/bin/sh
serve "${PORT:-3000}" "${PORT:+3400}" "${SUPPORT:-3400}"
