# Writes files of n things of a kind into the current folder: what a stranger
# may commit, or a generator. awk -v shape=NAME -v n=COUNT -f large.awk; with
# shape "list" it prints the names of all.
BEGIN {
	registry = "config/ports/registry.yaml"
	compose = "compose.yaml"
	names = "services backwards one_port ranges dependencies fields bands " \
		"flat compose_services compose_ports compose_one_port profiles " \
		"variables addresses pairs publishers names health network " \
		"nested_default env env_pairs env_services expose arguments " \
		"stages one_line lines documents allows ignores keys aliases " \
		"targets scripts"
	if (shape == "list") {
		print names
		exit
	}
	small()
	if (shape == "services") registry_of(n, 1)
	else if (shape == "backwards") registry_of(n, -1)
	else if (shape == "one_port") registry_of(n, 0)
	else if (shape == "ranges") ranges()
	else if (shape == "dependencies") dependencies()
	else if (shape == "fields") fields()
	else if (shape == "bands") bands()
	else if (shape == "flat") flat()
	else if (shape == "compose_services") services("    ports: [\"@:80\"]")
	else if (shape == "compose_ports") items("ports", "\"@:80\"")
	else if (shape == "compose_one_port") services("    ports: [\"4001:80\"]\n    container_name: x")
	else if (shape == "profiles") services("    profiles: [p#]\n    ports: [\"4001:80\"]")
	else if (shape == "variables") items("environment", "V#=http://localhost:@/")
	else if (shape == "addresses") services("    expose: [80]\n    environment: {A: \"http://s#:@/\", B: \"http://s0:@/\"}")
	else if (shape == "pairs") items("environment", "V#_HOST=localhost\n      - V#_PORT=@")
	else if (shape == "publishers") {
		items("environment", "V#=http://localhost:@/")
		more("  p#: {image: x, ports: [\"@:80\"]}")
	} else if (shape == "names") services("    container_name: c#\n    hostname: h#\n    networks: {x: {aliases: [a#]}}\n    environment: {A: \"http://a#:@/\"}")
	else if (shape == "health") services("    ports: [\"@:80\"]\n    healthcheck: {test: [CMD, curl, \"http://localhost:@/\"]}")
	else if (shape == "network") services("    network_mode: \"service:s0\"\n    environment: {A: \"http://localhost:@/\", B: \"http://s0:@/\"}")
	else if (shape == "nested_default") nested_default()
	else if (shape == "env") lines(".env", "V#_PORT=@")
	else if (shape == "env_pairs") lines(".env", "V#=${V%}${V%}")
	else if (shape == "env_services") {
		registry_of(n, 1)
		lines(".env", "S#_PORT=@\nS#_URL=http://localhost:@/")
	} else if (shape == "expose") dockerfile("EXPOSE @")
	else if (shape == "arguments") dockerfile("ARG A#=${A%}${A%}")
	else if (shape == "stages") dockerfile("FROM s% AS s#")
	else if (shape == "one_line") one_line()
	else if (shape == "lines") lines("a.js", "const port = process.env.S#_PORT || @; // http://localhost:@/")
	else if (shape == "documents") lines("README.md", "| s# | @ | http://localhost:@/ | see services/s# |")
	else if (shape == "allows") allows()
	else if (shape == "ignores") ignores()
	else if (shape == "keys") keys()
	else if (shape == "aliases") aliases()
	else if (shape == "targets") {
		services("    ports: [\"@:80\"]")
		printf "scrape_configs:\n  - job_name: x\n    static_configs:\n      - targets:\n" > "prometheus.yml"
		lines("prometheus.yml", "        - s#:@")
	} else if (shape == "scripts") scripts()
	else {
		print "no shape " shape > "/dev/stderr"
		exit 1
	}
}

function port(i) { return 1024 + i % 60000 }

# A line for i: @ is a port, # the number, % the one before.
function line(text, i) {
	gsub(/@/, port(i), text)
	gsub(/#/, i, text)
	gsub(/%/, i - 1, text)
	return text
}

function lines(file, text,    i) {
	for (i = 0; i < n; i++) print line(text, i) > file
}

function small() {
	print "version: 1\nranges:\n  apps: [4000, 4999]\nservices:" > registry
	print "  - {name: a, stack: apps, port: 4001}" > registry
	print "services:" > compose
}

# step 1: ports ascend, -1: the same backwards, 0: all have one.
function registry_of(count, step,    i, k) {
	for (i = 0; i < count; i++) {
		k = step < 0 ? count - 1 - i : i
		printf "  - {name: s%d, stack: apps, port: %d, owner: x}\n", k,
			step == 0 ? 4001 : port(k) > registry
	}
}

function ranges(    i) {
	print "version: 1\nranges:" > registry
	for (i = 0; i < n; i++)
		printf "  r%d: [%d, %d]\n", i, port(i), port(i) + 5 > registry
	print "services:\n  - {name: a, stack: r1, port: 4001}" > registry
}

function dependencies(    i) {
	printf "  - {name: d, port: 4002, depends_on: [a" > registry
	for (i = 0; i < n; i++) printf ", s%d", i > registry
	print "]}" > registry
	registry_of(n, 1)
}

function fields() {
	print "  - name: b\n    port: 4002" > registry
	lines(registry, "    x-k#: #")
}

function bands(    i) {
	printf "{\"bands\": {}, \"assignments\": {\"a\": 4001" > "ports.json"
	for (i = 0; i < n; i++)
		printf ",\n\"apps/s%d\": %d", i, port(i) > "ports.json"
	printf "}, \"services\": {\"a\": {\"owner\": \"x\"}" > "ports.json"
	for (i = 0; i < n; i++)
		printf ",\n\"apps/s%d\": {\"owner\": \"x\"}", i > "ports.json"
	print "}}" > "ports.json"
}

function flat(    i) {
	printf "{\"a\": 4001" > "ports.json"
	for (i = 0; i < n; i++) printf ", \"s%d\": %d", i, port(i) > "ports.json"
	print "}" > "ports.json"
}

function services(body,    i) {
	for (i = 0; i < n; i++)
		printf "  s%d:\n    image: x\n%s\n", i, line(body, i) > compose
}

function items(key, item) {
	print "  a:\n    image: x\n    " key ":" > compose
	lines(compose, "      - " item)
}

function more(service) { lines(compose, service) }

function nested_default(    i) {
	printf "  a:\n    image: x\n    ports: [\"" > compose
	for (i = 0; i < n; i++) printf "${A:-" > compose
	printf "1" > compose
	for (i = 0; i < n; i++) printf "}" > compose
	print ":80\"]" > compose
}

function dockerfile(text) {
	print "  a: {build: ., ports: [\"4001:80\"]}" > compose
	print "FROM x AS s0\nARG A0=1" > "Dockerfile"
	n--
	for (i = 1; i <= n; i++) print line(text, i) > "Dockerfile"
	n++
	print "EXPOSE $A" n - 1 > "Dockerfile"
}

function one_line(    i) {
	printf "x = [" > "a.js"
	for (i = 0; i < n; i++)
		printf "\"http://localhost:%d/\", ", port(i) > "a.js"
	print "]" > "a.js"
}

function allows() {
	print "allow:" > ".plumb.yml"
	lines(".plumb.yml", "  - {rule: ports/hardcoded-address, path: 'a#/**/*.js', reason: x}")
	lines("a.js", "fetch('http://localhost:4001/') // plumb: allow ports/hardcoded-address because it must")
}

function ignores() {
	print "ignore:" > ".plumb.yml"
	lines(".plumb.yml", "  - 'a#/**/*.x'")
	lines(".gitignore", "b#/*.x")
	lines("a.js", "fetch('http://localhost:4001/')")
}

# Keys within keys: as deep as they may be.
function keys(    i) {
	for (i = 0; i < n && i < 150; i++) printf "? " > "deep.compose.yaml"
	print "{a: 1, b: 2}" > "deep.compose.yaml"
	for (i = 0; i < n && i < 150; i++) printf "? - " > registry
	print "x" > registry
}

function aliases(    i) {
	print "  a: &s {image: x, environment: {A: 'http://localhost:4001/'}}" > compose
	lines(compose, "  s#: *s")
}

function scripts(    i) {
	printf "{\"scripts\": {\"a\": \"x\"" > "package.json"
	for (i = 0; i < n; i++)
		printf ",\n\"s%d\": \"next dev -p %d\"", i, port(i) > "package.json"
	print "}}" > "package.json"
}
