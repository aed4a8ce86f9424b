#!/bin/sh
PORT=4010 npm start
export ORDERS_PORT='4010'
