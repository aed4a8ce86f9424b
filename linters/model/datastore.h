/*
 * Which images are databases, caches and brokers: what trusts its network
 * and is not meant to be asked from outside.
 */
#ifndef PLUMB_MODEL_DATASTORE_H
#define PLUMB_MODEL_DATASTORE_H

/*
 * What the image is ("PostgreSQL", "Redis"), by its name without registry,
 * tag and digest; NULL: no datastore. An exporter or a web page for one is
 * none.
 */
const char *datastore_of_image(const char *image);

#endif
