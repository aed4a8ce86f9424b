/*
 * Port facts of a whole snapshot: what each kind of file states, on which
 * side, whose it is, and where exactly.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "engine/fact.h"
#include "model/model.h"
#include <cmocka.h>
#include <string.h>

#include "model_fixture.h"

static void file(
	struct repository *repository, const char *path, const char *text)
{
	assert_true(repository->count < FILES);
	repository->files[repository->count++] =
		(struct memory_file){path, text, strlen(text), false};
}

static void gather(struct repository *repository, const char *only)
{
	struct configuration *configuration;
	struct error err = {0};

	if (configuration_load(&configuration, repository->arena,
		    CONFIGURATION_NAME, NULL, 0, &err) != 0)
		fail_msg("%s", err.message);
	repository->snapshot = snapshot_of_memory(
		"memory", repository->files, repository->count);
	repository->model =
		model_operations.open(repository->snapshot, configuration);
	model_facts(repository->model, only, &repository->sink);
}

/* "kind port service side path:line:col", a line a fact of that kind. */
static void check(
	struct repository *repository, enum fact_kind kind, const char *wanted)
{
	static const char *const sides[] = {"host", "container", "unknown"};
	struct buffer got = BUFFER_INIT;

	for (size_t i = 0; i < repository->sink.facts.count; i++) {
		const struct fact *fact = repository->sink.facts.items[i];

		if (fact->kind == kind)
			buffer_format(&got, "%ld %s %s %s:%u:%u\n", fact->port,
				fact->service ? fact->service : "-",
				sides[fact->side], fact->place.path,
				fact->place.line, fact->place.column);
	}
	assert_string_equal(buffer_string(&got), wanted);
	buffer_release(&got);
}

static void test_compose(void **state)
{
	struct repository *repository = *state;

	file(repository, "compose.yaml",
		"services:\n"
		"  web:\n"
		"    image: web\n"
		"    environment:\n"
		"      PORT: 3000\n"
		"      DB_HOST: store\n"
		"      DB_PORT: ${DB:-5432}\n"
		"      ANY_PORT: 81\n"
		"      ASPNETCORE_URLS: http://+:8080;https://*:8443\n"
		"      LATER_PORT: ${UNSET}\n"
		"    labels:\n"
		"      - a.loadbalancer.server.port=3000\n"
		"      - caddy.reverse_proxy={{upstreams 3001}}\n"
		"      - a.version=7\n"
		"    healthcheck:\n"
		"      test: [CMD, nc, -z, localhost, '3000']\n"
		"  db:\n"
		"    image: postgres:5432\n"
		"    container_name: store\n"
		"    healthcheck:\n"
		"      test: curl localhost:${P:-8008}/ || exit 1\n");
	gather(repository, NULL);
	check(repository, FACT_ENV,
		"3000 web container compose.yaml:5:13\n"
		"5432 db container compose.yaml:7:22\n"
		"81 - container compose.yaml:8:17\n"
		"8080 web container compose.yaml:9:33\n"
		"8443 web container compose.yaml:9:48\n");
	check(repository, FACT_LABEL,
		"3000 web container compose.yaml:12:36\n"
		"3001 web container compose.yaml:13:41\n");
	check(repository, FACT_HEALTHCHECK,
		"3000 web container compose.yaml:16:39\n"
		"8008 db container compose.yaml:21:33\n");
	check(repository, FACT_UPSTREAM, "");
}

/* Those of the application: no fact of what is replaced, one of what an
 * oddly named file gives, and none twice where an overlay is beside it. */
static void test_applications(void **state)
{
	struct repository *repository = *state;

	file(repository, "compose.yaml",
		"include: [parts/store.yaml]\n"
		"services:\n"
		"  web:\n"
		"    extends: {file: parts/common.yaml, service: base}\n"
		"    ports: ['81:80', '82:80']\n");
	file(repository, "compose.override.yaml",
		"services:\n"
		"  web:\n"
		"    ports: !override\n"
		"      - 83:80\n");
	file(repository, "parts/common.yaml",
		"services:\n  base: {image: a, expose: [7000]}\n");
	file(repository, "parts/store.yaml",
		"services:\n  store: {image: a, ports: ['9000:9001']}\n");
	gather(repository, NULL);
	check(repository, FACT_PUBLISHED,
		"9000 store host parts/store.yaml:2:30\n"
		"83 web host compose.override.yaml:4:9\n");
	check(repository, FACT_EXPOSE,
		"7000 web container parts/common.yaml:2:29\n");
}

static void test_facts_of_one_file(void **state)
{
	struct repository *repository = *state;

	file(repository, "compose.yaml",
		"services: {web: {image: a, ports: ['81:80']}}\n");
	file(repository, "compose.override.yaml",
		"services: {web: {ports: ['82:80']}}\n");
	gather(repository, "compose.override.yaml");
	check(repository, FACT_PUBLISHED,
		"82 web host compose.override.yaml:1:27\n");
}

static void test_aliases(void **state)
{
	struct repository *repository = *state;

	file(repository, "compose.yaml",
		"services:\n"
		"  web:\n"
		"    image: web\n"
		"    hostname: front\n"
		"    networks: {inner: {aliases: [shop]}}\n");
	file(repository, "app.json",
		"{\"a\": \"http://front:80\",\n\"b\": \"http://shop:81\"}\n");
	gather(repository, NULL);
	check(repository, FACT_UPSTREAM,
		"80 web container app.json:1:21\n"
		"81 web container app.json:2:19\n");
}

static void test_upstreams(void **state)
{
	struct repository *repository = *state;

	file(repository, "compose.yaml",
		"services:\n"
		"  redis: {image: 'redis:7', expose: [6379]}\n"
		"  web:\n"
		"    image: web\n"
		"    ports: ['81:80']\n"
		"    environment: {A: 'redis:6379', B: 'redis:7'}\n");
	file(repository, "app/config.json", "{\"url\": \"http://web:80/\"}\n");
	file(repository, "app/main.go",
		"// http://web:82\nvar a = \"http://web:80\"\nvar b = \"web:80\"\n");
	file(repository, "app/notes.txt", "http://web:80\n");
	file(repository, "docs/guide.yaml", "url: http://web:80\n");
	file(repository, "web.env",
		"# http://web:80\nA=http://web:80\nB=localhost:80\nC=other:80\n");
	file(repository, "x.toml", "a = 'web:80' # web:80\nb = 'web:83'\n");
	gather(repository, NULL);
	check(repository, FACT_UPSTREAM,
		"80 web container app/config.json:1:21\n"
		"80 web container app/main.go:2:21\n"
		"6379 redis container compose.yaml:6:29\n"
		"80 web container web.env:2:14\n"
		"80 web container x.toml:1:10\n");
	check(repository, FACT_ADDRESS, "80 - unknown web.env:3:13\n");
}

static void test_files(void **state)
{
	struct repository *repository = *state;

	file(repository, "compose.yaml",
		"services:\n"
		"  api: {build: ./api, image: api}\n"
		"  ui: {build: {context: ./api, dockerfile: ui.Dockerfile}}\n");
	file(repository, "api/Dockerfile",
		"FROM a\nENV PORT=8080 X_PORT=\"81\" Y=82 \\\n  Z_PORT 83\n"
		"EXPOSE 8080 53/udp $PORT\n"
		"HEALTHCHECK CMD curl http://localhost:8080/\n");
	file(repository, "api/ui.Dockerfile", "FROM a\nEXPOSE 80\n");
	file(repository, "other/Dockerfile", "FROM a\nEXPOSE 82\n");
	file(repository, "monitor/prometheus.yml",
		"scrape_configs:\n- static_configs:\n"
		"  - targets: ['api:8080', 'host.docker.internal:9100']\n");
	file(repository, "nginx.conf",
		"server { listen 80; location / { proxy_pass http://api:8080; }\n"
		"location /x { proxy_pass http://localhost:90; }\n"
		"location /y { proxy_pass http://who:91; } }\n");
	gather(repository, NULL);
	check(repository, FACT_EXPOSE,
		"8080 api container api/Dockerfile:4:8\n"
		"53 api container api/Dockerfile:4:13\n"
		"8080 api container api/Dockerfile:4:20\n"
		"80 ui container api/ui.Dockerfile:2:8\n"
		"82 - container other/Dockerfile:2:8\n");
	check(repository, FACT_ENV,
		"8080 api container api/Dockerfile:2:10\n"
		"81 api container api/Dockerfile:2:23\n"
		"83 api container api/Dockerfile:3:10\n");
	check(repository, FACT_HEALTHCHECK,
		"8080 api container api/Dockerfile:5:39\n");
	check(repository, FACT_SCRAPE,
		"8080 api container monitor/prometheus.yml:3:20\n"
		"9100 - unknown monitor/prometheus.yml:3:49\n");
	check(repository, FACT_LISTEN, "80 - unknown nginx.conf:1:17\n");
	check(repository, FACT_ADDRESS, "90 - unknown nginx.conf:2:43\n");
}

static void test_servers(void **state)
{
	struct repository *repository = *state;

	file(repository, "compose.yaml",
		"services: {web: {build: web}, api: {build: api}}\n");
	file(repository, "web/package.json",
		"{\"scripts\": {\"dev\": \"next dev -p 3001\"}}\n");
	file(repository, "web/vite.config.ts",
		"// port: 1\nexport default {server: {port: 5173}};\n");
	file(repository, "api/settings.py",
		"class S(BaseSettings):\n    port: int = 8010\n");
	gather(repository, NULL);
	check(repository, FACT_LISTEN,
		"3001 web unknown web/package.json:1:34\n"
		"5173 web unknown web/vite.config.ts:2:32\n");
	check(repository, FACT_DEFAULT,
		"8010 - unknown api/settings.py:2:17\n");
}

static void test_kubernetes(void **state)
{
	struct repository *repository = *state;

	file(repository, "k8s/shop.yaml",
		"apiVersion: v1\n"
		"kind: Service\n"
		"metadata: {name: shop}\n"
		"spec:\n"
		"  ports:\n"
		"    - {port: 80, targetPort: 8080, nodePort: 30080}\n"
		"    - {port: 81, targetPort: http}\n"
		"---\n"
		"apiVersion: apps/v1\n"
		"kind: Deployment\n"
		"metadata: {name: shop}\n"
		"spec:\n"
		"  template:\n"
		"    spec:\n"
		"      containers:\n"
		"        - name: web\n"
		"          ports: [{containerPort: 8080}]\n"
		"        - image: side\n"
		"          ports: [{containerPort: 99999}]\n");
	file(repository, "config.yaml", "ports: [{containerPort: 1}]\n");
	gather(repository, NULL);
	check(repository, FACT_LISTEN,
		"80 shop unknown k8s/shop.yaml:6:14\n"
		"30080 shop host k8s/shop.yaml:6:46\n"
		"81 shop unknown k8s/shop.yaml:7:14\n");
	check(repository, FACT_TARGET,
		"8080 shop container k8s/shop.yaml:6:30\n");
	check(repository, FACT_EXPOSE,
		"8080 web container k8s/shop.yaml:17:35\n");
}

static void test_env_files(void **state)
{
	struct repository *repository = *state;

	file(repository, "ports.json",
		"{\"billing\": 4001, \"orders\": 4002, \"web\": 4003}\n");
	file(repository, "a.env",
		"BILLING_PORT=4001\nPORT=3000\nX_PORT=\"81\"\nY_PORT=$A\n"
		"Z_PORT=99999\nREPORT=1\n");
	file(repository, "b.env", "ORDERS_PORT=4002\n");
	gather(repository, "a.env");
	check(repository, FACT_ENV,
		"4001 billing unknown a.env:1:14\n"
		"3000 - unknown a.env:2:6\n"
		"81 - unknown a.env:3:9\n");
	check(repository, FACT_REGISTRY, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_compose, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_applications, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_facts_of_one_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_aliases, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_upstreams, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_servers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_kubernetes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_env_files, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
