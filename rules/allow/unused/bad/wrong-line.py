# plumb:allow ports/hardcoded-address the local broker of the tests

import os

BROKER = os.environ["BROKER_URL"]
