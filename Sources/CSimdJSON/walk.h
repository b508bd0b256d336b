// Converts the positions of a text's structural characters to nodes.
#ifndef CSIMDJSON_WALK_H
#define CSIMDJSON_WALK_H

#include "scalar.h"

#include <cstring>

// Nodes contain a byte, and a store to a byte may alias any object. The compiler need not reload the members
// after each node only if the object is local, its address is not taken, and all its methods are inlined.
#define CSIMDJSON_INLINE inline __attribute__((always_inline))

namespace csimdjson_detail {

/// Writes the nodes of a document. simdjson's first stage has checked that strings are closed, contain no
/// control characters, and are well-formed UTF-8.
class Walk {
 public:
  /// `open` is on the stack of the calling thread, which may be small. Deeper documents use the slower
  /// reader.
  static constexpr size_t depth_max = 256;

  CSIMDJSON_INLINE Walk(const uint8_t *bytes, size_t begin, size_t count, const uint32_t *places,
                        size_t places_count, csimdjson_node *nodes, size_t nodes_max) noexcept
      : text_(bytes + begin), end_(bytes + count), start_(begin), place_(places),
        places_end_(places + places_count),
        nodes_(nodes), node_(nodes), nodes_end_(nodes + nodes_max), backslash_(text_) {}

  /// Reads the whole document without recursion, so that depth uses no stack. Returns false if it is not JSON
  /// or exceeds a limit.
  CSIMDJSON_INLINE bool document(size_t depth_allowed) noexcept {
    uint32_t open[depth_max];
    size_t depth = 0;
    for (;;) {
      if (place_ == places_end_) return false;
      const uint8_t *token = text_ + *place_++;
      bool opened = *token == '{' || *token == '[';
      if (opened) {
        if (depth == depth_allowed) return false;
        open[depth++] = uint32_t(node_ - nodes_);
        if (!add(*token == '{' ? CSIMDJSON_OBJECT : CSIMDJSON_ARRAY, token, 0)) return false;
      } else if (*token == '"' ? !string(token, false) : !scalar(token)) {
        return false;
      }
      if (!behind(opened, open, depth)) return false;
      if (depth == 0) return place_ == places_end_;
      if (nodes_[open[depth - 1]].kind == CSIMDJSON_OBJECT && !key()) return false;
    }
  }

  size_t nodes_count() const noexcept { return size_t(node_ - nodes_); }
  uint32_t marks() const noexcept { return marks_; }

 private:
  /// After a value: closes brackets, continues after a comma, and enters an opened bracket unless it is
  /// empty.
  CSIMDJSON_INLINE bool behind(bool opened, const uint32_t *open, size_t &depth) noexcept {
    while (depth != 0) {
      if (place_ == places_end_) return false;
      csimdjson_node &parent = nodes_[open[depth - 1]];
      const uint8_t *sign = text_ + *place_;
      if (*sign != (parent.kind == CSIMDJSON_OBJECT ? '}' : ']')) {
        place_ += opened ? 0 : 1;
        return opened || *sign == ',';
      }
      place_++;
      depth--;
      parent.count = uint32_t(sign + 1 - text_ + start_ - parent.start);
      parent.next = uint32_t(node_ - nodes_);
      opened = false;
    }
    return true;
  }

  CSIMDJSON_INLINE bool key() noexcept {
    if (places_end_ - place_ < 2) return false;
    const uint8_t *token = text_ + *place_++;
    if (*token != '"' || !string(token, true)) return false;
    return text_[*place_++] == ':';
  }

  CSIMDJSON_INLINE bool string(const uint8_t *token, bool is_key) noexcept {
    const uint8_t *begin = token + 1, *end = end_of_token(token) - 1;
    if (end < begin || *end != '"') return false;
    bool escaped = has_escape(begin, end);
    if (escaped) {
      StringScan scan = scan_string(begin, end_);
      if (scan.flaw != nullptr || scan.close != end) return false;
    }
    if (is_key) mark(begin, size_t(end - begin), escaped);
    return add(CSIMDJSON_STRING, begin, size_t(end - begin));
  }

  /// Strings come in order, so the next backslash is searched for once, not in each string.
  CSIMDJSON_INLINE bool has_escape(const uint8_t *begin, const uint8_t *end) noexcept {
    if (backslash_ < begin) {
      auto *found = static_cast<const uint8_t *>(std::memchr(begin, '\\', size_t(end_ - begin)));
      backslash_ = found != nullptr ? found : end_;
    }
    return backslash_ < end;
  }

  CSIMDJSON_INLINE void mark(const uint8_t *key, size_t count, bool escaped) noexcept {
    if (escaped) marks_ = CSIMDJSON_MARK_ALL;
    if (count == 0) return;
    if (*key == '$' && !(count == 4 && std::memcmp(key, "$ref", 4) == 0)) marks_ |= CSIMDJSON_MARK_DOLLAR;
    if (*key == 'u' && count > 11 && std::memcmp(key, "unevaluated", 11) == 0)
      marks_ |= CSIMDJSON_MARK_UNEVALUATED;
  }

  CSIMDJSON_INLINE bool scalar(const uint8_t *token) noexcept {
    const uint8_t *end = end_of_token(token);
    uint8_t kind = scalar_kind(token, end);
    return kind != CSIMDJSON_ABSENT && add(kind, token, size_t(end - token));
  }

  /// The end of a token: before the white space that precedes the next one.
  CSIMDJSON_INLINE const uint8_t *end_of_token(const uint8_t *token) const noexcept {
    const uint8_t *end = place_ != places_end_ ? text_ + *place_ : end_;
    while (end > token + 1 && (end[-1] == ' ' || end[-1] == '\n' || end[-1] == '\r' || end[-1] == '\t'))
      end--;
    return end;
  }

  CSIMDJSON_INLINE bool add(uint8_t kind, const uint8_t *begin, size_t count) noexcept {
    if (node_ == nodes_end_) return false;
    uint32_t next = uint32_t(node_ - nodes_) + 1;
    *node_++ = {uint32_t(size_t(begin - text_) + start_), uint32_t(count), next, kind};
    return true;
  }

  const uint8_t *text_, *end_;  // after a byte order mark
  size_t start_;                // the length of that mark
  const uint32_t *place_, *places_end_;
  csimdjson_node *nodes_, *node_, *nodes_end_;
  const uint8_t *backslash_;
  uint32_t marks_ = 0;
};

}  // namespace csimdjson_detail

#endif
