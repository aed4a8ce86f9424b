#!/bin/sh
# plumb:allow
curl http://localhost:4007/health
