#include "text.h"

#include <cstdlib>
#include <cstring>

namespace csimdjson_detail {

namespace {

// How many bytes a repair may add: at most two brackets, a blank and a quote.
constexpr size_t mending_room = 8;

using simdjson::SIMDJSON_PADDING;

bool is_space(uint8_t byte) noexcept { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }

/// The first control character inside a string. simdjson treats a backslash outside strings as an escape too.
size_t control_character(const uint8_t *bytes, size_t begin, size_t count) noexcept {
  bool in_string = false;
  for (size_t index = begin; index < count; index++) {
    if (bytes[index] == '\\') {
      index++;
    } else if (bytes[index] == '"') {
      in_string = !in_string;
    }
    if (index < count && in_string && bytes[index] < 0x20) return index;
  }
  return count;
}

/// Makes room for a text in a parser. Texts of one stream grow slowly, so it leaves room for larger ones.
simdjson::error_code grow(ondemand::parser &parser, size_t count) noexcept {
  if (parser.capacity() >= count) return simdjson::SUCCESS;
  size_t wanted = count + count / 2 + 4096;
  size_t most = simdjson::SIMDJSON_MAXSIZE_BYTES;
  return parser.allocate(wanted < most ? wanted : most);
}

}  // namespace

bool Buffer::reserve(size_t count) noexcept {
  if (count <= capacity) return true;
  std::free(bytes);
  bytes = static_cast<uint8_t *>(std::malloc(count));
  capacity = bytes != nullptr ? count : 0;
  return bytes != nullptr;
}

void Buffer::release() noexcept {
  std::free(bytes);
  bytes = nullptr;
  capacity = 0;
}

Buffer::~Buffer() noexcept { release(); }

void Trouble::note(int new_code, size_t new_offset) noexcept {
  if (code != CSIMDJSON_OK && offset <= new_offset) return;
  code = new_code;
  offset = new_offset;
}

Text::Text(const uint8_t *bytes, size_t count, size_t spare) noexcept
    : bytes_(bytes), count_(count), indexed_(bytes), indexed_count_(count),
      padded_(spare >= SIMDJSON_PADDING) {
  if (count >= 3 && std::memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) begin_ = 3;
  size_t first = begin_;
  while (first < count && is_space(bytes[first])) first++;
  if (first < count && bytes[first] == '{') closer_ = '}';
  if (first < count && bytes[first] == '[') closer_ = ']';
  // On-Demand reads the byte after the text. If that were a bracket, it would first count all brackets.
  if (padded_ && (bytes[count] == '}' || bytes[count] == ']')) padded_ = false;
}

bool Text::open(ondemand::parser &parser, Buffer &buffer, ondemand::document &document) noexcept {
  if (count_ > simdjson::SIMDJSON_MAXSIZE_BYTES - mending_room) {
    trouble.note(CSIMDJSON_TOO_LARGE, 0);
    return false;
  }
  if (trim(at(begin_), end()) == at(begin_)) {
    trouble.note(CSIMDJSON_TRUNCATED, count_);
    return false;
  }
  if (!padded_ && !take_copy(buffer)) return false;
  if (!close_root(buffer)) return false;
  // Each of three errors needs at most one repair.
  for (int attempt = 0; attempt < 4; attempt++) {
    size_t count = indexed_count_ - begin_;
    simdjson::error_code error = grow(parser, count);
    if (error == simdjson::SUCCESS) {
      error = parser.iterate(indexed_ + begin_, count, count + SIMDJSON_PADDING).get(document);
    }
    if (error == simdjson::SUCCESS) return true;
    if (!mend(error, buffer)) return false;
  }
  trouble.note(CSIMDJSON_SYNTAX, begin_);
  return false;
}

bool Text::mend(simdjson::error_code error, Buffer &buffer) noexcept {
  switch (error) {
    case simdjson::UNCLOSED_STRING:
      trouble.note(CSIMDJSON_TRUNCATED, count_);
      if (!take_copy(buffer)) return false;
      append(' ');  // so that a backslash at the end of the text does not escape the quote
      append('"');
      if (closer_ != 0) append(closer_);
      return true;
    case simdjson::UNESCAPED_CHARS:
      trouble.note(CSIMDJSON_SYNTAX, control_character(bytes_, begin_, count_));
      if (!take_copy(buffer)) return false;
      blank_control_characters();
      return true;
    case simdjson::UTF8_ERROR:
      trouble.note(CSIMDJSON_ENCODING, utf8_flaw(bytes_, 0, count_));
      if (!take_copy(buffer)) return false;
      blank_ill_formed();
      return true;
    case simdjson::CAPACITY: trouble.note(CSIMDJSON_TOO_LARGE, 0); return false;
    case simdjson::MEMALLOC: trouble.note(CSIMDJSON_MEMORY, 0); return false;
    default: trouble.note(CSIMDJSON_SYNTAX, begin_); return false;
  }
}

bool Text::take_copy(Buffer &buffer) noexcept {
  if (copy_ != nullptr) return true;
  if (!buffer.reserve(count_ + mending_room + SIMDJSON_PADDING)) {
    trouble.note(CSIMDJSON_MEMORY, 0);
    return false;
  }
  copy_ = buffer.bytes;
  indexed_ = copy_;
  std::memcpy(copy_, bytes_, count_);
  std::memset(copy_ + count_, 0, mending_room + SIMDJSON_PADDING);
  return true;
}

bool Text::close_root(Buffer &buffer) noexcept {
  if (closer_ == 0 || trim(at(begin_), end())[-1] == closer_) return true;
  trouble.note(CSIMDJSON_TRUNCATED, count_);
  if (!take_copy(buffer)) return false;
  append(closer_);
  return true;
}

void Text::append(uint8_t byte) noexcept { copy_[indexed_count_++] = byte; }

void Text::blank_control_characters() noexcept {
  for (size_t index = begin_; index < count_; index++) {
    // White space stays white space. Other control characters, which are invalid outside strings, must not
    // become white space.
    if (copy_[index] < 0x20) copy_[index] = is_space(copy_[index]) ? ' ' : '?';
  }
}

void Text::blank_ill_formed() noexcept {
  size_t index = utf8_flaw(copy_, 0, count_);
  while (index < count_) {
    copy_[index] = '?';
    index = utf8_flaw(copy_, index, count_);
  }
}

void Text::wrong_at(size_t offset) noexcept {
  if (offset >= count_) {
    trouble.note(CSIMDJSON_TRUNCATED, count_);
  } else {
    trouble.note(CSIMDJSON_SYNTAX, offset);
  }
}

const uint8_t *Text::token_end(size_t start, size_t length) const noexcept {
  return trim(at(start), length < count_ - start ? at(start) + length : end());
}

bool Text::is_used_up(ondemand::document &document) const noexcept {
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

void Text::stuck(ondemand::document &document) noexcept {
  const char *place = nullptr;
  wrong_at(document.current_location().get(place) == simdjson::SUCCESS ? offset(place) : count_);
}

void Text::ran_out_or_stuck(ondemand::document &document) noexcept {
  // If no token is left, On-Demand points after the last one and reports that place.
  const char *place = nullptr;
  bool known = document.current_location().get(place) == simdjson::SUCCESS;
  wrong_at(known && at(offset(place)) + 1 < trim(bytes_, end()) ? offset(place) : count_);
}

size_t Text::end_of_value(ondemand::document &document) const noexcept {
  const char *next = nullptr;
  size_t end = document.current_location().get(next) == simdjson::SUCCESS ? offset(next) : indexed_count_;
  return size_t(trim(indexed_, indexed_ + end) - indexed_);
}

void Text::finish(ondemand::document &document) noexcept {
  const char *next = nullptr;
  if (end_of_value(document) > count_) trouble.note(CSIMDJSON_TRUNCATED, count_);
  if (document.current_location().get(next) == simdjson::SUCCESS) wrong_at(offset(next));
}

}  // namespace csimdjson_detail
