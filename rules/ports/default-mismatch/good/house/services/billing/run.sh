#!/bin/sh
serve "${PORT:-3000}" "${PORT:+3400}" "${SUPPORT:-3400}" "${PORT:-0320}"
serve "{PORT:-3400}" "$(PORT:-3400)" "${PORT:-3400ms}" "${PORT:3400}"
