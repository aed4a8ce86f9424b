port ENV.fetch("PORT") { 5000 }
x = ENV.fetch('BILLING_PORT') { "80" }
y = ENV.fetch('S3_PORT') { '80' }
