/*
 * The table of datastores by their images' names. Knows no compose file.
 */
#include "model/datastore.h"
#include "base/glob.h"
#include "base/string.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A word of the image's last name, or the whole path without its tag. */
static const struct datastore {
	const char *word, *name;
} datastores[] = {
	{"postgres", "PostgreSQL"},
	{"postgresql", "PostgreSQL"},
	{"postgis", "PostgreSQL"},
	{"pgvector", "PostgreSQL"},
	{"timescaledb", "PostgreSQL"},
	{"pgbouncer", "PgBouncer"},
	{"mysql", "MySQL"},
	{"percona", "MySQL"},
	{"mariadb", "MariaDB"},
	{"mssql", "SQL Server"},
	{"mongo", "MongoDB"},
	{"mongodb", "MongoDB"},
	{"redis", "Redis"},
	{"valkey", "Valkey"},
	{"keydb", "KeyDB"},
	{"dragonfly", "Dragonfly"},
	{"memcached", "Memcached"},
	{"elasticsearch", "Elasticsearch"},
	{"opensearch", "OpenSearch"},
	{"rabbitmq", "RabbitMQ"},
	{"nats", "NATS"},
	{"kafka", "Kafka"},
	{"redpanda", "Redpanda"},
	{"zookeeper", "ZooKeeper"},
	{"etcd", "etcd"},
	{"clickhouse", "ClickHouse"},
	{"cassandra", "Cassandra"},
	{"scylla", "ScyllaDB"},
	{"cockroach", "CockroachDB"},
	{"couchdb", "CouchDB"},
	{"arangodb", "ArangoDB"},
	{"minio", "MinIO"},
	{"qdrant", "Qdrant"},
	{"milvus", "Milvus"},
	{"weaviate", "Weaviate"},
	{"neo4j", "Neo4j"},
	{"influxdb", "InfluxDB"},
	{"questdb", "QuestDB"},
};

/* Of a datastore, but not one: words beside its name. */
static bool is_beside(struct slice word)
{
	static const char *const words[] = {"exporter", "ui", "admin",
		"express", "commander", "insight", "dashboards", "dashboard",
		"console", "backup", "client", "cli", "mc", "connect",
		"manager", "migrate", "operator", "init", "tools", "gui",
		"proxy", "registry", "rest", "sentinel-exporter"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_is(word, words[i]))
			return true;
	return false;
}

static const char *datastore_of_word(struct slice word)
{
	size_t i;

	for (i = 0; i < sizeof(datastores) / sizeof(datastores[0]); i++)
		if (slice_is(word, datastores[i].word))
			return datastores[i].name;
	return NULL;
}

/* `eqalpha/keydb:6@sha256:…` to `keydb`. */
static struct slice last_name(struct slice image)
{
	size_t at = slice_find(image, "@", 0), i;
	struct slice name;

	if (at != SIZE_MAX)
		image.size = at;
	name = image;
	for (i = 0; i < image.size; i++)
		if (image.data[i] == '/')
			name = slice_range(image.data, i + 1, image.size);
	at = slice_find(name, ":", 0);
	if (at != SIZE_MAX)
		name.size = at;
	return name;
}

const char *datastore_of_image(const char *image)
{
	struct slice name = last_name(slice_of(image));
	const char *found = NULL;
	size_t start = 0, i;

	/* mcr.microsoft.com/mssql/server: the folder says it. */
	if (slice_is(name, "server") && strstr(image, "/mssql/"))
		return "SQL Server";
	for (i = 0; i <= name.size; i++) {
		struct slice word;

		if (i < name.size && !strchr("-_.", name.data[i]))
			continue;
		word = slice_range(name.data, start, i);
		start = i + 1;
		if (is_beside(word))
			return NULL;
		if (!found)
			found = datastore_of_word(word);
	}
	return found;
}
