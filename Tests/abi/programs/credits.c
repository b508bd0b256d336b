/* sv_credits: the balance, and what an answer that is none means. */
#include "harness.h"

static void check_balance(void) {
  sv_client *client = client_of("PLAIN");
  sv_result *result = NULL;
  CHECK_IS(sv_credits(&result, client), SV_OK);
  CHECK_IS(sv_result_status(result), SV_OK);
  CHECK_IS(sv_result_http_status(result), 200);
  CHECK_HAS(sv_result_json(result, NULL), "\"event\":\"credits\"");
  CHECK_HAS(sv_result_json(result, NULL), "\"response\":{");
  CHECK_HAS(sv_result_json(result, NULL), "100000");
  CHECK_TEXT(sv_result_message(result), "");
  CHECK(sv_result_generation_id(result) == NULL);
  CHECK_IS(sv_result_output_count(result), 0);
  sv_result_free(result);
  CHECK_IS(sv_generate(&result, client, MODEL, FOX, NULL, NULL, NULL), SV_OK);
  sv_result_free(result);
  CHECK_IS(sv_credits(&result, client), SV_OK);
  CHECK_HAS(sv_result_json(result, NULL), "99990");
  sv_result_free(result);
  sv_client_free(client);
}

static void check_wrong_key(void) {
  sv_client *client = client_of("PLAIN");
  sv_result *result = NULL;
  CHECK_IS(sv_client_set(client, "api_key", "sk-of-nobody"), SV_OK);
  CHECK_IS(sv_credits(&result, client), SV_ERR_AUTH);
  CHECK_IS(sv_result_http_status(result), 401);
  CHECK(strstr(sv_result_json(result, NULL), "sk-of-nobody") == NULL);
  CHECK(strstr(sv_result_message(result), "sk-of-nobody") == NULL);
  CHECK_IS(sv_result_retry_after_ms(result), -1);
  sv_result_free(result);
  sv_client_free(client);
}

static void check_answer(const char *name, int32_t status, long retry_after) {
  sv_client *client = client_of(name);
  sv_result *result = NULL;
  CHECK_IS(sv_client_set(client, "poll_timeout_ms", "300"), SV_OK);
  CHECK_IS(sv_credits(&result, client), status);
  CHECK_IS(sv_result_category(result), status);
  CHECK_IS(sv_result_retry_after_ms(result), retry_after);
  CHECK(sv_result_message(result)[0] != 0);
  CHECK_HAS(sv_result_json(result, NULL), "\"event\":\"error\"");
  CHECK_HAS(sv_result_json(result, NULL), retry_after < 0 ? "\"retryable\":false" : "\"retryable\":true");
  CHECK_HAS(sv_result_json(result, NULL), "\"charge_state\":\"not_sent\"");
  sv_result_free(result);
  sv_client_free(client);
}

static void check_started(void) {
  sv_client *client = client_of("PLAIN");
  sv_job *job = NULL;
  CHECK_IS(sv_start_credits(&job, client, 12), SV_OK);
  CHECK_IS(poll_until_end(client, job), 1);
  CHECK_HAS(sv_result_json(sv_job_result(job), NULL), "\"tag\":12");
  CHECK(sv_job_generation_id(job) == NULL);
  sv_job_free(job);
  sv_client_free(client);
}

/* platform LIMITED: --fault status=429 --fault retry-after=7
 * platform DOWN: --fault status=503
 * platform CLOSED: --fault close
 * platform STALLED: --fault stall */
int main(void) {
  begin();
  check_balance();
  check_wrong_key();
  check_answer("LIMITED", SV_ERR_RATE_LIMITED, 7000);
  check_answer("DOWN", SV_ERR_TRANSIENT, 0);
  check_answer("CLOSED", SV_ERR_TRANSPORT, 0);
  check_answer("STALLED", SV_ERR_TIMEOUT, 0);
  check_started();
  return finish();
}
