A = int(os.getenv("PORT", "8090"))
B = int(os.getenv("PORT"), 10)
C = get("PORT", 5000)
D = os.getenv("PORT", 5000.5)
E = os.getenv("PORT", 50000000)
F = os.getenv("PORT", 0500)
G = os.getenv("TIMEOUT", 5000)
near = [
    "getenv['PORT', 5000]", "getenv of('PORT', 5000)", "getenv(:'PORT', 5000)",
    "getenv(:PORT', 5000)", "getenv('PORT:, 5000)", "getenv('PORT', :5000.5)",
    "getenv('PORT', default:=5000)", "getenv('PORT', other=5000)",
    "getenv('PORT', default 5000)", "getenv('PORT', +5000)",
    "getenv('PORT',:default=5000)", "getenv('PORT', default=:+5000)",
]
