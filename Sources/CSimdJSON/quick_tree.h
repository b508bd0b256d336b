// The tree of a text that is whole and well-formed, from simdjson's index of its structure.
#ifndef CSIMDJSON_QUICK_TREE_H
#define CSIMDJSON_QUICK_TREE_H

#include "text.h"

namespace csimdjson_detail {

/// Reads what is whole JSON, several times as fast as On-Demand's iterators can be turned into a tree. It
/// only says that a text is anything else; what is wrong with it and where is for the careful reader to find
/// out.
class QuickTree {
 public:
  QuickTree() noexcept = default;
  QuickTree(const QuickTree &) = delete;
  ~QuickTree() noexcept;

  bool read(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max) noexcept;

  /// Whether `read` would, without a copy of the text, which needs padding behind it. Keeps its memory for
  /// the next text.
  bool check(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max) noexcept;

  /// Returns the memory that `check` has kept.
  void release() noexcept;

  /// Hands the tree over.
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
