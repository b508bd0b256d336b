/* C++: the calls of skillsvideo.hpp, with what they return and what they throw.
 * platform POOR: --fault status=402
 * platform BUSY: --fault status=429 --fault retry-after=7 */
#include <skillsvideo.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

static const char speech[] = "qwen/qwen-3-tts/text-to-speech/1.7b";
static const char model[] = "google/nano-banana-2", fox[] = R"({"prompt":"a red fox"})";
static const char document[] =
    R"({"openapi":"3.1.0","paths":{"/generation/a/b":{"post":{"requestBody":{"content":{"application/json":
    {"schema":{"type":"object","required":["prompt"],"properties":{"prompt":{"type":"string"}}}}}}}}}})";
static int passed, failed;

static void check(bool good, const std::string &name, const std::string &detail = "") {
  ++(good ? passed : failed);
  if (!good) std::cout << "FAILED " << name << ": " << detail << std::endl;
}

static bool has(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

static skillsvideo::client client_of(const std::string &name) {
  skillsvideo::client client;
  client.set("base_url", std::getenv((name + "_URL").c_str()));
  return client;
}

/* What a call throws; status 0 if it throws nothing. */
template <typename Call>
static skillsvideo::error thrown(Call call) {
  try {
    call();
  } catch (const skillsvideo::error &error) {
    return error;
  }
  return skillsvideo::error(SV_OK, "nothing was thrown");
}

static void versions() {
  check(skillsvideo::version_number() == SV_VERSION_NUMBER, "version_number");
  check(has(skillsvideo::version_string(), "libcurl/"), "version_string", skillsvideo::version_string());
  check(skillsvideo::status_name(SV_ERR_CREDITS) == "insufficient_credits", "status_name");
}

static void settings(skillsvideo::client &client) {
  client.set("total_timeout_ms", "1").reset("total_timeout_ms");
  check(bool(client.generate(model, fox)), "a time-out that was reset");
  client.add_bytes("in", std::string("a\0b", 3), "in.png", "image/png").remove_input("in");
  skillsvideo::error error = thrown([&] { client.remove_input("in"); });
  check(error.status() == SV_ERR_ARGUMENT && has(error.what(), "no input in"), "remove_input", error.what());
  check(thrown([&] { client.reset("nothing"); }).status() == SV_ERR_ARGUMENT, "reset of an unknown option");
}

static void prepared(skillsvideo::client &client) {
  skillsvideo::result prepared = client.prepare(model, fox);
  check(bool(prepared) && has(prepared.json(), "\"event\":\"prepared\""), "prepare", prepared.json());
  client.set("openapi_json", document);
  skillsvideo::result wrong = client.prepare("/generation/a/b", R"({"prompt":7})");
  check(!wrong && wrong.status() == SV_ERR_VALIDATION && !wrong.json().empty(), "prepare of a wrong payload");
  check(thrown([&] { client.prepare("/generation/a/b", "7"); }).status() == SV_ERR_ARGUMENT,
        "prepare of no object");
  client.reset("openapi_json");
}

/* Takes events until a job has ended; the result is read from the last event. */
static int32_t followed(skillsvideo::client &client, const skillsvideo::job &job) {
  for (;;) {
    skillsvideo::event event = client.poll(-1);
    if (!event || event.kind() != SV_EVENT_END) continue;
    check(event.result().get() == job.result().get(), "the result of the last event");
    return event.result().status();
  }
}

static void jobs(skillsvideo::client &client) {
  check(client.fd() > 2, "fd");
  skillsvideo::job credits = client.start_credits(3);
  check(followed(client, credits) == SV_OK && has(credits.result().json(), "\"balance\":"), "start_credits");
  /* Speech, because the simulator takes seconds for a picture. */
  std::string url = client.generate(speech, R"({"text":"a red fox"})").output_url(0);
  skillsvideo::job download = client.start_download(url, "out.wav", 4);
  check(followed(client, download) == SV_OK, "start_download", download.result().message());
  struct stat about;
  check(stat("out.wav", &about) == 0 && about.st_size > 0, "the file of a download");
  skillsvideo::job started = client.start(model, fox, 5);
  std::string lines;
  while (!started.result().get()) lines += client.poll_lines(-1);
  check(has(lines, "\"event\":\"accepted\"") && has(lines, "\"tag\":5") && lines.back() == '\n', "poll_lines",
        lines);
  const size_t count = static_cast<size_t>(std::count(lines.begin(), lines.end(), '\n'));
  check(count > 3 && client.poll_lines(0).empty(), "the number of lines");
}

static void cancels() {
  skillsvideo::client client = client_of("ENDLESS");
  skillsvideo::job job = client.start(model, fox);
  client.wakeup();
  for (skillsvideo::event event = client.poll(-1); !event || event.kind() != SV_EVENT_END;
       event = client.poll(-1)) {
    if (!event) continue;
    check(!event.result().get(), "no result before the end");
    if (event.kind() == SV_EVENT_ACCEPTED) event.cancel_gracefully();
  }
  check(job.result().status() == SV_ERR_STOPPED && !job.generation_id().empty(), "cancel_gracefully",
        job.result().message());
}

static void errors() {
  skillsvideo::client poor = client_of("POOR"), busy = client_of("BUSY");
  busy.set("retry_after_max_ms", "1000");
  skillsvideo::error error = thrown([&] { poor.generate(model, fox); });
  check(error.status() == SV_ERR_CREDITS && error.category() == SV_ERR_CREDITS, "status and category");
  check(error.http_status() == 402 && error.retry_after_ms() == -1, "HTTP status");
  check(error.generation_id().empty() && error.name() == std::string("insufficient_credits"), "name");
  error = thrown([&] { busy.generate(model, fox); });
  check(error.status() == SV_ERR_RATE_LIMITED && error.retry_after_ms() == 7000, "retry_after_ms");
  error = thrown([&] { poor.generate(model, "7"); });
  check(error.status() == SV_ERR_ARGUMENT && error.http_status() == 0, "nothing was started");
  check(thrown([] { skillsvideo::classify_error(1000, ""); }).status() == SV_ERR_ARGUMENT, "classify_error");
}

static void documents() {
  check(has(skillsvideo::inspect(document).json(), "\"event\":\"endpoints\""), "inspect without a query");
  skillsvideo::result one = skillsvideo::inspect(document, R"({"endpoint":"/generation/a/b"})");
  check(has(one.json(), "\"event\":\"inspected\""), "inspect with a query", one.json());
  skillsvideo::error error = thrown([] { skillsvideo::inspect("{"); });
  check(error.status() == SV_ERR_ARGUMENT && has(error.what(), "line 1"), "inspect", error.what());
}

int main() {
  alarm(60);
  skillsvideo::client client = client_of("PLAIN");
  versions();
  settings(client);
  prepared(client);
  jobs(client);
  cancels();
  errors();
  documents();
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed != 0;
}
