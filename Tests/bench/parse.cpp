// CPU time of simdjson's bare parse of a document, with a parser of its own each time, as a process that
// looks at one document has it: prints the median of some runs in seconds.
#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

static double cpu_seconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  simdjson::padded_string text;
  if (simdjson::padded_string::load(arguments[1]).get(text) != simdjson::SUCCESS) return 2;
  std::vector<double> times;
  for (int round = 0; round < std::atoi(arguments[2]); round++) {
    double start = cpu_seconds();
    {
      simdjson::dom::parser parser;
      simdjson::dom::element root;
      if (parser.parse(text).get(root) != simdjson::SUCCESS || !root.is_object()) return 1;
    }
    times.push_back(cpu_seconds() - start);
  }
  std::sort(times.begin(), times.end());
  std::printf("%.9f\n", times[times.size() / 2]);
}
