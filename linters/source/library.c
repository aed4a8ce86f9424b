/*
 * The start of libgit2. It must not know repositories.
 */
#include "source/library.h"
#include "source/handle.h"

/*
 * Where libgit2 speaks TLS through mbed TLS (Debian and what comes from it),
 * its start decodes every certificate that the system trusts: more work than
 * all the rest of a check of a few files, for connections that plumb never
 * makes. A program's own function goes before a library's of the same name,
 * so libgit2 asks this one, and learns that nobody is trusted: a connection,
 * if there ever were one, would be refused. Weak, so that linking with
 * libraries of an archive finds no second definition; other builds of
 * libgit2 never ask.
 */
__attribute__((weak)) int mbedtls_x509_crt_parse_file(
	void *chain, const char *path);

int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}

/*
 * What libgit2 refuses and does not matter to a reader is accepted: work
 * trees with a configuration of their own, which every sparse checkout has,
 * and partial clones.
 */
int library_start(struct error *err)
{
	static const char *extensions[] = {
		"worktreeconfig", "partialclone", "preciousobjects"};

	if (git_libgit2_init() < 0)
		return handle_failed(err, "libgit2 does not start");
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
		sizeof(extensions) / sizeof(*extensions));
	/* git does not hash what it reads again either. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	return 0;
}
