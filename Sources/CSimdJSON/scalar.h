// The grammar of what lies between the structural characters of JSON, which simdjson's On-Demand leaves to
// its user.
#ifndef CSIMDJSON_SCALAR_H
#define CSIMDJSON_SCALAR_H

#include "csimdjson.h"

namespace csimdjson_detail {

constexpr size_t none = SIZE_MAX;

/// A string whose opening quote lies before `begin`: where its closing quote is (`end` when it has none), and
/// where its first bad escape or control character is, if any.
struct StringScan {
  const uint8_t *close;
  const uint8_t *flaw;
};
StringScan scan_string(const uint8_t *begin, const uint8_t *end) noexcept;

/// The kind of a number or literal, or CSIMDJSON_ABSENT when the text is neither.
uint8_t scalar_kind(const uint8_t *begin, const uint8_t *end) noexcept;

/// True when a text that is no number or literal could become one if it went on.
bool is_cut_short(const uint8_t *begin, const uint8_t *end) noexcept;

/// `end` moved back over white space, not beyond `begin`.
const uint8_t *trim(const uint8_t *begin, const uint8_t *end) noexcept;

/// The offset of the first byte from `from` on that starts an ill-formed UTF-8 sequence, or `count`.
size_t utf8_flaw(const uint8_t *bytes, size_t from, size_t count) noexcept;

}  // namespace csimdjson_detail

#endif
