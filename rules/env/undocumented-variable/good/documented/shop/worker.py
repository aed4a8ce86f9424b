import os

token = os.environ.get("QUEUE_TOKEN", "")
os.environ["QUEUE_SET"] = "1"
