#include "text.h"

extern "C" const char *csimdjson_version(void) noexcept { return SIMDJSON_STRINGIFY(SIMDJSON_VERSION); }

extern "C" size_t csimdjson_padding(void) noexcept { return simdjson::SIMDJSON_PADDING; }

extern "C" bool csimdjson_valid_utf8(const uint8_t *bytes, size_t count) noexcept {
  return count == 0 || simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), count);
}
