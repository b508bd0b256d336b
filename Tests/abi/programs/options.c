/* Options: what is refused changes nothing and is explained; NULL restores the default; a job's options are
 * its own. */
#include "harness.h"

static void check_refused(sv_client *client, const char *name, const char *value, const char *why) {
  CHECK_IS(sv_client_set(client, name, value), SV_ERR_ARGUMENT);
  CHECK_HAS(sv_client_message(client), why);
}

static void check_client_options(sv_client *client) {
  check_refused(client, NULL, "1", "NULL");
  check_refused(client, "", "1", "no option");
  check_refused(client, "no_such_option", "1", "no_such_option");
  check_refused(client, "TRACE", "1", "no option");
  static const char *const bad[] = {
      "", " ", "x", "1x", "-1", "1.5", "1e3", "0x10", "99999999999999999999", "31536000001"};
  for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
    check_refused(client, "total_timeout_ms", bad[index], "total_timeout_ms must be a whole number");
  }
  check_refused(client, "connect_timeout_ms", "0", "from 1");
  check_refused(client, "create_tries_max", "101", "to 100");
  check_refused(client, "event_bytes_max", "1023", "from 1024");
  check_refused(client, "trace", "2", "from 0 to 1");
  check_refused(client, "trace", "true", "whole number");
  check_refused(client, "user_agent", "two\r\nlines", "printable ASCII");
  char longest[257];
  memset(longest, 'x', 256);
  longest[256] = 0;
  check_refused(client, "user_agent", longest, "at most 255 bytes");
  longest[255] = 0;
  CHECK_IS(sv_client_set(client, "user_agent", longest), SV_OK);
  check_refused(client, "user_agent", "\xc3\xa4", "printable ASCII");
  check_refused(client, "idempotency_key", "mine", "one job");
  check_refused(client, "expected_type", "image/png", "one job");
  CHECK_IS(sv_client_set(client, "total_timeout_ms", "0"), SV_OK);
  CHECK_TEXT(sv_client_message(client), "");
  CHECK_IS(sv_client_set(client, "user_agent", "tests/1.0 (abi)"), SV_OK);
}

/* Starts a job with one option and drops it; never at the platform itself, whatever base_url was. */
static int32_t set_for_job(sv_client *client, const char *name, const char *value) {
  char json[400];
  sv_job *job = NULL;
  snprintf(json, sizeof json, "{\"%s\":\"%s\"}", name, value);
  CHECK_IS(sv_client_set(client, "base_url", platform("PLAIN")), SV_OK);
  int32_t status = sv_attach(&job, client, "gen_1", json, 1);
  sv_job_free(job);
  return status;
}

/* A number takes its least and its most, and neither less nor more. */
static void check_range(sv_client *client, uint32_t index) {
  const char *name = sv_option_name(index);
  int64_t least = -1, most = -1;
  char text[32];
  if (sv_option_range(index, &least, &most) == 0) return;
  for (int is_most = 0; is_most < 2; is_most++) {
    int64_t bound = is_most ? most : least;
    snprintf(text, sizeof text, "%lld", (long long)bound);
    CHECK_IS(sv_client_set(client, name, text), SV_OK);
    CHECK_IS(set_for_job(client, name, text), SV_OK);
    if (bound == INT64_MAX) continue;
    snprintf(text, sizeof text, "%lld", (long long)(is_most ? bound + 1 : bound - 1));
    check_refused(client, name, text, name);
    CHECK_IS(set_for_job(client, name, text), SV_ERR_ARGUMENT);
  }
}

/* Every option takes its own default, and NULL, where its scope says. */
static void check_every_option(sv_client *client) {
  uint32_t count = 0;
  for (const char *name; (name = sv_option_name(count)) != NULL; count++) {
    const char *scope = sv_option_scope(count), *fallback = sv_option_default(count);
    int32_t of_client = strcmp(scope, "job") == 0 ? SV_ERR_ARGUMENT : SV_OK;
    int32_t of_job = strcmp(scope, "client") == 0 ? SV_ERR_ARGUMENT : SV_OK;
    CHECK_IS(sv_client_set(client, name, NULL), of_client);
    if (fallback[0] != 0) CHECK_IS(sv_client_set(client, name, fallback), of_client);
    CHECK_IS(set_for_job(client, name, fallback), of_job);
    check_range(client, count);
    CHECK_IS(sv_client_set(client, name, NULL), of_client);
  }
  CHECK(count > 30);
}

static void check_job_options(sv_client *client) {
  static const struct { const char *json, *why; } bad[] = {
      {"", "not JSON"},
      {"{", "not JSON"},
      {"{\"trace\":1", "not JSON"},
      {"{\"trace\":1}}", "not JSON"},
      {"[]", "not a JSON object"},
      {"[{\"trace\":1}]", "not a JSON object"},
      {"null", "not a JSON object"},
      {"\"trace\"", "not a JSON object"},
      {"{\"trace\":{}}", "trace must be"},
      {"{\"trace\":[1]}", "trace must be"},
      {"{\"trace\":null}", "trace must be"},
      {"{\"trace\":2}", "from 0 to 1"},
      {"{\"total_timeout_ms\":1.5}", "whole number"},
      {"{\"total_timeout_ms\":-1}", "whole number"},
      {"{\"total_timeout_ms\":99999999999999999999}", "whole number"},
      {"{\"no_such_option\":1}", "no option no_such_option"},
      {"{\"api_key\":\"k\"}", "belongs to the client"},
      {"{\"base_url\":\"https://127.0.0.1/\"}", "belongs to the client"},
      {"{\"proxy\":\"\"}", "belongs to the client"},
      {"{\"idempotency_key\":\"a\\nb\"}", "printable ASCII"},
      {"{\"trace\":1,\"create_tries_max\":0}", "create_tries_max"},
  };
  for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
    sv_job *job = NULL;
    sv_result *result = NULL;
    CHECK_IS(sv_start(&job, client, MODEL, FOX, bad[index].json, 1), SV_ERR_ARGUMENT);
    CHECK_HAS(sv_client_message(client), bad[index].why);
    CHECK_IS(sv_attach(&job, client, "gen_1", bad[index].json, 1), SV_ERR_ARGUMENT);
    CHECK_IS(sv_download(&result, client, "https://127.0.0.1/x", "x", bad[index].json, NULL, NULL),
             SV_ERR_ARGUMENT);
    CHECK_IS(sv_wait(&result, client, "gen_1", bad[index].json, NULL, NULL), SV_ERR_ARGUMENT);
    CHECK_IS(sv_generate(&result, client, MODEL, FOX, bad[index].json, NULL, NULL), SV_ERR_ARGUMENT);
    CHECK_HAS(sv_client_message(client), bad[index].why);
    CHECK(job == NULL && result == NULL);
  }
  CHECK_IS(requests_seen("PLAIN"), 0);
}

struct traces {
  int count, keys;
};

static void on_event(const sv_event *event, void *context) {
  struct traces *traces = context;
  if (sv_event_kind(event) == SV_EVENT_TRACE) traces->count++;
  if (strstr(sv_event_json(event, NULL), "sk-simulator")) traces->keys++;
}

/* An option of one job is not the next one's; a client's option is, until NULL takes it back. */
static void check_scope(sv_client *client) {
  static const struct { const char *set, *options; int is_traced; } cases[] = {
      {NULL, NULL, 0},         {NULL, "{\"trace\":true}", 1}, {NULL, "{\"trace\":\"1\"}", 1}, {NULL, "{}", 0},
      {"1", NULL, 1},          {"1", "{\"trace\":false}", 0}, {NULL, NULL, 0},
  };
  for (size_t index = 0; index < sizeof cases / sizeof *cases; index++) {
    struct traces traces = {0};
    sv_result *result = NULL;
    CHECK_IS(sv_client_set(client, "trace", cases[index].set), SV_OK);
    CHECK_IS(sv_generate(&result, client, MODEL, FOX, cases[index].options, on_event, &traces), SV_OK);
    CHECK((traces.count > 0) == cases[index].is_traced);
    CHECK_IS(traces.keys, 0);
    sv_result_free(result);
  }
}

static void check_idempotency_key(sv_client *client) {
  sv_result *result = NULL;
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, "{\"idempotency_key\":\"of-the-test\"}", NULL, NULL),
           SV_OK);
  CHECK_HAS(sv_result_json(result, NULL), "\"idempotency_key\":\"of-the-test\"");
  sv_result_free(result);
  CHECK_IS(log_number("PLAIN", "of-the-test"), 1);
  /* The last of duplicate keys counts. */
  const char *twice = "{\"total_timeout_ms\":1,\"total_timeout_ms\":60000}";
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, twice, NULL, NULL), SV_OK);
  sv_result_free(result);
}

int main(void) {
  begin();
  sv_client *client = client_of("PLAIN");
  check_client_options(client);
  check_every_option(client);
  check_job_options(client);
  check_scope(client);
  check_idempotency_key(client);
  sv_client_free(client);
  return finish();
}
