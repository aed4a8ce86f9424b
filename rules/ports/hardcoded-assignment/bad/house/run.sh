#!/bin/sh
PORT=4010 npm start
export ORDERS_PORT='4010'
set -e;PORT=4010 npm start
nice -e x PORT=4010 npm start
PORT=4010 npm run dev
PORT=4010 docker compose up
PORT=4010 podman compose up
