sender = ENV["MAILER_SENDER"] || "shop"
domain = ENV.fetch("MAILER_DOMAIN", "localhost")
folder = ENV.fetch("MAILER_FOLDER") { Dir.pwd }
