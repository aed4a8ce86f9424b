import os

_TOKEN = "TOKEN"
agent = request.environ["HTTP_AGENT"]
run(os.environ[_TOKEN], os.environ["shop_theme"])
