import os

token = os.environ.get("QUEUE_TOKEN", "")
path = os.getenv('QUEUE_PATH', os.getenv("SPOOL", "/var/spool"))
user = os.getenv("QUEUE_USER") or "shop"
sizes = _parse_sizes(
    os.getenv("QUEUE_SIZES"),
    SIZES,
)
if os.getenv("QUEUE_TRACE"):
    trace()
