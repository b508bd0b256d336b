/* C++: how a server handles the POST of a webhook. It verifies the signature, then reads the content. Needs
 * no client and no key. Introduces: skillsvideo::webhook, webhook_verify, webhook_parse, webhook_moves. */
#include <skillsvideo.hpp>

#include <cstdint>
#include <iostream>
#include <map>
#include <string>

/* A service has a database here. */
static std::map<std::string, std::string> states;

/* The first "state" is the record's own: the sender's payload comes last. A service uses a JSON library. */
static std::string state_of(const std::string &record) {
  const std::string key = "\"state\":\"";
  size_t start = record.find(key);
  if (start == std::string::npos) return "";
  start += key.size();
  return record.substr(start, record.find('"', start) - start);
}

/* Returns the HTTP status to answer with. A server passes headers and body unchanged, and time(NULL). */
static int webhook_arrived(const skillsvideo::webhook &received, const std::string &secret, int64_t now) {
  try {
    skillsvideo::webhook_verify(received, secret, now);
  } catch (const skillsvideo::error &error) {
    std::cout << error.name() << ": nothing is changed\n";
    return 400;
  }
  auto said = skillsvideo::webhook_parse(received.body);
  std::string &known = states[said.generation_id()];
  const std::string state = state_of(said.json());
  if (!state.empty() && skillsvideo::webhook_moves(known, state)) known = state;
  std::cout << said.generation_id() << " " << known << " " << said.output_url(0) << "\n";
  return 204;
}

int main() {
  /* Copied from the dashboard. A server reads it from its environment. */
  const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const std::string body =
      R"({"type":"task.completed","prediction":{"id":"gen_1","state":"succeeded",)"
      R"("data":{"images":[{"url":"https://host/a.png"}]}}})";
  skillsvideo::webhook received = {"msg_1", "1614265330", "v1,9ZCx8Znyu8RCm8V7iT7p7dx8CySjYLo+HbAtOTD6tmU=",
                                   body};
  bool good = webhook_arrived(received, secret, 1614265400) == 204;
  received.body += " ";
  return good && webhook_arrived(received, secret, 1614265400) == 400 ? 0 : 1;
}
