// Prepares a JSON text for On-Demand, even if it is incomplete or invalid.
#ifndef CSIMDJSON_TEXT_H
#define CSIMDJSON_TEXT_H

// simdjson's assertions would abort the host's process, so they are for debug builds only.
#if !defined(DEBUG) && !defined(NDEBUG)
#define NDEBUG 1
#endif
#define SIMDJSON_DEVELOPMENT_CHECKS 0
#include <simdjson.h>

#include "csimdjson.h"
#include "scalar.h"

namespace csimdjson_detail {

namespace ondemand = simdjson::ondemand;

/// Memory for a copy of a text.
struct Buffer {
  uint8_t *bytes = nullptr;
  size_t capacity = 0;

  bool reserve(size_t count) noexcept;
  void release() noexcept;
  ~Buffer() noexcept;
};

/// Where and why a text is not valid JSON. The first error is reported.
struct Trouble {
  int code = CSIMDJSON_OK;
  size_t offset = none;

  void note(int new_code, size_t new_offset) noexcept;
};

/// A text, and the copy that On-Demand reads if the text is not valid.
///
/// simdjson does not index a text with an unclosed string, a control character in a string, or ill-formed
/// UTF-8. On-Demand rejects an object without its last brace. The fields before the error are needed, so the
/// text is copied and the error is repaired, byte for byte or by a few bytes at the end. `trouble` keeps the
/// error. Offsets are the same in both.
class Text {
 public:
  Text(const uint8_t *bytes, size_t count, size_t spare) noexcept;

  /// Indexes the text and sets `trouble`. Returns false if nothing can be read.
  bool open(ondemand::parser &parser, Buffer &buffer, ondemand::document &document) noexcept;

  const uint8_t *at(size_t offset) const noexcept { return bytes_ + offset; }
  const uint8_t *end() const noexcept { return bytes_ + count_; }
  size_t count() const noexcept { return count_; }
  size_t offset(const char *place) const noexcept {
    return size_t(reinterpret_cast<const uint8_t *>(place) - indexed_);
  }

  /// The end of the number or literal at `start`. simdjson's `length` extends to the next token, which a
  /// repair may have added.
  const uint8_t *token_end(size_t start, size_t length) const noexcept;

  /// Whether `document` has no token left.
  bool is_used_up(ondemand::document &document) const noexcept;

  /// Sets the error to the current position of `document`: invalid, or truncated.
  void stuck(ondemand::document &document) noexcept;

  /// The same for an array or object that may have ended because there were no more tokens.
  void ran_out_or_stuck(ondemand::document &document) noexcept;

  /// Sets the error to `offset`; at the end of the text it means truncated.
  void wrong_at(size_t offset) noexcept;

  /// The end of the value that `document` has just passed. It is beyond the text if a repair closed the
  /// value.
  size_t end_of_value(ondemand::document &document) const noexcept;

  /// After the root array or object: sets the error if anything follows it.
  void finish(ondemand::document &document) noexcept;

  Trouble trouble;

 private:
  bool mend(simdjson::error_code error, Buffer &buffer) noexcept;
  bool take_copy(Buffer &buffer) noexcept;
  bool close_root(Buffer &buffer) noexcept;
  void append(uint8_t byte) noexcept;
  void blank_control_characters() noexcept;
  void blank_ill_formed() noexcept;

  const uint8_t *bytes_;
  size_t count_;
  size_t begin_ = 0;       // after a byte order mark
  uint8_t closer_ = 0;     // of the root, when it is an array or an object
  const uint8_t *indexed_; // what simdjson sees: the text itself or, when `copy_` is not null, a copy of it
  size_t indexed_count_;
  bool padded_;
  uint8_t *copy_ = nullptr;
};

}  // namespace csimdjson_detail

#endif
