/*
 * Compose projects: which files are one, and what `include`, `extends`,
 * `.env` and the merge make of them, each value at the place where it was
 * written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/model.h"
#include "model/project.h"
#include <cmocka.h>
#include <string.h>

enum { FILES = 12 };

struct repository {
	struct arena *arena;
	struct memory_file files[FILES];
	size_t count;
	struct snapshot *snapshot;
	struct configuration *configuration;
	struct model *model;
	struct compose_project *const *projects;
	size_t project_count;
};

static int set_up(void **state)
{
	static struct repository repository;

	memset(&repository, 0, sizeof(repository));
	repository.arena = arena_new();
	*state = &repository;
	return 0;
}

static int tear_down(void **state)
{
	struct repository *repository = *state;

	model_operations.close(repository->model);
	snapshot_free(repository->snapshot);
	arena_free(repository->arena);
	return 0;
}

static void file(void **state, const char *path, const char *text)
{
	struct repository *repository = *state;

	assert_true(repository->count < FILES);
	repository->files[repository->count++] =
		(struct memory_file){path, text, strlen(text), false};
}

static void load(void **state, const char *configuration)
{
	struct repository *repository = *state;
	struct error err = {0};

	if (configuration_load(&repository->configuration, repository->arena,
		    CONFIGURATION_NAME, configuration,
		    configuration ? strlen(configuration) : 0, &err) != 0)
		fail_msg("%s", err.message);
	repository->snapshot = snapshot_of_memory(
		"memory", repository->files, repository->count);
	repository->model = model_operations.open(
		repository->snapshot, repository->configuration);
	repository->projects = model_compose_projects(
		repository->model, &repository->project_count);
}

/* The merged files of the only project. */
static const struct compose_file *only(void **state)
{
	struct repository *repository = *state;

	load(state, NULL);
	assert_int_equal(repository->project_count, 1);
	return repository->projects[0]->merged;
}

/* "a.yml b.yml" for the files of each project, `; ` between projects. */
static void assert_projects(void **state, const char *wanted)
{
	struct repository *repository = *state;
	struct buffer text = BUFFER_INIT;

	for (size_t i = 0; i < repository->project_count; i++) {
		const struct compose_project *project = repository->projects[i];

		buffer_add_string(&text, i ? "; " : "");
		for (size_t k = 0; k < project->file_count; k++)
			buffer_format(&text, "%s%s", k ? " " : "",
				project->files[k]->path);
	}
	if (strcmp(buffer_string(&text), wanted) != 0)
		fail_msg("`%s`, not `%s`", buffer_string(&text), wanted);
	buffer_release(&text);
}

static const struct compose_service *service(
	const struct compose_file *merged, const char *name)
{
	const struct compose_service *found = compose_find(merged, name);

	if (!found)
		fail_msg("there is no service %s", name);
	return found;
}

/* "8080:80 9090:90", 0 for what is ephemeral, ? for what is unknown. */
static void assert_ports(
	const struct compose_service *found, const char *wanted)
{
	struct buffer text = BUFFER_INIT;

	for (size_t i = 0; i < found->port_count; i++) {
		const struct compose_port *port = &found->ports[i];

		buffer_add_string(&text, i ? " " : "");
		if (port->published_known)
			buffer_format(&text, "%ld:", port->published);
		else
			buffer_add_string(&text, "?:");
		buffer_format(&text, "%ld", port->target);
	}
	if (strcmp(buffer_string(&text), wanted) != 0)
		fail_msg("%s has `%s`, not `%s`", found->name,
			buffer_string(&text), wanted);
	buffer_release(&text);
}

/* "A=1 B=2 C" in the order of the merge. */
static void assert_variables(
	const struct compose_variable *list, size_t count, const char *wanted)
{
	struct buffer text = BUFFER_INIT;

	for (size_t i = 0; i < count; i++)
		buffer_format(&text, "%s%s%s%s", i ? " " : "", list[i].name,
			list[i].value.text ? "=" : "",
			list[i].value.text ? list[i].value.text : "");
	if (strcmp(buffer_string(&text), wanted) != 0)
		fail_msg("`%s`, not `%s`", buffer_string(&text), wanted);
	buffer_release(&text);
}

static void assert_environment(
	const struct compose_service *found, const char *wanted)
{
	assert_variables(found->environment, found->environment_count, wanted);
}

static void assert_texts(
	const struct compose_text *list, size_t count, const char *wanted)
{
	struct buffer text = BUFFER_INIT;

	for (size_t i = 0; i < count; i++)
		buffer_format(&text, "%s%s", i ? " " : "", list[i].text);
	if (strcmp(buffer_string(&text), wanted) != 0)
		fail_msg("`%s`, not `%s`", buffer_string(&text), wanted);
	buffer_release(&text);
}

static void assert_at(struct place place, const char *path, unsigned line)
{
	assert_string_equal(place.path, path);
	assert_int_equal(place.line, line);
}

static void assert_problem(const struct compose_file *merged, const char *path,
	unsigned line, const char *part)
{
	if (merged->problem_count != 1)
		fail_msg("%zu problems, not one: %s", merged->problem_count,
			merged->problem_count ? merged->problems[0].message
					      : "");
	assert_at(merged->problems[0].place, path, line);
	if (!strstr(merged->problems[0].message, part))
		fail_msg("`%s` does not say `%s`", merged->problems[0].message,
			part);
}

/* --- which files are a project ---------------------------------------- */

static void test_default_pair(void **state)
{
	file(state, "compose.yaml",
		"services:\n  web:\n    image: web\n    ports: ['8080:80']\n");
	file(state, "docker-compose.override.yml",
		"services:\n  web:\n    ports: ['9090:90']\n");
	file(state, "shop/docker-compose.yaml",
		"services:\n  shop: {image: shop}\n");
	load(state, NULL);
	assert_projects(state, "compose.yaml docker-compose.override.yml; "
			       "shop/docker-compose.yaml");
	struct repository *repository = *state;
	const struct compose_service *web =
		service(repository->projects[0]->merged, "web");

	assert_ports(web, "8080:80 9090:90");
	assert_at(web->ports[0].published_place, "compose.yaml", 4);
	assert_at(web->ports[1].published_place, "docker-compose.override.yml",
		3);
	assert_at(web->image.place, "compose.yaml", 3);
	assert_string_equal(repository->projects[1]->name, "shop");
	assert_false(repository->projects[0]->merged->incomplete);
}

static void test_overlays_are_never_together(void **state)
{
	struct repository *repository = *state;

	file(state, "compose.yml", "services:\n  web: {image: web}\n");
	file(state, "compose.dev.yml",
		"services:\n  web: {ports: ['1:1']}\n  mail: {image: mail}\n");
	file(state, "compose.prod.yml", "services:\n  web: {ports: ['2:2']}\n");
	load(state, NULL);
	assert_projects(state, "compose.yml; compose.yml compose.dev.yml; "
			       "compose.yml compose.prod.yml");
	assert_false(repository->projects[0]->is_overlay);
	assert_true(repository->projects[1]->is_overlay);
	assert_ports(service(repository->projects[0]->merged, "web"), "");
	assert_ports(service(repository->projects[1]->merged, "web"), "1:1");
	assert_ports(service(repository->projects[2]->merged, "web"), "2:2");
}

static void test_what_is_complete_is_an_alternative(void **state)
{
	file(state, "compose.yml", "services:\n  web: {image: web}\n");
	file(state, "compose.gpu.yml",
		"services:\n  web: {image: web-gpu, ports: ['1:1']}\n");
	file(state, "compose.named.yml",
		"name: other\nservices:\n  web: {ports: ['2:2']}\n");
	file(state, "compose.tools.yml", "services:\n  mail: {image: mail}\n");
	file(state, "docker-compose.yml",
		"services:\n  web: {ports: ['3:3']}\n");
	load(state, NULL);
	assert_projects(state,
		"compose.gpu.yml; compose.named.yml; compose.tools.yml; "
		"compose.yml; docker-compose.yml");
}

static void test_dependency_on_the_base_makes_an_overlay(void **state)
{
	file(state, "compose.yml",
		"services:\n  web: {image: web}\n  db: {image: db}\n");
	file(state, "compose.dev.yml",
		"services:\n  web: {image: dev, depends_on: [db]}\n");
	load(state, NULL);
	assert_projects(state, "compose.yml; compose.yml compose.dev.yml");
}

static void test_names_of_tests_stand_alone(void **state)
{
	struct repository *repository = *state;

	file(state, "compose.yml", "services:\n  web: {image: web}\n");
	file(state, "compose.test.yml", "services:\n  web: {ports: ['1:1']}\n");
	file(state, "examples/compose.yml", "services:\n  a: {image: a}\n");
	load(state, NULL);
	assert_projects(state, "compose.yml; compose.yml compose.test.yml; "
			       "examples/compose.yml");
	assert_false(repository->projects[0]->stands_alone);
	assert_true(repository->projects[1]->stands_alone);
	assert_true(repository->projects[2]->stands_alone);
}

static void test_configured_projects(void **state)
{
	struct repository *repository = *state;

	file(state, "compose.yml",
		"services:\n  web: {image: web, build: ./web}\n");
	file(state, "deploy/stack.yaml",
		"services:\n  web: {build: ./app, ports: ['1:1']}\n");
	file(state, "compose.dev.yml", "services:\n  web: {ports: ['2:2']}\n");
	load(state, "compose:\n  projects:\n"
		    "    all: [compose.yml, deploy/stack.yaml, gone.yml]\n");
	assert_projects(
		state, "compose.dev.yml; compose.yml deploy/stack.yaml");
	assert_string_equal(repository->projects[1]->name, "all");
	/* Paths start from the folder of the first file. */
	assert_string_equal(
		service(repository->projects[1]->merged, "web")->build_path,
		"app");
	assert_true(repository->projects[1]->merged->incomplete);
	/* Its base is in no project that it could be laid on. */
	assert_true(repository->projects[0]->merged->incomplete);
}

static void test_compose_file_of_env(void **state)
{
	struct repository *repository = *state;

	file(state, "app/.env",
		"COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE=a.compose.yml,../b.yml\n"
		"COMPOSE_PROJECT_NAME=shop\nP=4\n");
	file(state, "app/a.compose.yml",
		"services:\n  web: {image: a, build: x}\n");
	file(state, "b.yml", "services:\n  web: {ports: ['${P}:80']}\n");
	file(state, "app/compose.yml", "services:\n  other: {image: o}\n");
	load(state, NULL);
	assert_projects(state, "app/a.compose.yml b.yml; app/compose.yml");
	assert_string_equal(repository->projects[0]->name, "shop");
	assert_string_equal(repository->projects[0]->folder, "app");
	assert_ports(service(repository->projects[0]->merged, "web"), "4:80");
	assert_string_equal(
		service(repository->projects[0]->merged, "web")->build_path,
		"app/x");
}

static void test_compose_file_outside_is_unknown(void **state)
{
	struct repository *repository = *state;

	file(state, ".env", "COMPOSE_FILE=compose.yml:/etc/c.yml:../d.yml\n");
	file(state, "compose.yml", "services:\n  web: {image: a}\n");
	load(state, NULL);
	assert_projects(state, "compose.yml");
	assert_true(repository->projects[0]->merged->incomplete);
}

/* --- the merge --------------------------------------------------------- */

static const char base[] = "services:\n"
			   "  web:\n"
			   "    image: myapp\n"
			   "    command: [old, command]\n"
			   "    ports:\n"
			   "      - \"8080:80\"\n"
			   "      - \"127.0.0.1:9000:9000\"\n"
			   "    expose: [\"1\", 2]\n"
			   "    environment:\n"
			   "      FOO: BAR\n"
			   "      KEPT: yes\n"
			   "    labels: [a=1, b=2]\n"
			   "    env_file: one.env\n"
			   "    depends_on: [db]\n"
			   "    healthcheck:\n"
			   "      test: [CMD, old]\n"
			   "      interval: 1s\n"
			   "  db: {image: db}\n";

static void test_lists_and_maps(void **state)
{
	const struct compose_file *merged;
	const struct compose_service *web;

	file(state, "compose.yml", base);
	file(state, "compose.override.yml",
		"services:\n"
		"  web:\n"
		"    command: new\n"
		"    ports:\n"
		"      - \"8081:80\"\n"
		"      - {target: 80, published: \"8080\"}\n"
		"    expose: [2, 3]\n"
		"    environment: [FOO=QUX, NEW=1]\n"
		"    labels: {b: 3, c: 4}\n"
		"    env_file: [{path: two.env, required: false}, one.env]\n"
		"    depends_on: {db: {condition: service_healthy}}\n"
		"    healthcheck: {test: [CMD, new]}\n");
	merged = only(state);
	web = service(merged, "web");
	/* The later of two equal mappings stays, in the earlier one's place. */
	assert_ports(web, "8080:80 9000:9000 8081:80");
	assert_at(web->ports[0].place, "compose.override.yml", 6);
	assert_at(web->ports[1].published_place, "compose.yml", 7);
	assert_int_equal(web->expose_count, 3);
	assert_environment(web, "FOO=QUX KEPT=yes NEW=1");
	assert_at(web->environment[0].value.place, "compose.override.yml", 8);
	assert_at(web->environment[1].value.place, "compose.yml", 11);
	assert_variables(web->labels, web->label_count, "a=1 b=3 c=4");
	assert_texts(web->env_files, web->env_file_count, "one.env two.env");
	assert_string_equal(web->env_file_paths[1], "two.env");
	assert_true(web->env_file_optional[1]);
	assert_false(web->env_file_optional[0]);
	assert_texts(web->depends_on, web->depends_on_count, "db");
	assert_true(node_is_text(
		node_get(node_get(node_get(web->node, "depends_on"), "db"),
			"condition"),
		"service_healthy"));
	assert_true(node_is_text(node_get(web->node, "command"), "new"));
	assert_int_equal(node_get(web->healthcheck, "test")->count, 2);
	assert_true(node_is_text(
		node_get(web->healthcheck, "test")->items[1], "new"));
	assert_true(node_is_text(node_get(web->healthcheck, "interval"), "1s"));
	assert_at(compose_place_of(node_get(web->healthcheck, "interval")),
		"compose.yml", 17);
	assert_int_equal(merged->problem_count, 0);
}

/* The specification's examples of `!reset` and `!override`. */
static void test_reset_and_override(void **state)
{
	const struct compose_service *web;

	file(state, "compose.yml", base);
	file(state, "compose.override.yml",
		"services:\n"
		"  web:\n"
		"    image: myapp\n"
		"    ports: !override\n"
		"      - \"8443:443\"\n"
		"    environment:\n"
		"      FOO: !reset null\n"
		"    labels: !reset []\n"
		"    depends_on: !reset\n"
		"  db: !reset null\n");
	web = service(only(state), "web");
	assert_ports(web, "8443:443");
	assert_at(web->ports[0].published_place, "compose.override.yml", 5);
	assert_environment(web, "KEPT=yes");
	assert_int_equal(web->label_count, 0);
	assert_int_equal(web->depends_on_count, 0);
	assert_null(compose_find(
		((struct repository *)*state)->projects[0]->merged, "db"));
}

static void test_three_files(void **state)
{
	struct repository *repository = *state;
	const struct compose_service *web;

	file(state, "a.yml", base);
	file(state, "b.yml",
		"services:\n  web:\n    ports: !reset []\n"
		"    environment: !override [ONLY=1]\n    labels: {a: !reset }\n");
	file(state, "c.yml",
		"services:\n  web:\n    ports: ['7:70']\n"
		"    environment: {FOO: again}\n    labels: [a=9]\n");
	load(state, "compose:\n  projects:\n    p: [a.yml, b.yml, c.yml]\n");
	assert_projects(state, "a.yml b.yml c.yml");
	web = service(repository->projects[0]->merged, "web");
	assert_ports(web, "7:70");
	assert_environment(web, "ONLY=1 FOO=again");
	assert_variables(web->labels, web->label_count, "a=9 b=2");
	assert_at(web->name_place, "a.yml", 2);
}

static void test_value_that_is_open_is_not_made_one(void **state)
{
	file(state, "compose.yml",
		"services:\n  web: {image: w, ports: ['${A}:80', '${B}:80']}\n");
	file(state, "compose.override.yml",
		"services:\n  web: {ports: ['${A}:80', '${C:-5}:80', '5:80']}\n");
	assert_ports(service(only(state), "web"), "?:80 ?:80 5:80");
}

static void test_build_of_two_forms(void **state)
{
	const struct compose_service *web;

	file(state, "compose.yml", "services:\n  web: {build: ./app}\n");
	file(state, "compose.override.yml",
		"services:\n  web:\n    build: {target: dev, args: [A=1]}\n");
	web = service(only(state), "web");
	assert_string_equal(web->build_path, "app");
	assert_string_equal(web->build_target.text, "dev");
	assert_at(web->build_context.place, "compose.yml", 2);
}

static void test_condition_of_a_short_dependency(void **state)
{
	const struct node *condition;

	file(state, "compose.yml",
		"services:\n  db: {image: d}\n  web:\n    image: w\n"
		"    depends_on: {db: {condition: service_healthy}}\n");
	file(state, "compose.override.yml",
		"services:\n  web: {depends_on: [db]}\n");
	condition =
		node_get(node_get(node_get(service(only(state), "web")->node,
					  "depends_on"),
				 "db"),
			"condition");
	assert_true(node_is_text(condition, "service_started"));
	assert_at(compose_place_of(condition), "compose.override.yml", 2);
}

static void test_other_form_of_a_mapping(void **state)
{
	file(state, "compose.yml",
		"services:\n  web: {image: w, healthcheck: {test: a}}\n");
	file(state, "compose.override.yml",
		"services:\n  web:\n    healthcheck: [a]\n");
	assert_problem(only(state), "compose.override.yml", 3, "healthcheck");
}

static void test_documents_of_one_file(void **state)
{
	file(state, "compose.yml",
		"services:\n  web: {image: w, ports: ['1:1']}\n---\n"
		"services:\n  web:\n    ports: !override ['2:2']\n");
	assert_ports(service(only(state), "web"), "2:2");
}

static void test_fragments(void **state)
{
	const struct compose_service *web;

	file(state, "compose.yml",
		"x-env: &env {A: 1, B: 2}\n"
		"services:\n  web:\n    image: w\n"
		"    environment: {<<: *env, B: 3}\n");
	file(state, "compose.override.yml",
		"x-env: &env {C: 4}\nservices:\n  web: {environment: *env}\n");
	web = service(only(state), "web");
	assert_environment(web, "B=3 A=1 C=4");
	assert_at(web->environment[1].value.place, "compose.yml", 1);
	assert_at(web->environment[2].value.place, "compose.override.yml", 1);
}

/* --- extends ----------------------------------------------------------- */

static void test_extends_in_one_file(void **state)
{
	const struct compose_service *web;

	file(state, "compose.yml",
		"services:\n"
		"  web:\n    extends: {service: middle}\n    ports: ['3:3']\n"
		"  middle:\n    extends: base\n    ports: ['2:2']\n"
		"  base:\n    image: w\n    ports: ['1:1']\n");
	web = service(only(state), "web");
	assert_ports(web, "1:1 2:2 3:3");
	assert_string_equal(web->image.text, "w");
	assert_null(web->extends);
	assert_at(web->ports[0].published_place, "compose.yml", 10);
}

static void test_extends_of_another_file(void **state)
{
	struct repository *repository = *state;
	const struct compose_service *web;

	file(state, "compose.yml",
		"services:\n  web:\n    extends:\n"
		"      file: common/base.yml\n      service: app\n"
		"    environment: [B=3]\n    ports: !override ['${P}:3']\n");
	file(state, ".env", "P=30\n");
	file(state, "common/base.yml",
		"services:\n  app:\n    extends: {file: deep/d.yml, service: d}\n"
		"    build: ./app\n    env_file: app.env\n"
		"    environment: {A: '${P}', B: 2}\n    ports: ['1:1']\n");
	file(state, "common/deep/d.yml",
		"services:\n  d: {image: d, env_file: [d.env]}\n");
	load(state, NULL);
	assert_projects(state, "compose.yml common/base.yml common/deep/d.yml");
	web = service(repository->projects[0]->merged, "web");
	assert_ports(web, "30:3");
	assert_environment(web, "A=30 B=3");
	assert_at(web->environment[0].value.place, "common/base.yml", 6);
	assert_string_equal(web->build_path, "common/app");
	assert_string_equal(web->env_file_paths[0], "common/deep/d.env");
	assert_string_equal(web->env_file_paths[1], "common/app.env");
	assert_null(compose_find(repository->projects[0]->merged, "app"));
	assert_false(repository->projects[0]->merged->incomplete);
}

/* A tag speaks of what lies below its own service, in no other file. */
static void test_tags_of_what_is_extended(void **state)
{
	struct repository *repository = *state;
	const struct compose_service *web;

	file(state, "a.yml",
		"services:\n  web: {image: w, ports: ['1:1'],"
		" environment: [A=1]}\n");
	file(state, "b.yml",
		"services:\n  web: {extends: root}\n"
		"  root:\n    extends: top\n    ports: !override ['2:2']\n"
		"    environment: !reset []\n"
		"  top: {ports: ['3:3'], environment: [B=2], user: u}\n");
	load(state, "compose:\n  projects:\n    p: [a.yml, b.yml]\n");
	web = service(repository->projects[0]->merged, "web");
	assert_ports(web, "1:1 2:2");
	assert_environment(web, "A=1");
	assert_true(node_is_text(node_get(web->node, "user"), "u"));
}

/* What many services share may carry a tag, too. */
static void test_tags_in_fragments(void **state)
{
	const struct compose_file *merged;

	file(state, "compose.yml",
		"services:\n  a: {image: a, ports: ['1:1']}\n"
		"  b: {image: b, ports: ['2:2']}\n"
		"  c: {image: c, ports: ['3:3']}\n");
	file(state, "compose.override.yml",
		"x-inner: &inner\n  ports: !reset []\n"
		"x-outer: &outer\n  <<: *inner\n"
		"x-none: &none !reset []\n"
		"services:\n  a: {<<: *inner}\n  b: {<<: *outer}\n"
		"  c: {ports: *none}\n");
	merged = only(state);
	assert_ports(service(merged, "a"), "");
	assert_ports(service(merged, "b"), "");
	assert_ports(service(merged, "c"), "");
}

static void test_override_in_a_chain(void **state)
{
	const struct compose_service *last;

	file(state, "compose.yml",
		"services:\n"
		"  one: {image: o, depends_on: [a]}\n"
		"  two: {extends: one, depends_on: !override [b]}\n"
		"  three: {extends: {service: two}, depends_on: [c]}\n"
		"  a: {image: a}\n  b: {image: b}\n  c: {image: c}\n");
	last = service(only(state), "three");
	assert_texts(last->depends_on, last->depends_on_count, "b c");
}

static void test_extends_of_a_null_service(void **state)
{
	const struct compose_file *merged;

	file(state, "compose.yml",
		"services:\n  a: {image: a, extends: b}\n  b:\n");
	merged = only(state);
	assert_string_equal(service(merged, "a")->image.text, "a");
	assert_null(service(merged, "a")->extends);
	assert_false(merged->incomplete);
}

static void test_extends_in_a_circle(void **state)
{
	const struct compose_file *merged;

	file(state, "compose.yml",
		"services:\n  a:\n    image: a\n    extends: b\n"
		"  b:\n    image: b\n    extends: a\n");
	merged = only(state);
	assert_problem(merged, "compose.yml", 7, "circle back to `a`");
	assert_true(merged->incomplete);
}

static void test_extends_of_nobody(void **state)
{
	file(state, "compose.yml",
		"services:\n  a:\n    image: a\n    extends:\n"
		"      service: nobody\n");
	assert_problem(only(state), "compose.yml", 5, "no service `nobody`");
}

static void test_extends_out_of_reach(void **state)
{
	const struct compose_file *merged;

	file(state, "compose.yml",
		"services:\n"
		"  a: {image: a, extends: {file: ../../x.yml, service: a}}\n"
		"  b: {image: b, extends: {file: /etc/x.yml, service: a}}\n"
		"  c: {image: c, extends: {file: gone.yml, service: a}}\n"
		"  d: {image: d, extends: {file: '${X}', service: a}}\n");
	merged = only(state);
	assert_int_equal(merged->problem_count, 0);
	assert_true(merged->incomplete);
	assert_non_null(service(merged, "a")->extends);
}

/* --- include ----------------------------------------------------------- */

static void test_include(void **state)
{
	struct repository *repository = *state;
	const struct compose_file *merged;

	file(state, "compose.yml",
		"include:\n  - infra/stack.yml\n"
		"  - path: [web/compose.yml, web.extra.yml]\n"
		"    project_directory: elsewhere\n    env_file: web.vars\n"
		"services:\n  db: {ports: ['7:7']}\n");
	file(state, ".env", "OUTER=1\n");
	file(state, "infra/.env", "OUTER=2\nINNER=3\n");
	file(state, "infra/stack.yml",
		"services:\n  db:\n    image: db\n    build: .\n"
		"    ports: ['${OUTER}:1', '${INNER}:1']\n");
	file(state, "web.vars", "WEB=80\n");
	file(state, "web/compose.yml",
		"services:\n  web: {image: w, build: app,"
		" depends_on: [db], ports: ['${WEB}:80']}\n");
	file(state, "web.extra.yml", "services:\n  web: {ports: ['5:5']}\n");
	load(state, NULL);
	assert_projects(state,
		"compose.yml infra/stack.yml web/compose.yml web.extra.yml");
	merged = repository->projects[0]->merged;
	assert_ports(service(merged, "db"), "1:1 3:1 7:7");
	assert_at(service(merged, "db")->ports[1].published_place,
		"infra/stack.yml", 5);
	assert_string_equal(service(merged, "db")->build_path, "infra");
	assert_ports(service(merged, "web"), "80:80 5:5");
	assert_string_equal(
		service(merged, "web")->build_path, "elsewhere/app");
	assert_false(merged->incomplete);
	assert_int_equal(merged->problem_count, 0);
}

static void test_included_variables_stay_inside(void **state)
{
	const struct compose_file *merged;

	file(state, "compose.yml",
		"include:\n  - {path: b.yml, env_file: b.vars}\n"
		"  - {path: c.yml, env_file: gone.vars}\n"
		"services:\n  a: {image: a, ports: ['${P:-1}:1']}\n");
	file(state, "b.vars", "P=2\n");
	file(state, "b.yml",
		"services:\n  b: {image: b, ports: ['${P:-1}:1']}\n");
	file(state, "c.yml",
		"services:\n  c: {image: c, ports: ['${P:-1}:1']}\n");
	merged = only(state);
	assert_ports(service(merged, "a"), "1:1");
	assert_ports(service(merged, "b"), "2:1");
	assert_ports(service(merged, "c"), "?:1");
}

static void test_one_file_under_two_variables(void **state)
{
	const struct compose_file *merged;

	file(state, "compose.yml",
		"include:\n  - {path: b.yml, env_file: one.vars}\n"
		"  - {path: b.yml, env_file: two.vars}\n");
	file(state, "one.vars", "P=1\n");
	file(state, "two.vars", "P=2\n");
	file(state, "b.yml", "services:\n  b: {image: b, ports: ['${P}:1']}\n");
	merged = only(state);
	assert_ports(service(merged, "b"), "2:1 1:1");
}

static void test_include_in_a_circle(void **state)
{
	struct repository *repository = *state;
	const struct compose_file *merged;

	file(state, "compose.yml", "include: [b/compose.yml]\n");
	file(state, "b/compose.yml",
		"include: [../compose.yml]\nservices:\n  b: {image: b}\n");
	load(state, NULL);
	assert_true(repository->project_count >= 1);
	merged = repository->projects[0]->merged;
	assert_problem(merged,
		repository->projects[0]->folder[0] ? "compose.yml"
						   : "b/compose.yml",
		1, "circle back to");
}

/* A file that stands beside the one that includes it is no circle. */
static void test_include_of_a_sibling(void **state)
{
	const struct compose_file *merged;

	file(state, "a.compose.yml",
		"include: [b.compose.yml]\n"
		"services: {a: {image: a}}\n");
	file(state, "b.compose.yml", "services: {b: {image: b}}\n");
	load(state, "compose: {projects: {x: [a.compose.yml, "
		    "b.compose.yml]}}\n");
	merged = ((struct repository *)*state)->projects[0]->merged;
	assert_int_equal(merged->problem_count, 0);
	assert_false(merged->incomplete);
	assert_non_null(compose_find(merged, "a"));
	assert_non_null(compose_find(merged, "b"));
}

static void test_env_files_of_two_folders(void **state)
{
	const struct compose_service *web;

	file(state, "compose.yml",
		"services:\n"
		"  web:\n"
		"    extends: {file: base/service.yml, service: web}\n"
		"    env_file: web.env\n");
	file(state, "base/service.yml",
		"services: {web: {image: a, env_file: [web.env, ../web.env]}}\n");
	web = service(only(state), "web");
	assert_int_equal(web->env_file_count, 2);
	assert_string_equal(web->env_file_paths[0], "base/web.env");
	assert_string_equal(web->env_file_paths[1], "web.env");
}

static void test_variable_in_a_list_of_names(void **state)
{
	const struct compose_service *web;

	file(state, "compose.yml",
		"services:\n"
		"  web: {image: a, depends_on: ['${A:-db}', '${B}']}\n"
		"  db: {image: a}\n");
	file(state, "compose.override.yml",
		"services: {web: {depends_on: {db: {condition: "
		"service_healthy}}}}\n");
	web = service(only(state), "web");
	assert_int_equal(web->depends_on_count, 2);
	assert_string_equal(web->depends_on[0].text, "db");
	assert_true(web->depends_on[0].known);
	assert_false(web->depends_on[1].known);
}

static void test_other_names(void **state)
{
	const struct compose_service *web;

	file(state, "compose.yml",
		"services:\n"
		"  web:\n"
		"    image: a\n"
		"    container_name: ${NAME:-shop}\n"
		"    hostname: ${UNSET}\n"
		"    networks: {inner: {aliases: [front, web.local]}, out: }\n");
	web = service(only(state), "web");
	assert_int_equal(web->other_name_count, 3);
	assert_string_equal(web->other_names[0].text, "shop");
	assert_string_equal(web->other_names[1].text, "front");
	assert_string_equal(web->other_names[2].text, "web.local");
}

static void test_include_of_many(void **state)
{
	static char text[40];
	struct repository *repository = *state;

	/* Two of the next, each: 2 to the 9th, were nobody to stop it. */
	for (int i = 0; i < 10; i++)
		file(state,
			arena_format(repository->arena, "d/%d.compose.yml", i),
			arena_format(repository->arena,
				"include: [%d.compose.yml, "
				"./%d.compose.yml]\n",
				i + 1, i + 1));
	memcpy(text, "services: {a: {image: a}}\n", 27);
	file(state, "d/10.compose.yml", text);
	load(state, NULL);
	assert_true(repository->project_count >= 1);
	assert_problem(repository->projects[0]->merged, "d/9.compose.yml", 1,
		"too many files");
}

static void test_include_out_of_reach(void **state)
{
	const struct compose_file *merged;

	file(state, "compose.yml",
		"include:\n  - https://example.com/a.git\n  - ../out.yml\n"
		"  - /etc/x.yml\n  - gone.yml\n  - oci://x/y:1\n"
		"services:\n  a: {image: a, depends_on: [b]}\n");
	merged = only(state);
	assert_true(merged->incomplete);
	assert_int_equal(merged->problem_count, 0);
	assert_non_null(service(merged, "a"));
}

static void test_include_of_what_does_not_parse(void **state)
{
	struct repository *repository = *state;

	file(state, "compose.yml",
		"include: [b.yml]\nservices:\n  a: {image: a}\n");
	file(state, "b.yml", "services: {b: [}\n");
	load(state, NULL);
	assert_projects(state, "compose.yml b.yml");
	assert_true(repository->projects[0]->merged->incomplete);
	assert_null(repository->projects[0]->files[1]->document);
	assert_non_null(service(repository->projects[0]->merged, "a"));
}

static void test_variables_in_paths(void **state)
{
	const struct compose_file *merged;

	file(state, ".env", "STAGE=prod\n");
	file(state, "compose.yml",
		"include: ['${STAGE}/b.yml', '${UNSET}/c.yml']\n"
		"services:\n  a: {extends: {file: 'x-${STAGE}.yml',"
		" service: '${STAGE}'}}\n");
	file(state, "prod/b.yml", "services:\n  b: {image: b}\n");
	file(state, "x-prod.yml", "services:\n  prod: {image: p}\n");
	merged = only(state);
	assert_string_equal(service(merged, "a")->image.text, "p");
	assert_string_equal(service(merged, "b")->image.text, "b");
	assert_true(merged->incomplete);
}

static void test_extends_of_an_included_service(void **state)
{
	file(state, "compose.yml",
		"include: [b.yml]\nservices:\n"
		"  a:\n    extends: b\n    ports: ['2:2']\n");
	file(state, "b.yml", "services:\n  b: {image: b, ports: ['1:1']}\n");
	assert_ports(service(only(state), "a"), "1:1 2:2");
}

/* --- matching ---------------------------------------------------------- */

static void test_match_by_what_the_base_says(void **state)
{
	struct repository *repository = *state;
	struct compose_file *const *files;
	const struct compose_service *alone;
	size_t count;

	file(state, "config/ports.yaml",
		"bands: {all: {min: 1, max: 9999}}\n"
		"assignments: {services/shop: 4007}\n");
	file(state, "compose.yml",
		"services:\n  front: {build: ./services/shop}\n");
	file(state, "compose.override.yml",
		"services:\n  front: {ports: ['4008:80']}\n");
	load(state, NULL);
	files = model_compose_files(repository->model, &count);
	assert_string_equal(files[0]->path, "compose.override.yml");
	alone = compose_find(files[0], "front");
	assert_string_equal(
		model_service_match(repository->model, files[0], alone)
			->entry->path,
		"services/shop");
}

static void test_who_may_meet(void **state)
{
	struct repository *repository = *state;
	struct compose_project *const *all;

	file(state, "a/compose.yml", "services: {web: {image: w}}\n");
	file(state, "a/compose.gpu.yml", "services: {web: {image: g}}\n");
	file(state, "a/compose.dev.yml", "services: {web: {ports: ['1']}}\n");
	file(state, "b/compose.yml", "services: {shop: {image: s}}\n");
	file(state, "c/compose.yml", "services: {web: {image: w}}\n");
	file(state, "tests/compose.yml", "services: {t: {image: t}}\n");
	load(state, NULL);
	all = repository->projects;
	assert_projects(state,
		"a/compose.gpu.yml; a/compose.yml; "
		"a/compose.yml a/compose.dev.yml; b/compose.yml; "
		"c/compose.yml; tests/compose.yml");
	assert_false(compose_projects_may_meet(all[0], all[1]));
	assert_false(compose_projects_may_meet(all[1], all[2]));
	assert_true(compose_projects_may_meet(all[1], all[3]));
	assert_false(compose_projects_may_meet(all[1], all[4]));
	assert_false(compose_projects_may_meet(all[3], all[5]));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_default_pair),
		TEST(test_overlays_are_never_together),
		TEST(test_what_is_complete_is_an_alternative),
		TEST(test_dependency_on_the_base_makes_an_overlay),
		TEST(test_names_of_tests_stand_alone),
		TEST(test_configured_projects),
		TEST(test_compose_file_of_env),
		TEST(test_compose_file_outside_is_unknown),
		TEST(test_lists_and_maps),
		TEST(test_reset_and_override),
		TEST(test_three_files),
		TEST(test_value_that_is_open_is_not_made_one),
		TEST(test_build_of_two_forms),
		TEST(test_condition_of_a_short_dependency),
		TEST(test_other_form_of_a_mapping),
		TEST(test_documents_of_one_file),
		TEST(test_fragments),
		TEST(test_extends_in_one_file),
		TEST(test_extends_of_another_file),
		TEST(test_tags_of_what_is_extended),
		TEST(test_tags_in_fragments),
		TEST(test_override_in_a_chain),
		TEST(test_extends_of_a_null_service),
		TEST(test_extends_in_a_circle),
		TEST(test_extends_of_nobody),
		TEST(test_extends_out_of_reach),
		TEST(test_include),
		TEST(test_included_variables_stay_inside),
		TEST(test_one_file_under_two_variables),
		TEST(test_include_in_a_circle),
		TEST(test_include_of_a_sibling),
		TEST(test_env_files_of_two_folders),
		TEST(test_variable_in_a_list_of_names),
		TEST(test_other_names),
		TEST(test_include_of_many),
		TEST(test_include_out_of_reach),
		TEST(test_include_of_what_does_not_parse),
		TEST(test_variables_in_paths),
		TEST(test_extends_of_an_included_service),
		TEST(test_match_by_what_the_base_says),
		TEST(test_who_may_meet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
