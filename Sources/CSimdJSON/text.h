// A JSON text made ready for On-Demand, broken texts included.
#ifndef CSIMDJSON_TEXT_H
#define CSIMDJSON_TEXT_H

// simdjson's own assertions would call abort in the host's process; they are for our debug builds only.
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

/// Where and why a text is not whole JSON. The earliest trouble is the one worth telling.
struct Trouble {
  int code = CSIMDJSON_OK;
  size_t offset = none;

  void note(int new_code, size_t new_offset) noexcept;
};

/// A text and what On-Demand is given in its place. simdjson refuses to index a text with an open string, a
/// control character in a string or ill-formed UTF-8, and On-Demand refuses an object without its last brace.
/// Since the fields before the break are wanted, such a text is read from a copy in which the flaw is mended
/// byte for byte or by a few bytes added at the end, while `trouble` keeps what was found. Offsets are the
/// same in both.
class Text {
 public:
  Text(const uint8_t *bytes, size_t count, size_t spare) noexcept;

  /// Indexes the text; `trouble` is noted in any case, false means that nothing can be read at all.
  bool open(ondemand::parser &parser, Buffer &buffer, ondemand::document &document) noexcept;

  const uint8_t *at(size_t offset) const noexcept { return bytes_ + offset; }
  const uint8_t *end() const noexcept { return bytes_ + count_; }
  size_t count() const noexcept { return count_; }
  size_t offset(const char *place) const noexcept {
    return size_t(reinterpret_cast<const uint8_t *>(place) - indexed_);
  }

  /// The end of the number or literal at `start`. simdjson's `length` of it goes up to the next token, which
  /// may be one that only mending has put there.
  const uint8_t *token_end(size_t start, size_t length) const noexcept;

  /// True when `document` has no token left.
  bool is_used_up(ondemand::document &document) const noexcept;

  /// Notes that the document is wrong, or ends, at the place where `document` stands.
  void stuck(ondemand::document &document) noexcept;

  /// The same for an array or object that may have been left because there were no more tokens.
  void ran_out_or_stuck(ondemand::document &document) noexcept;

  /// Notes what is wrong at `offset`: the end of the text if that is where it lies.
  void wrong_at(size_t offset) noexcept;

  /// Where the value ends that `document` has just left. Beyond the text when only mending has ended it.
  size_t end_of_value(ondemand::document &document) const noexcept;

  /// After the root array or object: notes what is wrong behind it.
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
  size_t begin_ = 0;       // behind a byte order mark
  uint8_t closer_ = 0;     // of the root, when it is an array or an object
  const uint8_t *indexed_; // what simdjson sees: the text itself or, when `copy_` is not null, a copy of it
  size_t indexed_count_;
  bool padded_;
  uint8_t *copy_ = nullptr;
};

}  // namespace csimdjson_detail

#endif
