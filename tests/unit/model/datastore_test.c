/*
 * Which images are datastores.
 */
#include "model/datastore.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_datastores(void **state)
{
	static const char *const images[][2] = {
		{"postgres", "PostgreSQL"},
		{"docker.io/library/redis:7-alpine", "Redis"},
		{"localhost:5000/valkey/valkey@sha256:00", "Valkey"},
		{"timescale/timescaledb-ha:pg16", "PostgreSQL"},
		{"mcr.microsoft.com/mssql/server:2022-latest", "SQL Server"},
		{"confluentinc/cp-kafka:7.6.0", "Kafka"},
		{"docker.elastic.co/elasticsearch/elasticsearch:8.1",
			"Elasticsearch"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(images) / sizeof(images[0]); i++)
		assert_string_equal(
			datastore_of_image(images[i][0]), images[i][1]);
}

static void test_others(void **state)
{
	static const char *const images[] = {"", "nginx", "mongo-express:1",
		"oliver006/redis_exporter:v1", "rediscover:1",
		"postgres-tools/web:1", "dpage/pgadmin4", "minio/mc"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(images) / sizeof(images[0]); i++)
		assert_null(datastore_of_image(images[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_datastores),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
