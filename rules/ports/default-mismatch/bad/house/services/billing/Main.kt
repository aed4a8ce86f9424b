val a = System.getenv("PORT")?.toInt() ?: 8080
val b = System.getenv().getOrDefault("PORT", "8080").toInt()
