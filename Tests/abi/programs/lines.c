/* sv_poll_lines: the same records as one event at a time, a line each, in one text. sv_line_table: each entry
 * agrees with the JSON of its line.
 * platform LOST: --latency-ms 200 --fault end-after=2 */
#include "harness.h"

enum { JOBS = 4, SEEN = SV_EVENT_TRACE + 1 };

/* How many lines with a status there were, by kind. */
static int with_status[SEEN];

/* The "event" of each kind that a generation has here. */
static const char *name_of(uint64_t kind) {
  switch (kind) {
    case SV_EVENT_SUBMITTING: return "start";
    case SV_EVENT_OPEN: return "sse_open";
    case SV_EVENT_ACCEPTED: return "accepted";
    case SV_EVENT_MESSAGE: return "sse_event";
    case SV_EVENT_POLL: return "poll";
    case SV_EVENT_RETRY: return "retry";
    case SV_EVENT_STREAM_LOST: return "sse_";
    case SV_EVENT_FALLBACK: return "fallback_polling_";
    case SV_EVENT_END: return "terminal";
    default: return "none";
  }
}

/* One entry beside its line, a copy that ends with a NUL. */
static void check_entry(const sv_line *entry, const char *text, const char *line) {
  char part[300];
  snprintf(part, sizeof part, "{\"v\":1,\"event\":\"%s", name_of(entry->kind));
  CHECK(strncmp(line, part, strlen(part)) == 0);
  snprintf(part, sizeof part, "\"tag\":%llu,", (unsigned long long)entry->tag);
  CHECK_HAS(line, part);
  if (entry->status_length > 0) {
    CHECK(entry->kind == SV_EVENT_MESSAGE || entry->kind == SV_EVENT_POLL);
    int length = (int)entry->status_length;
    snprintf(part, sizeof part, ",\"status\":\"%.*s\",\"status_key\"", length, text + entry->status);
    CHECK_HAS(line, part);
    with_status[entry->kind]++;
  } else if (entry->kind == SV_EVENT_MESSAGE || entry->kind == SV_EVENT_POLL) {
    CHECK_HAS(line, ",\"status\":null,");
  }
}

static void check_table(sv_client *client, const char *text, size_t length, int32_t lines) {
  size_t count = 5, offset = 0;
  const sv_line *table = sv_line_table(client, &count);
  CHECK_IS((long long)count, lines);
  CHECK((table == NULL) == (lines == 0) && sv_line_table(client, NULL) == table);
  for (size_t index = 0; index < count; index++) {
    char *line = strndup(text + offset, (size_t)table[index].length);
    CHECK(table[index].offset == offset && strchr(line, '\n') == line + table[index].length - 1);
    check_entry(&table[index], text, line);
    offset += (size_t)table[index].length;
    free(line);
  }
  CHECK(offset == length);
}

/* Counts lines that begin and end as records do. */
static int check_lines(const char *text, size_t length, int *ends) {
  int lines = 0;
  CHECK(text[length] == 0 && strlen(text) == length);
  for (const char *line = text; line < text + length; lines++) {
    const char *end = strchr(line, '\n');
    if (!CHECK(end != NULL)) break;
    CHECK(strncmp(line, "{\"v\":1,\"event\":\"", 16) == 0 && end[-1] == '}');
    char record[64];
    snprintf(record, sizeof record, "%.60s", line);
    if (strstr(record, "\"event\":\"terminal\"")) ends[0]++;
    line = end + 1;
  }
  return lines;
}

static void check_all(sv_client *client, const char *options) {
  sv_job *jobs[JOBS] = {0};
  int ends = 0, open = JOBS;
  for (int index = 0; index < JOBS; index++) {
    CHECK_IS(sv_start(&jobs[index], client, MODEL, FOX, options, (uint64_t)index + 1), SV_OK);
  }
  begin_one_check();
  while (open > 0) {
    const char *text = NULL;
    size_t length = 0;
    int32_t got = sv_poll_lines(&text, &length, client, -1);
    if (!CHECK(got >= 0)) break;
    CHECK_IS(check_lines(text, length, &ends), got);
    check_table(client, text, length, got);
    open = 0;
    for (int index = 0; index < JOBS; index++) open += sv_job_result(jobs[index]) == NULL;
    CHECK_IS(JOBS - open, ends);
  }
  end_one_check();
  for (int index = 0; index < JOBS; index++) {
    const char *record = sv_result_json(sv_job_result(jobs[index]), NULL);
    CHECK_IS(sv_result_status(sv_job_result(jobs[index])), SV_OK);
    char tag[16];
    snprintf(tag, sizeof tag, "\"tag\":%d", index + 1);
    CHECK_HAS(record, tag);
    sv_job_free(jobs[index]);
  }
}

static void check_nothing_due(sv_client *client) {
  const char *text = NULL;
  size_t length = 5;
  CHECK_IS(sv_poll_lines(&text, &length, client, -1), 0);
  CHECK(text != NULL && text[0] == 0 && length == 0);
  CHECK_IS(sv_poll_lines(&text, NULL, client, 0), 0);
  check_table(client, text, 0, 0);
}

/* Both ways of polling may be mixed; an event is dead once its records were asked for. */
static void check_mixed(sv_client *client) {
  sv_job *job = NULL;
  const sv_event *event = NULL;
  const char *text = NULL;
  CHECK_IS(sv_start_credits(&job, client, 1), SV_OK);
  CHECK_IS(sv_poll(&event, client, -1), 1);
  char first[256];
  snprintf(first, sizeof first, "%s", sv_event_json(event, NULL));
  CHECK_HAS(first, "\"mode\":\"credits\"");
  CHECK_IS(sv_poll_lines(&text, NULL, client, -1), 1);
  CHECK_IS(sv_event_kind(event), SV_ERR_HANDLE);
  CHECK(strncmp(text, sv_result_json(sv_job_result(job), NULL), strlen(text) - 1) == 0);
  sv_job_free(job);
}

int main(void) {
  begin();
  sv_client *client = client_of("PLAIN");
  check_nothing_due(client);
  check_all(client, NULL);
  check_nothing_due(client);
  check_mixed(client);
  sv_client_free(client);
  client = client_of("LOST");
  check_all(client, "{\"poll_interval_ms\":\"50\"}");
  sv_client_free(client);
  CHECK(with_status[SV_EVENT_MESSAGE] >= 2 * JOBS && with_status[SV_EVENT_POLL] >= JOBS);
  return finish();
}
