set :port, ENV.fetch("PORT", 3000)
set :port, ENV['PORT'] || 3000
set :port, env("PORT", default: 3000)
set :port, ENV.fetch 'PORT', 3000
