/* C++: decode_data_url() gives the content with all its bytes, and throws what is wrong with an address. */
#include <skillsvideo.hpp>

#include <iostream>

static int passed, failed;

static void check(bool good, const std::string &name) {
  ++(good ? passed : failed);
  if (!good) std::cout << "FAILED " << name << std::endl;
}

static void refuses(const std::string &address, int32_t status, const std::string &part) {
  try {
    skillsvideo::decode_data_url(address);
    check(false, address);
  } catch (const skillsvideo::error &error) {
    const bool tells = std::string(error.what()).find(part) != std::string::npos;
    check(error.status() == status && tells, error.what());
  }
}

int main() {
  skillsvideo::result decoded = skillsvideo::decode_data_url("data:image/PNG;base64,QUIAQw");
  check(bool(decoded) && decoded.content() == std::string("AB\0C", 4), "content");
  check(decoded.json().find("\"content_type\":\"image/png\"") != std::string::npos, decoded.json());
  check(skillsvideo::classify_error(402, "").content().empty(), "the content of another result");
  refuses("data:image/png", SV_ERR_PROTOCOL, "no comma");
  refuses("http://127.0.0.1", SV_ERR_ARGUMENT, "begin with data:");
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed != 0;
}
