import os
A = int(os.getenv("PORT", "5000"))
B = os.environ.get('BILLING_PORT', 5000)
C = int(os.environ.get("PORT") or 5000)
D = env.int("PORT", default=5000)
E = os.environ.get("S3_PORT",'5000')
F = os.getenv("ORDERS_PORT", os.getenv("BILLING_PORT", 5000))
G = os.environ[ 'PORT' ] or 5000
H = os.getenv("PORT",  80)
