/* C++: objects that free their handles, errors as exceptions, a lambda for events, and an exception in the
 * lambda that stops the call. Introduces: skillsvideo.hpp with client, job, result, event and error. */
#include <skillsvideo.hpp>

#include <iostream>
#include <vector>

static void one(skillsvideo::client &client) {
  auto on_event = [](const skillsvideo::event &event) {
    if (event.kind() == SV_EVENT_ACCEPTED) std::cerr << "accepted: " << event.generation_id() << "\n";
  };
  auto result = client.generate("google/nano-banana-pro", R"({"prompt":"a red fox"})", on_event);
  for (const auto &url : result.output_urls()) std::cout << url << "\n";
  if (result.output_count() == 0) std::cerr << result.message() << "\n";
}

static void many(skillsvideo::client &client) {
  std::vector<skillsvideo::job> jobs;
  for (uint64_t tag = 0; tag < 3; ++tag)
    jobs.push_back(client.start("google/nano-banana-pro", R"({"prompt":"an owl"})", tag));
  for (size_t ended = 0; ended < jobs.size();) {
    auto event = client.poll(-1);
    if (!event || event.kind() != SV_EVENT_END) continue;
    ++ended;
    std::cout << event.tag() << " " << jobs[event.tag()].result().output_url(0) << "\n";
  }
}

static bool stopped_by_exception(skillsvideo::client &client) {
  try {
    client.generate("google/nano-banana-pro", R"({"prompt":"a hare"})", [](const skillsvideo::event &event) {
      if (event.kind() == SV_EVENT_ACCEPTED) throw std::runtime_error("enough of " + event.generation_id());
    });
  } catch (const std::runtime_error &thrown) {
    std::cout << thrown.what() << "\n";
    return true;
  }
  return false;
}

static void checked_first() {
  const std::string document =
      R"({"openapi":"3.1.0","paths":{"/generation/a/b":{"post":{"requestBody":{"content":{"application/json":
    {"schema":{"type":"object","required":["prompt"],"properties":{"prompt":{"type":"string"}}}}}}}}}})";
  auto right = skillsvideo::validate(document, "/generation/a/b", R"({"prompt":"a red fox"})");
  auto wrong = skillsvideo::validate(document, "/generation/a/b", R"({"prompt":7})");
  std::cout << (right ? "valid " : "invalid ") << (wrong ? "valid" : "invalid") << "\n";
}

int main() {
  try {
    checked_first();
    skillsvideo::client client;
    one(client);
    many(client);
    return stopped_by_exception(client) ? 0 : 1;
  } catch (const skillsvideo::error &error) {
    std::cerr << error.name() << ": " << error.what() << "\n";
    if (!error.generation_id().empty()) std::cerr << "skillsvideo wait " << error.generation_id() << "\n";
    return 1;
  }
}
