/* Bad input is refused before anything is sent, and the client says why. */
#define _XOPEN_SOURCE 700
#include "harness.h"

static const char *reason(sv_client *client, const char *endpoint, const char *payload) {
  sv_job *job = NULL;
  sv_result *result = NULL;
  CHECK_IS(sv_start(&job, client, endpoint, payload, NULL, 1), SV_ERR_ARGUMENT);
  CHECK_IS(sv_generate(&result, client, endpoint, payload, NULL, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK(job == NULL && result == NULL);
  return sv_client_message(client);
}

static void check_keys(sv_client *client) {
  static const char *const bad[] = {
      "", " ", "sk-with space", "sk-newline\n", "\nsk-newline", "sk-\r\nX-Evil: 1", "sk-with-\t",
      "sk-with-\x7f", "sk-with-\xc3\xa4", "sk-with-\xff", "sk-7777"};
  for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
    CHECK_IS(sv_client_set(client, "api_key", bad[index]), SV_ERR_ARGUMENT);
    CHECK_HAS(sv_client_message(client), "key");
    CHECK(strstr(sv_client_message(client), "sk-") == NULL);
  }
}

/* A missing or broken key of the environment is no trouble before the first job. */
static void check_key_of_environment(const char *key, const char *why) {
  char before[128];
  snprintf(before, sizeof before, "%s", getenv("SKILLS_VIDEO_API_KEY"));
  if (key) setenv("SKILLS_VIDEO_API_KEY", key, 1); else unsetenv("SKILLS_VIDEO_API_KEY");
  sv_client *client = client_of("PLAIN");
  sv_job *job = NULL;
  sv_result *result = NULL;
  CHECK_HAS(reason(client, MODEL, FOX), why);
  CHECK_IS(sv_attach(&job, client, "gen_1", NULL, 1), SV_ERR_ARGUMENT);
  CHECK_HAS(sv_client_message(client), why);
  CHECK_IS(sv_credits(&result, client), SV_ERR_ARGUMENT);
  CHECK_HAS(sv_client_message(client), why);
  CHECK_IS(sv_client_set(client, "api_key", before), SV_OK);
  CHECK_IS(sv_start_credits(&job, client, 1), SV_OK);
  sv_job_free(job);
  CHECK_IS(sv_client_set(client, "api_key", NULL), SV_OK);
  CHECK_HAS(reason(client, MODEL, FOX), why);
  sv_client_free(client);
  setenv("SKILLS_VIDEO_API_KEY", before, 1);
}

static void check_base_urls(sv_client *client) {
  static const char *const bad[] = {
      "", " ", "garbage", "open.skills.video", "http://example.com/api/v1", "http://127.0.0.1.example.com/",
      "ftp://127.0.0.1/", "file:///etc/passwd", "https://user:pass@open.skills.video/api/v1",
      "https://user@open.skills.video/", "https://open.skills.video/api/v1?x=1",
      "https://open.skills.video/#x",
      "https://", "https:///api", "https://a b/", "https://open.skills.video:99999/",
      "http://localhost.example.com/",
      "http://10.0.0.1/", "http://0.0.0.0/", "https://open.skills.video/api\r\nX-Evil: 1", "javascript:1",
      "http://[::2]/"};
  for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
    if (sv_client_set(client, "base_url", bad[index]) != SV_ERR_ARGUMENT)
      CHECK_TEXT(bad[index], "refused as base_url");
    CHECK_HAS(sv_client_message(client), "base_url");
    CHECK(strstr(sv_client_message(client), "pass") == NULL);
  }
  static const char *const good[] = {
      "https://open.skills.video/api/v1", "https://open.skills.video/api/", "http://localhost:1/",
      "http://127.9.9.9/api", "http://[::1]:80/api/v1", "HTTPS://Example.COM/x/y/"};
  for (size_t index = 0; index < sizeof good / sizeof *good; index++) {
    CHECK_IS(sv_client_set(client, "base_url", good[index]), SV_OK);
  }
  CHECK_IS(sv_client_set(client, "base_url", platform("PLAIN")), SV_OK);
}

static void check_bad_endpoints(sv_client *client) {
  static const char *const bad[] = {
      "", " ", "/", "//", "a//b", "a/b/c/d/e", "/google/nano-banana-2", "google/nano-banana-2/", "../credits",
      "a/../b", "a/./b", "/generation/", "/generation/sse/", "/v1/credits", "/v1/v1/generation/a",
      "/v2/generation/a",
      "https://evil.example/a", "//evil.example/generation/a", "a?x=1", "a#b", "a b", "a%2f..", "a\\b",
      "a\nb", "\xc3\xa4", "a\x7f", "a:b", "a@b"};
  for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
    CHECK_HAS(reason(client, bad[index], FOX), "endpoint");
  }
  CHECK_HAS(reason(client, NULL, FOX), "NULL");
}

static void check_bad_payloads(sv_client *client) {
  static const char *const bad[] = {
      "", " ", "null", "1", "\"text\"", "[]", "[{}]", "true", "{", "}", "{\"a\":1", "{\"a\"}", "{\"a\":}",
      "{a:1}",
      "{'a':1}", "{\"a\":1,}", "{\"a\":1}}", "{\"a\":1} x", "{} {}", "{\"a\":\"x}", "{\"a\":\"\\x\"}",
      "{\"a\":01}",
      "{\"a\":+1}", "{\"a\":.5}", "{\"a\":\"line\nend\"}", "{\"a\":\"\xff\"}", "{\"a\":\"\xc0\xaf\"}",
      "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":\"\xe2\x82\"}", "\xef\xbb\xbf", "\xef\xbb\xbf[]", "{\"a\":tru}",
      "/* no */{}"};
  for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
    const char *why = reason(client, MODEL, bad[index]);
    CHECK_HAS(why, "payload");
    CHECK_HAS(why, "Nothing was sent");
  }
  static const char *const placed[][2] = {
      {"{\"prompt\":\"a\\u0000\"}", "a NUL character in /prompt, at byte 12. Correct it."},
      {"{\"prompt\":\"\\ud83d\"}", "a lone surrogate in /prompt, at byte 11. Correct it."},
      {"{\"prompt\":\"\\uD83Dx\"}", "a lone surrogate in /prompt, at byte 11. Correct it."},
      {"{\"prompt\":\"\\ud83d\\ud83d\"}", "a lone surrogate in /prompt, at byte 11. Correct it."},
      {"{\"prompt\":\"\\ude00\\ude00\"}", "a lone surrogate in /prompt, at byte 11. Correct it."},
      {"{\"prompt\":\"\\ude00\\ud83d\"}", "a lone surrogate in /prompt, at byte 11. Correct it."},
      {"{\"a\":[1,{\"b/c\":\"\\\\\\u0000\"}]}", "a NUL character in /a/1/b~1c, at byte 18. Correct it."},
      {"{\"a\":{\"\\u0000\":1}}", "a NUL character in /a/"},
      {"{\"prompt\":\"ab\xff\"}", "a byte that is not UTF-8 in /prompt, at byte 13. Correct it."},
      {"{\"a\":[\"\xed\xa0\x80\"]}", "a byte that is not UTF-8 in /a/0, at byte 7. Correct it."},
      {"\xff", "a byte that is not UTF-8, at byte 0. Correct it."}};
  for (size_t index = 0; index < sizeof placed / sizeof *placed; index++) {
    CHECK_HAS(reason(client, MODEL, placed[index][0]), placed[index][1]);
    sv_result *result = NULL;
    CHECK_IS(sv_prepare(&result, client, MODEL, placed[index][0], NULL), SV_ERR_ARGUMENT);
    CHECK(result == NULL);
  }
  /* What only looks so is sent as it is. */
  static const char *const good[] = {"{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"\\\\u0000\"}",
                                     "{\"a\":\"\\\\\\\\ud83d\"}"};
  for (size_t index = 0; index < sizeof good / sizeof *good; index++) {
    sv_result *result = NULL;
    CHECK_IS(sv_prepare(&result, client, MODEL, good[index], NULL), SV_OK);
    sv_result_free(result);
  }
  CHECK_HAS(reason(client, MODEL, "{\"a\":NaN}"), "no NaN");
  CHECK_HAS(reason(client, MODEL, "{\"a\":[1,-Infinity]}"), "no Infinity");
  CHECK_HAS(reason(client, MODEL, "{\n\"a\":1,\n\"b\" 2}"), "line 3, column 5");
  CHECK_HAS(reason(client, MODEL, NULL), "NULL");
}

static void check_deep_nesting(sv_client *client, int depth) {
  size_t size = (size_t)depth * 2 + 16;
  char *text = calloc(1, size);
  strcpy(text, "{\"a\":");
  memset(text + 5, '[', (size_t)depth);
  memset(text + 5 + depth, ']', (size_t)depth);
  text[5 + depth * 2] = '}';
  CHECK_HAS(reason(client, MODEL, text), "payload");
  free(text);
}

static void check_ids(sv_client *client) {
  static char long_id[65538];
  memset(long_id, 'g', sizeof long_id - 1);
  const char *const bad[] = {"", "gen\n1", "gen\r\nX: 1", "gen\t", "gen\x01", "gen\x7f", long_id, NULL};
  for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
    sv_job *job = NULL;
    sv_result *result = NULL;
    CHECK_IS(sv_attach(&job, client, bad[index], NULL, 1), SV_ERR_ARGUMENT);
    CHECK_HAS(sv_client_message(client), "generation id");
    CHECK_IS(sv_wait(&result, client, bad[index], NULL, NULL, NULL), SV_ERR_ARGUMENT);
    CHECK_HAS(sv_client_message(client), "generation id");
    CHECK(job == NULL && result == NULL);
  }
}

/* Text that is not UTF-8 would name another file or generation than was meant, once it is repaired. */
static void check_ill_formed(sv_client *client) {
  static const char *const bad[] = {"\xff", "gen_\xc3", "a\xed\xa0\x80", "\xc0\xaf", "x\xf4\x90\x80\x80"};
  sv_result *result = NULL;
  char text[64];
  for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
    CHECK_HAS(reason(client, bad[index], FOX), "UTF-8");
    CHECK_IS(sv_wait(&result, client, bad[index], NULL, NULL, NULL), SV_ERR_ARGUMENT);
    CHECK_HAS(sv_client_message(client), "the generation id is not UTF-8");
    snprintf(text, sizeof text, "https://127.0.0.1:1/%s", bad[index]);
    CHECK_IS(sv_download(&result, client, text, "x", NULL, NULL, NULL), SV_ERR_ARGUMENT);
    CHECK_HAS(sv_client_message(client), "the URL is not UTF-8");
    CHECK_IS(sv_download(&result, client, "https://127.0.0.1:1/x", bad[index], NULL, NULL, NULL),
             SV_ERR_ARGUMENT);
    CHECK_HAS(sv_client_message(client), "the path is not UTF-8");
    snprintf(text, sizeof text, "{\"idempotency_key\":\"%s\"}", bad[index]);
    CHECK_IS(sv_generate(&result, client, MODEL, FOX, text, NULL, NULL), SV_ERR_ARGUMENT);
    CHECK_HAS(sv_client_message(client), "UTF-8");
    snprintf(text, sizeof text, "https://%s.example/", bad[index]);
    CHECK_IS(sv_client_set(client, "base_url", text), SV_ERR_ARGUMENT);
    CHECK_HAS(sv_client_message(client), "base_url");
    CHECK_IS(sv_client_set(client, "ca_file", bad[index]), SV_ERR_ARGUMENT);
    CHECK_IS(sv_client_set(client, bad[index], "1"), SV_ERR_ARGUMENT);
    CHECK(result == NULL);
  }
}

/* What is good goes through: the endpoint in each notation, and payloads that only look odd. */
static void check_good(sv_client *client) {
  static const char *const endpoints[] = {
      MODEL, "/generation/" MODEL, "/generation/sse/" MODEL, "/v1/generation/" MODEL,
      "/v1/generation/sse/" MODEL};
  static const char *const payloads[] = {
      "\xef\xbb\xbf{\"prompt\":\"a fox\"}", " \r\n\t{\"prompt\":\"a fox\"}\n",
      "{\"prompt\":\"\\ud83d\\ude00 \xf0\x9f\xa6\x8a\"}"};
  sv_result *result = NULL;
  for (size_t index = 0; index < sizeof endpoints / sizeof *endpoints; index++) {
    CHECK_IS(sv_generate(&result, client, endpoints[index], FOX, "{\"poll_interval_ms\":20}", NULL, NULL),
             SV_OK);
    sv_result_free(result);
  }
  for (size_t index = 0; index < sizeof payloads / sizeof *payloads; index++) {
    CHECK_IS(sv_generate(&result, client, MODEL, payloads[index], NULL, NULL, NULL), SV_OK);
    sv_result_free(result);
  }
  CHECK_TEXT(sv_client_message(client), "");
}

int main(void) {
  begin();
  sv_client *client = client_of("PLAIN");
  check_keys(client);
  check_key_of_environment(NULL, "SKILLS_VIDEO_API_KEY");
  check_key_of_environment(NULL, "https://skills.video/dashboard/developer");
  check_key_of_environment("", "SKILLS_VIDEO_API_KEY");
  check_key_of_environment("sk-with-\xc3\xa4", "not printable ASCII");
  check_key_of_environment("sk-with-a\nb", "a line end");
  check_base_urls(client);
  check_bad_endpoints(client);
  check_bad_payloads(client);
  check_deep_nesting(client, 300);
  check_deep_nesting(client, 100000);
  check_ids(client);
  check_ill_formed(client);
  const sv_event *event = NULL;
  CHECK_IS(sv_poll(&event, client, -1), 0);
  CHECK_IS(requests_seen("PLAIN"), 0);
  check_good(client);
  CHECK_IS(log_number("PLAIN", "creations\":{\"total"), 8);
  sv_client_free(client);
  return finish();
}
