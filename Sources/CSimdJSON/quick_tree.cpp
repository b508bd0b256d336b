#include "quick_tree.h"
#include "walk.h"

#include <cstdlib>
#include <cstring>

namespace csimdjson_detail {

QuickTree::~QuickTree() noexcept { release(); }

void QuickTree::release() noexcept {
  std::free(bytes_);
  std::free(nodes_);
  bytes_ = nullptr;
  nodes_ = nullptr;
  room_ = 0;
  parser_ = simdjson::dom::parser();
}

bool QuickTree::read(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max) noexcept {
  if (count > simdjson::SIMDJSON_MAXSIZE_BYTES) return false;
  count_ = count;
  bytes_ = static_cast<uint8_t *>(std::malloc(count + simdjson::SIMDJSON_PADDING));
  if (bytes_ == nullptr) return false;
  std::memcpy(bytes_, bytes, count);
  std::memset(bytes_ + count, 0, simdjson::SIMDJSON_PADDING);
  return check(bytes_, count, depth_max, nodes_max);
}

bool QuickTree::check(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max) noexcept {
  size_t begin = count >= 3 && std::memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  size_t length = count - begin;
  if (length == 0 || count > simdjson::SIMDJSON_MAXSIZE_BYTES) return false;
  size_t capacity = parser_.capacity();
  // Texts of a series usually keep growing, so there is room for a larger one.
  size_t wanted = capacity == 0 ? length : length + length / 2;
  if (capacity < length && parser_.allocate(wanted) != simdjson::SUCCESS) return false;
  auto &index = *parser_.implementation;
  if (index.stage1(bytes + begin, length, simdjson::stage1_mode::regular) != simdjson::SUCCESS) return false;
  // Each node begins at its own structural character, so there are at most this many. Unused pages use no
  // memory.
  size_t places = index.n_structural_indexes;
  size_t allowed = places > nodes_max || places >= UINT32_MAX ? nodes_max : places;
  if (!make_room(allowed)) return false;
  Walk walk(bytes, begin, count, index.structural_indexes.get(), places, nodes_, allowed);
  bool whole = walk.document(depth_max < Walk::depth_max ? depth_max : size_t(Walk::depth_max));
  nodes_count_ = walk.nodes_count();
  marks_ = walk.marks();
  return whole;
}

bool QuickTree::make_room(size_t nodes) noexcept {
  if (nodes_ != nullptr && nodes <= room_) return true;
  std::free(nodes_);
  nodes_ = static_cast<csimdjson_node *>(std::malloc((nodes + 1) * sizeof(csimdjson_node)));
  room_ = nodes_ != nullptr ? nodes : 0;
  return nodes_ != nullptr;
}

csimdjson_tree QuickTree::give() noexcept {
  // Unused memory is returned. If the block cannot be reallocated, it stays as large as it is.
  void *fitted = std::realloc(static_cast<void *>(nodes_), nodes_count_ * sizeof(csimdjson_node));
  auto *nodes = static_cast<csimdjson_node *>(fitted != nullptr ? fitted : nodes_);
  csimdjson_tree tree = {bytes_, count_, nodes, nodes_count_, marks_, false};
  bytes_ = nullptr;
  nodes_ = nullptr;
  room_ = 0;
  return tree;
}

}  // namespace csimdjson_detail
