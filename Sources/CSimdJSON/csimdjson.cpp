#include "text.h"

namespace {

/// Chooses simdjson's implementation at load time. Otherwise simdjson would obey
/// SIMDJSON_FORCE_IMPLEMENTATION: an unknown name would make parsing impossible, and one that the processor
/// lacks would crash the host.
bool choose() noexcept {
  simdjson::get_active_implementation() = simdjson::get_available_implementations().detect_best_supported();
  return true;
}

const bool is_chosen = choose();

}  // namespace

extern "C" const char *csimdjson_version(void) noexcept { return SIMDJSON_STRINGIFY(SIMDJSON_VERSION); }

/// Replaces functions that are never called: see packaging/simdjson-unused.ld.
extern "C" int csimdjson_unused(void) noexcept { return simdjson::UNSUPPORTED_ARCHITECTURE; }

extern "C" size_t csimdjson_padding(void) noexcept { return simdjson::SIMDJSON_PADDING; }

extern "C" bool csimdjson_valid_utf8(const uint8_t *bytes, size_t count) noexcept {
  return count == 0 || simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), count);
}
