import os
URL = os.environ.get("ORDERS_URL", "http://localhost:4010")
OTHER = os.getenv("OTHER_URL") or "http://localhost:4999"
raise SystemExit("no orders on localhost:4010.")
raise SystemExit("localhost:4010: refused")
KEY = "localhost:4010-orders"
