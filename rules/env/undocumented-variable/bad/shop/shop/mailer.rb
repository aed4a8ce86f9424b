sender = ENV["MAILER_SENDER"]
domain = ENV.fetch('MAILER_DOMAIN')
