port ENV.fetch("PORT") { 8090 }
x = ENV.fetch("PORT") { 500000 }
y = ENV.fetch("EXPORT") { 5000 }
z = ENV.fetch("PORT") { 0x80 }
a = names.fetch("PORT") { 5000 }
b = ENV.fetch(:"PORT") { 5000 }
c = ENV.fetch("A-PORT") { 5000 }
d = ENV.fetch("PORT") { +5000 }
e = ENV.fetch("PORT") { "-5000" }
f = ENV.fetch(%(PORT)) { 5000 }
