// Builds the tree of a valid text from simdjson's structural index.
#ifndef CSIMDJSON_QUICK_TREE_H
#define CSIMDJSON_QUICK_TREE_H

#include "text.h"

namespace csimdjson_detail {

/// Reads valid JSON several times faster than On-Demand. For any other text it only reports that it is not
/// valid; the slower reader then finds the error and its place.
class QuickTree {
 public:
  QuickTree() noexcept = default;
  QuickTree(const QuickTree &) = delete;
  ~QuickTree() noexcept;

  bool read(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max) noexcept;

  /// Whether `read` would accept the text. It does not copy the text, which must be followed by padding. It
  /// keeps its memory for the next text.
  bool check(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max) noexcept;

  /// Releases the memory that `check` kept.
  void release() noexcept;

  /// Passes on the tree and its ownership.
  csimdjson_tree give() noexcept;

 private:
  bool make_room(size_t nodes) noexcept;

  simdjson::dom::parser parser_;
  uint8_t *bytes_ = nullptr;
  size_t count_ = 0;
  csimdjson_node *nodes_ = nullptr;
  size_t room_ = 0;  // for so many nodes
  size_t nodes_count_ = 0;
  uint32_t marks_ = 0;
};

}  // namespace csimdjson_detail

#endif
