/*
 * libgit2 as a program needs it that only reads, and only from this machine.
 * It is loaded when something first asks git for more than the index: with
 * the libraries that it brings along (17 on Debian), that takes longer than
 * all that `plumb registry validate` does.
 */
#ifndef PLUMB_SOURCE_LIBRARY_H
#define PLUMB_SOURCE_LIBRARY_H

#include <git2.h>
#include <git2/sys/alloc.h>
#include <git2/sys/config.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
/* Part of git2.h until 1.8. cppcheck cannot ask. */
#ifndef __cppcheck__
#if __has_include(<git2/sys/errors.h>)
#include <git2/sys/errors.h>
#endif
#endif

struct error;

/* The functions that plumb calls, without their `git_`. */
/* clang-format off */
#define LIBGIT2_FUNCTIONS(X) \
	X(blob_free) X(blob_lookup) X(blob_rawcontent) X(blob_rawsize) \
	X(buf_dispose) X(commit_author) X(commit_free) X(commit_id) \
	X(commit_lookup) X(commit_message) X(commit_raw_header) X(commit_time) \
	X(commit_time_offset) X(commit_tree) X(commit_tree_id) \
	X(config_entry_free) X(config_free) X(config_get_entry) \
	X(config_get_path) X(config_get_string_buf) X(config_iterator_free) \
	X(config_iterator_new) X(config_new) X(config_next) \
	X(config_parse_bool) X(diff_buffers) X(diff_find_options_init) \
	X(diff_find_similar) X(diff_free) X(diff_get_delta) \
	X(diff_index_to_index) X(diff_num_deltas) X(diff_options_init) \
	X(error_clear) X(error_last) X(error_set_str) X(index_add) \
	X(index_free) X(index_new) X(libgit2_init) X(libgit2_opts) \
	X(libgit2_shutdown) X(merge_base) X(object_free) X(object_peel) \
	X(object_string2type) X(odb_add_backend) X(odb_add_disk_alternate) \
	X(odb_backend_data_alloc) X(odb_backend_data_free) X(odb_free) \
	X(odb_init_backend) X(odb_new) X(odb_object_data) \
	X(odb_object_free) X(odb_object_size) X(odb_read) \
	X(odb_read_header) X(oid_equal) X(oid_fromraw) X(oid_fromstr) \
	X(oid_fromstrn) X(oid_is_zero) X(oid_tostr) X(oid_tostr_s) \
	X(reference_free) X(reference_lookup) X(reference_name_to_id) \
	X(reference_symbolic_target) X(remote_list) X(repository_commondir) \
	X(repository_config_snapshot) X(repository_free) \
	X(repository_head_unborn) X(repository_is_bare) \
	X(repository_is_shallow) X(repository_mergehead_foreach) \
	X(repository_odb) X(repository_open_ext) X(repository_path) \
	X(repository_set_config) X(repository_set_workdir) \
	X(repository_workdir) X(repository_wrap_odb) X(revparse_single) \
	X(revwalk_free) X(revwalk_hide) X(revwalk_new) X(revwalk_next) \
	X(revwalk_push) X(revwalk_sorting) X(tree_entry_byindex) \
	X(tree_entry_byname) X(tree_entry_bypath) X(tree_entry_filemode) \
	X(tree_entry_filemode_raw) X(tree_entry_free) X(tree_entry_id) \
	X(tree_entry_name) X(tree_entry_type) X(tree_entrycount) \
	X(tree_free) X(tree_lookup)
/* clang-format on */

/* Call libgit2.commit_free() for git_commit_free(). */
struct libgit2 {
#define X(name) __typeof__(git_##name) *name;
	LIBGIT2_FUNCTIONS(X)
#undef X
};
extern struct libgit2 libgit2;

/*
 * Before any of them is called. To be undone by libgit2.libgit2_shutdown().
 * ERROR_WORK when it is not there or does not start.
 */
int library_start(struct error *err);

#endif
