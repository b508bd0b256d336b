// Decodes single values: unescapes strings, and converts numbers to integers and Doubles.
#include "csimdjson.h"

#include <atomic>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <locale.h>

namespace {

constexpr uint32_t replacement = 0xFFFD;

size_t put_utf8(uint32_t scalar, uint8_t *out) noexcept {
  if (scalar < 0x80) {
    out[0] = uint8_t(scalar);
    return 1;
  }
  if (scalar < 0x800) {
    out[0] = uint8_t(0xC0 | scalar >> 6);
    out[1] = uint8_t(0x80 | (scalar & 0x3F));
    return 2;
  }
  if (scalar < 0x10000) {
    out[0] = uint8_t(0xE0 | scalar >> 12);
    out[1] = uint8_t(0x80 | (scalar >> 6 & 0x3F));
    out[2] = uint8_t(0x80 | (scalar & 0x3F));
    return 3;
  }
  out[0] = uint8_t(0xF0 | scalar >> 18);
  out[1] = uint8_t(0x80 | (scalar >> 12 & 0x3F));
  out[2] = uint8_t(0x80 | (scalar >> 6 & 0x3F));
  out[3] = uint8_t(0x80 | (scalar & 0x3F));
  return 4;
}

/// The code unit of a `\uXXXX` at `at`; -1 if there is none.
int32_t unit(const uint8_t *at, const uint8_t *end) noexcept {
  if (end - at < 6 || at[0] != '\\' || at[1] != 'u') return -1;
  int32_t value = 0;
  for (int index = 2; index < 6; index++) {
    uint8_t byte = at[index], lower = byte | 0x20;
    if (byte >= '0' && byte <= '9') {
      value = value << 4 | (byte - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value << 4 | (lower - 'a' + 10);
    } else {
      return -1;
    }
  }
  return value;
}

uint8_t simple_escape(uint8_t letter) noexcept {
  switch (letter) {
    case '"': case '\\': case '/': return letter;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
  }
}

/// Decodes the escape at `at` to `out`, and moves `at` past it.
size_t decode_escape(const uint8_t *&at, const uint8_t *end, uint8_t *out) noexcept {
  int32_t first = unit(at, end);
  if (first >= 0) {
    at += 6;
    if (first < 0xD800 || first > 0xDFFF) return put_utf8(uint32_t(first), out);
    int32_t second = first < 0xDC00 ? unit(at, end) : -1;
    if (second < 0xDC00 || second > 0xDFFF) return put_utf8(replacement, out);
    at += 6;
    return put_utf8(0x10000 + (uint32_t(first - 0xD800) << 10) + uint32_t(second - 0xDC00), out);
  }
  uint8_t meant = end - at >= 2 ? simple_escape(at[1]) : 0;
  out[0] = meant != 0 ? meant : *at;
  at += meant != 0 ? 2 : 1;
  return 1;
}

/// The parts of a number token: the digits of its mantissa without the point, and the power of ten.
struct Decimal {
  const uint8_t *begin, *end;
  int64_t scale;
  bool negative;
};

Decimal take_apart(const uint8_t *number, size_t count) noexcept {
  Decimal decimal = {number, number + count, 0, count > 0 && *number == '-'};
  if (decimal.negative) decimal.begin++;
  const uint8_t *at = decimal.begin;
  while (at < decimal.end && (*at | 0x20) != 'e') at++;
  const uint8_t *mantissa_end = at;
  if (at < decimal.end) at++;
  bool below_one = at < decimal.end && *at == '-';
  for (; at < decimal.end; at++) {
    bool counts = *at >= '0' && *at <= '9' && decimal.scale < (int64_t(1) << 40);
    if (counts) decimal.scale = decimal.scale * 10 + (*at - '0');
  }
  if (below_one) decimal.scale = -decimal.scale;
  decimal.end = mantissa_end;
  const void *point = std::memchr(decimal.begin, '.', size_t(decimal.end - decimal.begin));
  if (point != nullptr) decimal.scale -= decimal.end - static_cast<const uint8_t *>(point) - 1;
  return decimal;
}

}  // namespace

extern "C" size_t csimdjson_unescape(const uint8_t *raw, size_t count, uint8_t *out) noexcept {
  const uint8_t *at = raw, *end = raw + count;
  uint8_t *to = out;
  while (at < end) {
    const void *found = std::memchr(at, '\\', size_t(end - at));
    const uint8_t *plain_end = found != nullptr ? static_cast<const uint8_t *>(found) : end;
    std::memcpy(to, at, size_t(plain_end - at));
    to += plain_end - at;
    at = plain_end;
    if (at < end) to += decode_escape(at, end, to);
  }
  return size_t(to - out);
}

extern "C" bool csimdjson_string_equals(const uint8_t *raw, size_t count, csimdjson_name name) noexcept {
  // An escape is longer than the character it encodes.
  if (count < name.count) return false;
  bool is_plain = count == 0 || (count == name.count && std::memcmp(raw, name.bytes, count) != 0) ||
                  std::memchr(raw, '\\', count) == nullptr;
  if (is_plain) return count == name.count && (count == 0 || std::memcmp(raw, name.bytes, count) == 0);
  const uint8_t *at = raw, *end = raw + count, *want = name.bytes, *want_end = name.bytes + name.count;
  while (at < end) {
    uint8_t piece[4];
    size_t length = 1;
    if (*at == '\\') {
      length = decode_escape(at, end, piece);
    } else {
      piece[0] = *at++;
    }
    if (size_t(want_end - want) < length || std::memcmp(want, piece, length) != 0) return false;
    want += length;
  }
  return want == want_end;
}

extern "C" bool csimdjson_int64(const uint8_t *number, size_t count, int64_t *out) noexcept {
  Decimal decimal = take_apart(number, count);
  while (decimal.end > decimal.begin && (decimal.end[-1] == '0' || decimal.end[-1] == '.')) {
    if (decimal.end[-1] == '0') decimal.scale++;
    decimal.end--;
  }
  *out = 0;
  uint64_t value = 0;
  for (const uint8_t *at = decimal.begin; at < decimal.end; at++) {
    if (*at == '.') continue;
    if (__builtin_mul_overflow(value, uint64_t(10), &value)) return false;
    if (__builtin_add_overflow(value, uint64_t(*at - '0'), &value)) return false;
  }
  if (value == 0) return true;
  if (decimal.scale < 0 || decimal.scale > 19) return false;
  for (int64_t left = decimal.scale; left > 0; left--) {
    if (__builtin_mul_overflow(value, uint64_t(10), &value)) return false;
  }
  if (value > uint64_t(INT64_MAX) + (decimal.negative ? 1 : 0)) return false;
  *out = decimal.negative ? int64_t(0 - value) : int64_t(value);
  return true;
}

/// The locale "C", created by the first thread that needs it; null if there is no memory.
static locale_t plain_locale() noexcept {
  static std::atomic<locale_t> made{nullptr};
  locale_t found = made.load(std::memory_order_acquire);
  if (found != nullptr) return found;
  locale_t fresh = newlocale(LC_ALL_MASK, "C", nullptr);
  if (fresh == nullptr || made.compare_exchange_strong(found, fresh, std::memory_order_acq_rel)) return fresh;
  freelocale(fresh);
  return found;
}

extern "C" bool csimdjson_double(const uint8_t *number, size_t count, double *out) noexcept {
  // strtod needs a NUL at the end, and must not use the decimal point of the host program's locale.
  const locale_t c_locale = plain_locale();
  if (c_locale == nullptr) return false;
  char small[64];
  char *text = count < sizeof small ? small : static_cast<char *>(std::malloc(count + 1));
  if (text == nullptr) return false;
  if (count > 0) std::memcpy(text, number, count);
  text[count] = 0;
  *out = strtod_l(text, nullptr, c_locale);
  if (text != small) std::free(text);
  return true;
}

extern "C" size_t csimdjson_number(double value, uint8_t out[32]) noexcept {
  const locale_t c_locale = plain_locale();
  if (c_locale == nullptr) return 0;
  char *text = reinterpret_cast<char *>(out);
  const locale_t before = uselocale(c_locale);
  int count = 0;
  // 15 digits are enough for most numbers, and 17 for all.
  for (int digits = 15; digits <= 17; ++digits) {
    count = std::snprintf(text, 32, "%.*g", digits, value);
    if (strtod_l(text, nullptr, c_locale) == value) break;
  }
  uselocale(before);
  return count > 0 ? static_cast<size_t>(count) : 0;
}
