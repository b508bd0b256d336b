/* Files and memory that the host names, and webhooks, from C. */
#include "harness.h"

#define ID "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define TIME "1614265330"
#define NOW 1614265330
#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define BODY "{\"test\": 2432232314}"
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define FAILED                                                                                          \
  "{\"type\":\"task.failed\",\"prediction\":{\"id\":\"g\",\"code\":\"IMAGE_GENERATION_CONTENT_REJECTED\"}}"
#define NAMED "{\"prompt\":\"a red fox\",\"image_urls\":[{\"$input\":\"one\"},{\"$input\":\"two\"}]}"

static void put(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  if (!CHECK(file != NULL)) return;
  fputs(text, file);
  fclose(file);
}

static void check_inputs(void) {
  sv_client *client = client_of("PLAIN");
  sv_result *result = NULL;
  put("two.png", "\x89PNG\r\n\x1a\n and more");
  CHECK_IS(sv_client_add_bytes(client, "one", "\xff\xd8\xff\0x", 5, NULL, NULL), SV_OK);
  CHECK_IS(sv_generate(&result, client, MODEL, NAMED, NULL, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK_HAS(sv_client_message(client), "no input two");
  CHECK_IS(sv_client_add_file(client, "two", "two.png", NULL, NULL), SV_OK);
  CHECK_IS(sv_generate(&result, client, MODEL, NAMED, NULL, NULL, NULL), SV_OK);
  sv_result_free(result);
  char *log = platform_log("PLAIN");
  CHECK_HAS(log, "\"file_name\":\"file.jpg\"");
  CHECK_HAS(log, "\"file_name\":\"two.png\"");
  free(log);
  CHECK_IS(sv_client_remove_input(client, "one"), SV_OK);
  CHECK_IS(sv_client_remove_input(client, "one"), SV_ERR_ARGUMENT);
  CHECK_IS(sv_generate(&result, client, MODEL, NAMED, NULL, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK(remove("two.png") == 0);
  CHECK_IS(sv_client_add_bytes(client, "one", "x", 1, NULL, NULL), SV_OK);
  CHECK_IS(sv_generate(&result, client, MODEL, NAMED, NULL, NULL, NULL), SV_ERR_FILE);
  CHECK(result == NULL);
  sv_client_free(client);
}

static void check_bad_calls(void) {
  sv_client *client = client_of("PLAIN");
  CHECK_IS(sv_client_add_bytes(NULL, "x", "y", 1, NULL, NULL), SV_ERR_HANDLE);
  CHECK_IS(sv_client_add_file(NULL, "x", "y", NULL, NULL), SV_ERR_HANDLE);
  CHECK_IS(sv_client_remove_input(NULL, "x"), SV_ERR_HANDLE);
  CHECK_IS(sv_client_add_bytes(client, NULL, "y", 1, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_client_add_bytes(client, "x", NULL, 1, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_client_add_bytes(client, "x", "y", 0, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_client_add_bytes(client, "x", "y", (size_t)-1, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_client_add_file(client, "x", NULL, NULL, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_client_add_file(client, "x", "", NULL, NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_client_add_file(client, "x", "y", "\xff", NULL), SV_ERR_ARGUMENT);
  CHECK_IS(sv_client_remove_input(client, NULL), SV_ERR_ARGUMENT);
  sv_client_free(client);
}

static void check_freed_while_sent(void) {
  sv_client *client = client_of("ENDLESS");
  sv_job *job = NULL;
  const sv_event *event = NULL;
  static char large[1 << 20];
  CHECK_IS(sv_client_add_bytes(client, "one", large, sizeof large, "large.bin", NULL), SV_OK);
  CHECK_IS(sv_client_add_bytes(client, "two", "x", 1, NULL, "image/png"), SV_OK);
  CHECK_IS(sv_start(&job, client, MODEL, NAMED, NULL, 1), SV_OK);
  CHECK_IS(sv_client_remove_input(client, "one"), SV_OK);
  CHECK_IS(sv_poll(&event, client, -1), 1);
  sv_job_free(job);
  CHECK_IS(sv_start(&job, client, MODEL, "{\"prompt\":\"x\",\"image_urls\":[{\"$input\":\"two\"}]}", NULL, 1),
           SV_OK);
  sv_client_free(client);
  CHECK_IS(sv_result_status(sv_job_result(job)), SV_ERR_STOPPED);
  sv_job_free(job);
}

static void check_webhooks(void) {
  sv_result *result = NULL;
  CHECK_IS(sv_webhook_verify(&result, ID, TIME, SIGNATURE, BODY, strlen(BODY), SECRET, NOW, 300), SV_OK);
  CHECK_HAS(sv_result_json(result, NULL), "\"event\":\"webhook_verified\"");
  CHECK(sv_result_charge(result) == NULL && sv_result_code(result) == NULL);
  CHECK_TEXT(sv_result_remedy(result), "");
  sv_result_free(result);
  CHECK_IS(sv_webhook_verify(NULL, ID, TIME, SIGNATURE, BODY, strlen(BODY), SECRET, NOW + 301, -1),
           SV_ERR_SIGNATURE);
  CHECK_IS(sv_webhook_verify(&result, ID, TIME, SIGNATURE, NULL, 0, SECRET, NOW, 300), SV_ERR_SIGNATURE);
  CHECK_HAS(sv_result_message(result), "no signature matches");
  CHECK_HAS(sv_result_message(result), sv_result_remedy(result));
  CHECK_HAS(sv_result_remedy(result), "Answer it with 400");
  CHECK(sv_result_charge(result) == NULL);
  sv_result_free(result);
  CHECK_IS(sv_webhook_verify(&result, NULL, NULL, NULL, NULL, 0, NULL, NOW, 300), SV_ERR_ARGUMENT);
  sv_result_free(result);
  CHECK_IS(sv_webhook_verify(NULL, ID, TIME, SIGNATURE, BODY, (size_t)-1, SECRET, NOW, 300), SV_ERR_ARGUMENT);
  CHECK_IS(sv_webhook_parse(&result, "{\"type\":\"task.canceled\",\"prediction\":{\"id\":\"g\"}}", 48),
           SV_OK);
  CHECK_IS(sv_result_category(result), SV_ERR_JOB_CANCELED);
  CHECK_TEXT(sv_result_generation_id(result), "g");
  CHECK_TEXT(sv_result_charge(result), "accepted");
  CHECK_HAS(sv_result_remedy(result), "new generation");
  CHECK(sv_result_code(result) == NULL);
  sv_result_free(result);
  CHECK_IS(sv_webhook_parse(&result, FAILED, strlen(FAILED)), SV_OK);
  CHECK_TEXT(sv_result_code(result), "IMAGE_GENERATION_CONTENT_REJECTED");
  CHECK_TEXT(sv_result_charge(result), "accepted");
  CHECK_HAS(sv_result_json(result, NULL), sv_result_remedy(result));
  sv_result_free(result);
  CHECK_IS(sv_webhook_parse(&result, "{\"type\":\"task.completed\"}", 25), SV_OK);
  CHECK(sv_result_charge(result) == NULL);
  CHECK_TEXT(sv_result_remedy(result), "");
  sv_result_free(result);
  CHECK_IS(sv_webhook_parse(NULL, "{}", 2), SV_ERR_ARGUMENT);
  CHECK_IS(sv_webhook_parse(&result, NULL, 0), SV_ERR_PROTOCOL);
  sv_result_free(result);
  CHECK_IS(sv_webhook_moves("succeeded", "running"), 0);
  CHECK_IS(sv_webhook_moves(NULL, "running"), 1);
}

int main(void) {
  begin();
  check_inputs();
  check_bad_calls();
  check_freed_while_sent();
  check_webhooks();
  return finish();
}
