import os
A = int(os.getenv("PORT", "5000"))
B = os.environ.get('BILLING_PORT', 5000)
C = int(os.environ.get("PORT") or 5000)
D = env.int("PORT", default=5000)
