/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "geo/check.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "geo/file.h"

/* A city database of 60 MB takes a second. */
#define SECONDS_MAX 20

/* Many networks share one record: skip the records seen last. */
#define SEEN 4096

/* Look for fields in the first SAMPLE records and then in every SAMPLE_STEP-th: the
 * records of a file are of one kind, and some files have millions. */
#define SAMPLE 4096
#define SAMPLE_STEP 256
#define MARK_WITHIN (128u << 10)

/* What the child sends. */
struct answer {
	bool ok;
	struct geo_info info;
	struct err err;
};

static bool
damaged(const char *what, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "it is damaged: %s", what);
}

/* Whether the mark is within the last 128 KiB, as the format requires. Without it the
 * file has another format, or its end is missing. */
static bool
has_mark(const char *path)
{
	static const char mark[] = "\xab\xcd\xefMaxMind.com";
	FILE *file = fopen(path, "re");
	char *bytes = xcalloc(MARK_WITHIN, 1);
	size_t n = 0;
	bool has;

	if (file != NULL) {
		if (fseek(file, -(long)MARK_WITHIN, SEEK_END) != 0)
			rewind(file);
		n = fread(bytes, 1, MARK_WITHIN, file);
		fclose(file);
	}
	has = memmem(bytes, n, mark, sizeof(mark) - 1) != NULL;
	free(bytes);
	return has;
}

/* Whether the record has a value at this path; damaged data is an error. */
static bool
look_up(const struct mmdb_lib *lib, MMDB_entry_s entry, const char *const *path,
	bool *is_text, struct err *err)
{
	MMDB_entry_data_s data = { 0 };
	int status = lib->aget_value(&entry, &data, path);

	*is_text = status == MMDB_SUCCESS && data.has_data &&
	           data.type == MMDB_DATA_TYPE_UTF8_STRING;
	if (status == MMDB_SUCCESS ||
		status == MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR)
		return true;
	return damaged(lib->strerror(status), err);
}

static void
look_for_fields(const struct mmdb_lib *lib, MMDB_entry_s entry, struct geo_info *info)
{
	static unsigned records;
	struct geo_value value;

	if (++records > SAMPLE && records % SAMPLE_STEP != 0)
		return;
	for (int field = 0; field < GEO_FIELDS; field++)
		if (!info->has[field]) {
			geo_read_entry(lib, entry, (enum geo_field)field, &value);
			info->has[field] = value.kind != GEO_NONE;
		}
}

/* The two values that geoip2 asks for: reading both goes through the whole record. */
static bool
check_record(const struct mmdb_lib *lib, MMDB_entry_s entry, struct geo_info *info,
	struct err *err)
{
	static const char *const country[] = { "country", "iso_code", NULL };
	static const char *const proxy[] = { "traits", "is_anonymous_proxy", NULL };
	static uint32_t seen[SEEN];
	bool is_text;

	if (seen[entry.offset % SEEN] == entry.offset + 1)
		return true;
	seen[entry.offset % SEEN] = entry.offset + 1;
	if (!look_up(lib, entry, proxy, &is_text, err) ||
		!look_up(lib, entry, country, &is_text, err))
		return false;
	info->has_iso_code = info->has_iso_code || is_text;
	look_for_fields(lib, entry, info);
	return true;
}

static bool
check_branch(const struct mmdb_lib *lib, uint8_t type, MMDB_entry_s entry,
	struct geo_info *info, struct err *err)
{
	if (type == MMDB_RECORD_TYPE_INVALID)
		return damaged("its search tree leads nowhere", err);
	return type != MMDB_RECORD_TYPE_DATA || check_record(lib, entry, info, err);
}

static bool
check_tree(const struct mmdb_lib *lib, const MMDB_s *db, struct geo_info *info,
	struct err *err)
{
	for (uint32_t i = 0; i < db->metadata.node_count; i++) {
		MMDB_search_node_s node;
		int status = lib->read_node(db, i, &node);
		if (status != MMDB_SUCCESS)
			return damaged(lib->strerror(status), err);
		if (!check_branch(lib, node.left_record_type, node.left_record_entry,
			    info, err) ||
			!check_branch(lib, node.right_record_type,
				node.right_record_entry, info, err))
			return false;
	}
	return true;
}

/* In English, or in the first language of the file. */
static void
read_description(const MMDB_metadata_s *m, struct geo_info *info)
{
	const char *text = "";

	for (size_t i = m->description.count; i-- > 0;)
		if (i == 0 ||
			strcmp(m->description.descriptions[i]->language, "en") == 0) {
			text = m->description.descriptions[i]->description;
			break;
		}
	snprintf(info->description, sizeof(info->description), "%s", text);
}

/* Those that fit. */
static void
read_languages(const MMDB_metadata_s *m, struct geo_info *info)
{
	size_t len = 0;

	for (size_t i = 0; i < m->languages.count; i++) {
		const char *name = m->languages.names[i];
		size_t n = strlen(name);
		if (len + n + 2 > sizeof(info->languages))
			break;
		if (len > 0)
			info->languages[len++] = ' ';
		memcpy(info->languages + len, name, n);
		len += n;
	}
	info->languages[len] = '\0';
}

static void
read_metadata(const MMDB_s *db, struct geo_info *info)
{
	const MMDB_metadata_s *m = &db->metadata;

	read_description(m, info);
	read_languages(m, info);
	snprintf(info->type, sizeof(info->type), "%s",
		m->database_type != NULL ? m->database_type : "");
	info->built = m->build_epoch < LLONG_MAX ? (long long)m->build_epoch : LLONG_MAX;
	info->ip_version = m->ip_version;
	info->nodes = m->node_count;
	info->record_size = m->record_size;
}

static void
be_child(const struct mmdb_lib *lib, const char *path, struct answer *answer)
{
	const struct rlimit none = { 0 };
	sigset_t empty;
	MMDB_s db;
	int status, null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	/* The library may crash: leave no core file and write nothing to the terminal. */
	setrlimit(RLIMIT_CORE, &none);
	dup2(null, STDERR_FILENO);
	sigemptyset(&empty);
	sigprocmask(SIG_SETMASK, &empty, NULL);
	signal(SIGALRM, SIG_DFL);
	alarm(SECONDS_MAX);
	status = lib->open(path, MMDB_MODE_MMAP, &db);
	if (status != MMDB_SUCCESS) {
		if (has_mark(path))
			damaged(lib->strerror(status), &answer->err);
		else
			err_set(&answer->err, ERR_SYSTEM,
				"it is not a MaxMind database, or damaged: the mark near "
				"its end is missing");
		return;
	}
	read_metadata(&db, &answer->info);
	answer->ok = check_tree(lib, &db, &answer->info, &answer->err);
}

/* The child's answer, whole; false when it ended before. */
static bool
read_answer(int fd, struct answer *answer)
{
	size_t len = 0;
	ssize_t n;

	while (len < sizeof(*answer)) {
		n = read(fd, (char *)answer + len, sizeof(*answer) - len);
		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		len += n > 0 ? (size_t)n : 0;
	}
	return true;
}

/* How the child ended without an answer. */
static bool
explain(pid_t pid, struct err *err)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return damaged("the library does not finish reading it", err);
	return damaged("the library crashes on it", err);
}

bool
geo_check(const struct mmdb_lib *lib, const char *path, struct geo_info *info,
	struct err *err)
{
	struct answer answer = { 0 };
	bool has_answered;
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return err_set(err, ERR_SYSTEM, "no pipe: %s", strerror(errno));
	pid = fork();
	if (pid == 0) {
		be_child(lib, path, &answer);
		_exit(write(fds[1], &answer, sizeof(answer)) < 0);
	}
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return err_set(err, ERR_SYSTEM, "no process: %s", strerror(errno));
	}
	has_answered = read_answer(fds[0], &answer);
	close(fds[0]);
	if (!has_answered)
		return explain(pid, err);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	*info = answer.info;
	if (!answer.ok)
		*err = answer.err;
	return answer.ok;
}
