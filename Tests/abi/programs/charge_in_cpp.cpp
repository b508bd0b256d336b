/* C++: results and errors have the charge, the platform's code and the next step.
 * platform POOR: --fault status=402
 * platform LOST: --fault reset-headers */
#include <skillsvideo.hpp>

#include <unistd.h>

#include <cstdlib>
#include <iostream>

static int passed, failed;

static void check(const std::string &got, const std::string &want, const std::string &name) {
  ++(got == want ? passed : failed);
  if (got != want) std::cout << "FAILED " << name << ": got " << got << ", not " << want << std::endl;
}

static void check_has(const std::string &text, const std::string &part, const std::string &name) {
  const bool good = text.find(part) != std::string::npos;
  ++(good ? passed : failed);
  if (!good) std::cout << "FAILED " << name << ": no " << part << " in " << text << std::endl;
}

/* The error of a create on a platform, or of a payload that is refused before. */
static skillsvideo::error error_on(const std::string &platform, const std::string &payload) {
  skillsvideo::client client;
  client.set("base_url", std::getenv((platform + "_URL").c_str()));
  try {
    client.generate("google/nano-banana-2", payload);
  } catch (const skillsvideo::error &error) {
    return error;
  }
  return skillsvideo::error(SV_OK, "nothing was thrown");
}

int main() {
  alarm(60);
  skillsvideo::client client;
  client.set("base_url", std::getenv("PLAIN_URL"));
  skillsvideo::result result = client.generate("google/nano-banana-2", R"({"prompt":"a red fox"})");
  check(result.charge(), "accepted", "the charge of a success");
  check(result.code() + result.remedy(), "", "the code and the next step of a success");
  skillsvideo::error poor = error_on("POOR", R"({"prompt":"a red fox"})");
  check(poor.charge(), "rejected", "the charge of a refusal");
  check_has(poor.code(), "INSUFFICIENT", "the code of a refusal");
  check_has(poor.remedy(), "Top up at", "the next step of a refusal");
  check_has(poor.what(), poor.remedy(), "the message of a refusal");
  skillsvideo::error lost = error_on("LOST", R"({"prompt":"a red fox"})");
  check(lost.charge(), "unknown", "the charge of an unknown outcome");
  check(lost.code(), "", "the code of an unknown outcome");
  check_has(lost.remedy(), "dashboard", "the next step of an unknown outcome");
  skillsvideo::error refused = error_on("PLAIN", "7");
  check(refused.charge(), "not_sent", "the charge where nothing was started");
  /* A failure of a call about jobs in flight says nothing about their creates. */
  std::string charge;
  client.generate("google/nano-banana-2", R"({"prompt":"a red fox"})", [&](const skillsvideo::event &) {
    try {
      client.poll(0);
    } catch (const skillsvideo::error &error) {
      charge = error.charge();
    }
  });
  check(charge, "unknown", "the charge of a poll that failed");
  skillsvideo::result classified = skillsvideo::classify_error(402, "");
  check(classified.charge(), "rejected", "the charge of an answer");
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed != 0;
}
