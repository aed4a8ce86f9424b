var a = Environment.GetEnvironmentVariable("PORT") ?? "8080";
