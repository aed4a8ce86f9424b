import os
URL = os.environ.get("ORDERS_URL", "http://localhost:4010")
OTHER = os.getenv("OTHER_URL") or "http://localhost:4999"
