import os

token = os.environ["QUEUE_TOKEN"]
user = os.environ.get('QUEUE_USER')
path = os.getenv("QUEUE_PATH")
os.environ["QUEUE_SET"] = "1"
