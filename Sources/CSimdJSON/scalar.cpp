#include "scalar.h"

#include <cstring>

namespace csimdjson_detail {

namespace {

bool is_digit(uint8_t byte) noexcept { return byte >= '0' && byte <= '9'; }

bool is_hex(uint8_t byte) noexcept {
  uint8_t lower = byte | 0x20;
  return is_digit(byte) || (lower >= 'a' && lower <= 'f');
}

const uint8_t *skip_digits(const uint8_t *at, const uint8_t *end) noexcept {
  while (at < end && is_digit(*at)) at++;
  return at;
}

bool is_number(const uint8_t *at, const uint8_t *end) noexcept {
  if (at < end && *at == '-') at++;
  const uint8_t *digits = at;
  at = skip_digits(at, end);
  if (at == digits || (*digits == '0' && at - digits > 1)) return false;
  if (at < end && *at == '.') {
    const uint8_t *fraction = ++at;
    at = skip_digits(at, end);
    if (at == fraction) return false;
  }
  if (at < end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < end && (*at == '+' || *at == '-')) at++;
    const uint8_t *exponent = at;
    at = skip_digits(at, end);
    if (at == exponent) return false;
  }
  return at == end;
}

bool is_text(const uint8_t *begin, const uint8_t *end, const char *text) noexcept {
  size_t count = std::strlen(text);
  return size_t(end - begin) == count && std::memcmp(begin, text, count) == 0;
}

/// Whether one of eight bytes is a quote, a backslash or a control character.
bool has_special(const uint8_t *at) noexcept {
  constexpr uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
  uint64_t word;
  std::memcpy(&word, at, sizeof word);
  uint64_t quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
  uint64_t found = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
                   ((word - ones * 0x20) & ~word);
  return (found & highs) != 0;
}

/// The length of a valid escape at a backslash, or of its beginning if the text ends there; else 0.
size_t escape_length(const uint8_t *at, const uint8_t *end) noexcept {
  size_t left = size_t(end - at);
  if (left < 2) return left;
  if (at[1] != 'u') return std::memchr("\"\\/bfnrt", at[1], 8) != nullptr ? 2 : 0;
  size_t length = left < 6 ? left : 6;
  for (size_t index = 2; index < length; index++) {
    if (!is_hex(at[index])) return 0;
  }
  return length;
}

/// The length of the well-formed UTF-8 sequence at `at`; 0 if it is ill-formed (Unicode 15, table 3-7).
size_t sequence_length(const uint8_t *at, size_t left) noexcept {
  uint8_t lead = at[0];
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (left < length) return 0;
  uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (at[1] < low || at[1] > high) return 0;
  for (size_t index = 2; index < length; index++) {
    if ((at[index] & 0xC0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

StringScan scan_string(const uint8_t *begin, const uint8_t *end) noexcept {
  const uint8_t *flaw = nullptr;
  const uint8_t *at = begin;
  while (at < end) {
    if (end - at >= 8 && !has_special(at)) {
      at += 8;
    } else if (*at == '"') {
      return {at, flaw};
    } else if (*at == '\\') {
      size_t length = escape_length(at, end);
      if (length == 0 && flaw == nullptr) flaw = at;
      at += length != 0 ? length : 2;
    } else {
      if (*at < 0x20 && flaw == nullptr) flaw = at;
      at++;
    }
  }
  return {end, flaw};
}

uint8_t scalar_kind(const uint8_t *begin, const uint8_t *end) noexcept {
  if (begin == end) return CSIMDJSON_ABSENT;
  switch (*begin) {
    case 'n': return is_text(begin, end, "null") ? CSIMDJSON_NULL : CSIMDJSON_ABSENT;
    case 't': return is_text(begin, end, "true") ? CSIMDJSON_TRUE : CSIMDJSON_ABSENT;
    case 'f': return is_text(begin, end, "false") ? CSIMDJSON_FALSE : CSIMDJSON_ABSENT;
    default: return is_number(begin, end) ? CSIMDJSON_NUMBER : CSIMDJSON_ABSENT;
  }
}

bool is_cut_short(const uint8_t *begin, const uint8_t *end) noexcept {
  size_t count = size_t(end - begin);
  if (count == 0) return true;
  static const char *const literals[] = {"null", "true", "false"};
  for (const char *literal : literals) {
    if (count < std::strlen(literal) && std::memcmp(begin, literal, count) == 0) return true;
  }
  // A truncated number that is not valid ends in one of these.
  return (*begin == '-' || is_digit(*begin)) && std::memchr("-+.eE", end[-1], 5) != nullptr;
}

const uint8_t *trim(const uint8_t *begin, const uint8_t *end) noexcept {
  while (end > begin && (end[-1] == ' ' || end[-1] == '\n' || end[-1] == '\r' || end[-1] == '\t')) end--;
  return end;
}

size_t utf8_flaw(const uint8_t *bytes, size_t from, size_t count) noexcept {
  while (from < count) {
    size_t length = sequence_length(bytes + from, count - from);
    if (length == 0) return from;
    from += length;
  }
  return count;
}

}  // namespace csimdjson_detail
