#!/bin/sh
# All that people ask of a registry in a day, a process each:
# registry.sh COMMAND…, which is `plumb registry` or a node script.

"$@" validate
"$@" list
"$@" next all
"$@" diff
"$@" env
"$@" export --form mongo
