#include "text.h"

namespace {

/// Chosen here at load time, because simdjson would obey SIMDJSON_FORCE_IMPLEMENTATION: with a name that it
/// does not know nothing could be parsed, with one that the processor cannot run the host would crash.
bool choose() noexcept {
  simdjson::get_active_implementation() = simdjson::get_available_implementations().detect_best_supported();
  return true;
}

const bool is_chosen = choose();

}  // namespace

extern "C" const char *csimdjson_version(void) noexcept { return SIMDJSON_STRINGIFY(SIMDJSON_VERSION); }

/// In the place of what nothing here calls: see packaging/simdjson-unused.ld.
extern "C" int csimdjson_unused(void) noexcept { return simdjson::UNSUPPORTED_ARCHITECTURE; }

extern "C" size_t csimdjson_padding(void) noexcept { return simdjson::SIMDJSON_PADDING; }

extern "C" bool csimdjson_valid_utf8(const uint8_t *bytes, size_t count) noexcept {
  return count == 0 || simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), count);
}
