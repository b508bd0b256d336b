/* The key goes over https, and in clear to this machine alone: what only looks like a loopback address is
 * refused. */
#include "harness.h"

static const char *const accepted[] = {
    "https://open.skills.video/api/v1", "https://open.skills.video", "https://open.skills.video:8443/api/v1/",
    "HTTPS://OPEN.SKILLS.VIDEO/api/v1", "https://[2001:db8::1]/api/v1", "https://10.0.0.1/api/v1",
    "http://127.0.0.1/api/v1", "http://127.0.0.1:8080/api/v1", "http://127.255.255.254/api/v1",
    "http://127.1/api/v1",
    "http://localhost/api/v1", "http://LocalHost:8080/api/v1", "http://[::1]:8080/api/v1",
    "HTTP://127.0.0.1/api/v1",
};

/* In clear to a host that is, or may be, elsewhere. */
static const char *const in_clear[] = {
    "http://open.skills.video/api/v1", "http://127.a.evil.example/api/v1",
    "http://127.0.0.1.evil.example/api/v1",
    "http://127.0.0.evil/api/v1", "http://127.evil.example/api/v1", "http://127.0.0.1.1/api/v1",
    "http://127.0.0.256.1/", "http://127.x.y.z/api/v1", "http://127.-1.0.1/api/v1", "http://127..0.1/api/v1",
    "http://a127.0.0.1/api/v1",
    "http://localhost.evil.example/api/v1", "http://evil.localhost.example/api/v1",
    "http://localhost./api/v1",
    "http://xlocalhost/api/v1", "http://128.0.0.1/api/v1", "http://10.0.0.1/api/v1", "http://0.0.0.0/api/v1",
    "http://0/api/v1", "http://[::2]/api/v1", "http://[::]/api/v1", "http://[::ffff:10.0.0.1]/api/v1",
    "http://evil.example/127.0.0.1", "http://evil.example:80/localhost/api/v1", "open.skills.video/api/v1",
    "//open.skills.video/api/v1", "ftp://127.0.0.1/api/v1", "file:///etc/passwd", "ws://127.0.0.1/api/v1",
};

/* Where the key would go is not plain, or it would be told to others. */
static const char *const unclear[] = {
    "https://user@open.skills.video/api/v1", "https://user:password@open.skills.video/api/v1", "",
    "http://127.0.0.1@evil.example/api/v1", "http://localhost:80@evil.example/api/v1",
    "https:///open.skills.video/api/v1",
    "https://open.skills.video/api/v1?to=evil", "https://open.skills.video/api/v1#evil", "https://",
    "https://:443/api/v1", "http://127.0.0.1:99999/api/v1", "https://open.skills.video:port/api/v1",
    "https://open skills.video/api/v1",
    "http://evil.example\\@127.0.0.1/api/v1", "http://[::1].evil.example/api/v1", "http://[::1/api/v1",
    "https://%00/api/v1",
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void check_refused(sv_client *client, const char *const *list, size_t count) {
  for (size_t index = 0; index < count; index++) {
    int32_t status = sv_client_set(client, "base_url", list[index]);
    if (!checked_number(status, SV_ERR_ARGUMENT, list[index], __LINE__)) continue;
    CHECK_HAS(sv_client_message(client), "base_url");
  }
}

/* What the environment names is looked at when a job starts. */
static void check_environment(void) {
  for (size_t index = 0; index < COUNT(in_clear); index++) {
    sv_client *client = NULL;
    sv_result *result = NULL;
    CHECK(setenv("SKILLS_VIDEO_BASE_URL", in_clear[index], 1) == 0);
    CHECK_IS(sv_client_create(&client), SV_OK);
    checked_number(sv_credits(&result, client), SV_ERR_ARGUMENT, in_clear[index], __LINE__);
    CHECK_HAS(sv_client_message(client), "SKILLS_VIDEO_BASE_URL");
    CHECK(result == NULL);
    sv_client_free(client);
  }
  CHECK(unsetenv("SKILLS_VIDEO_BASE_URL") == 0);
}

/* The files of a platform on loopback may come from there in clear, and from nowhere else. */
static void check_downloads(sv_client *client) {
  for (size_t index = 0; index < COUNT(in_clear); index++) {
    sv_result *result = NULL;
    checked_number(
        sv_download(&result, client, in_clear[index], "x", NULL, NULL, NULL), SV_ERR_ARGUMENT,
        in_clear[index], __LINE__);
    sv_result_free(result);
  }
}

int main(void) {
  begin();
  sv_client *client = client_of("PLAIN");
  sv_result *result = NULL;
  check_refused(client, in_clear, COUNT(in_clear));
  check_refused(client, unclear, COUNT(unclear));
  check_downloads(client);
  /* What was refused changed nothing. */
  CHECK_IS(sv_credits(&result, client), SV_OK);
  CHECK_IS(requests_seen("PLAIN"), 1);
  sv_result_free(result);
  for (size_t index = 0; index < COUNT(accepted); index++) {
    checked_number(sv_client_set(client, "base_url", accepted[index]), SV_OK, accepted[index], __LINE__);
  }
  sv_client_free(client);
  check_environment();
  return finish();
}
