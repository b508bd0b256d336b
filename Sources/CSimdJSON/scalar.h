// The grammar of JSON's strings, numbers and literals, which simdjson's On-Demand does not check.
#ifndef CSIMDJSON_SCALAR_H
#define CSIMDJSON_SCALAR_H

#include "csimdjson.h"

namespace csimdjson_detail {

constexpr size_t none = SIZE_MAX;

/// The scan of a string whose opening quote is before `begin`: the position of its closing quote (`end` if
/// missing), and of its first invalid escape or control character, if any.
struct StringScan {
  const uint8_t *close;
  const uint8_t *flaw;
};
StringScan scan_string(const uint8_t *begin, const uint8_t *end) noexcept;

/// The kind of a number or literal; CSIMDJSON_ABSENT if the text is neither.
uint8_t scalar_kind(const uint8_t *begin, const uint8_t *end) noexcept;

/// Whether an invalid text could be the beginning of a number or literal.
bool is_cut_short(const uint8_t *begin, const uint8_t *end) noexcept;

/// `end` moved back over white space, at most to `begin`.
const uint8_t *trim(const uint8_t *begin, const uint8_t *end) noexcept;

/// The offset of the first ill-formed UTF-8 sequence at or after `from`; `count` if there is none.
size_t utf8_flaw(const uint8_t *bytes, size_t from, size_t count) noexcept;

}  // namespace csimdjson_detail

#endif
