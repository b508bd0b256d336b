/* C++: options() has every option of the library, with all that the C functions say of it. */
#include <skillsvideo.hpp>

#include <iostream>

static int passed, failed;

static void check(bool good, const std::string &name) {
  ++(good ? passed : failed);
  if (!good) std::cout << "FAILED " << name << std::endl;
}

int main() {
  uint32_t index = 0;
  for (const skillsvideo::option &one : skillsvideo::options()) {
    int64_t least = 0, most = 0;
    bool is_number = sv_option_range(index, &least, &most) == 1;
    check(one.name == sv_option_name(index) && one.unit == sv_option_unit(index), one.name);
    check(one.scope == sv_option_scope(index) && one.fallback == sv_option_default(index), one.name);
    check(one.help == sv_option_help(index) && one.is_number == is_number, one.name);
    check(one.least == least && one.most == most, one.name);
    ++index;
  }
  check(index > 30 && sv_option_name(index) == nullptr, "the number of options");
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed != 0;
}
