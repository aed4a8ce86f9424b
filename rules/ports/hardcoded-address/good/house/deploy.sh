#!/bin/sh
docker push localhost:32000/orders
sed -i s/localhost:4010/orders:80/ config
curl "http://localhost:$port$path"
