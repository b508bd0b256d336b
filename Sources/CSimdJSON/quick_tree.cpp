#include "quick_tree.h"

#include <cstdlib>
#include <cstring>

namespace csimdjson_detail {

namespace {

constexpr size_t open_max = 4096;

}  // namespace

QuickTree::~QuickTree() noexcept {
  std::free(bytes_);
  std::free(nodes_);
}

bool QuickTree::read(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max) noexcept {
  begin_ = count >= 3 && std::memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  depth_max_ = depth_max < open_max ? depth_max : open_max;
  count_ = count;
  if (count <= begin_ || count > simdjson::SIMDJSON_MAXSIZE_BYTES) return false;
  bytes_ = static_cast<uint8_t *>(std::malloc(count + simdjson::SIMDJSON_PADDING));
  if (bytes_ == nullptr) return false;
  std::memcpy(bytes_, bytes, count);
  std::memset(bytes_ + count, 0, simdjson::SIMDJSON_PADDING);
  if (parser_.allocate(count - begin_) != simdjson::SUCCESS) return false;
  auto &implementation = *parser_.implementation;
  auto error = implementation.stage1(bytes_ + begin_, count - begin_, simdjson::stage1_mode::regular);
  if (error != simdjson::SUCCESS) return false;
  places_ = implementation.structural_indexes.get();
  places_count_ = implementation.n_structural_indexes;
  // Each node begins at a place of its own; pages that are not reached cost nothing.
  if (places_count_ > nodes_max || places_count_ >= UINT32_MAX) {
    nodes_max_ = nodes_max;
  } else {
    nodes_max_ = places_count_;
  }
  nodes_ = static_cast<csimdjson_node *>(std::malloc((nodes_max_ + 1) * sizeof(csimdjson_node)));
  return nodes_ != nullptr && value();
}

csimdjson_tree QuickTree::give() noexcept {
  // What was not needed goes back; a block that cannot be moved stays as large as it is.
  void *fitted = std::realloc(static_cast<void *>(nodes_), nodes_count_ * sizeof(csimdjson_node));
  auto *nodes = static_cast<csimdjson_node *>(fitted != nullptr ? fitted : nodes_);
  csimdjson_tree tree = {bytes_, count_, nodes, nodes_count_, marks_};
  bytes_ = nullptr;
  nodes_ = nullptr;
  return tree;
}

/// The whole document: states instead of calls, so that depth costs no machine stack.
bool QuickTree::value() noexcept {
  uint32_t open[open_max];
  size_t depth = 0;
  bool wants_key = false;
  for (;;) {
    size_t place = next();
    if (place == none) return false;
    uint8_t byte = bytes_[place];
    bool opened = false;
    if (wants_key) {
      if (byte != '"' || !string(place, true)) return false;
      size_t colon = next();
      if (colon == none || bytes_[colon] != ':') return false;
      wants_key = false;
      continue;
    }
    if (byte == '{' || byte == '[') {
      if (depth >= depth_max_ || !add(byte == '{' ? CSIMDJSON_OBJECT : CSIMDJSON_ARRAY, place, 0)) return false;
      open[depth++] = uint32_t(nodes_count_ - 1);
      opened = true;
    } else if (byte == '"' ? !string(place, false) : !scalar(place)) {
      return false;
    }
    // Behind a value: brackets close, a comma goes on, an opened bracket goes on unless it is closed at once.
    for (;;) {
      if (depth == 0) return at_ == places_count_;
      bool is_object = nodes_[open[depth - 1]].kind == CSIMDJSON_OBJECT;
      if (at_ >= places_count_) return false;
      size_t behind = begin_ + places_[at_];
      uint8_t sign = bytes_[behind];
      if (sign == (is_object ? '}' : ']')) {
        at_++;
        csimdjson_node &node = nodes_[open[--depth]];
        node.count = uint32_t(behind + 1 - node.start);
        node.next = uint32_t(nodes_count_);
        opened = false;
        continue;
      }
      if (!opened) {
        if (sign != ',') return false;
        at_++;
      }
      wants_key = is_object;
      break;
    }
  }
}

size_t QuickTree::next() noexcept { return at_ < places_count_ ? begin_ + places_[at_++] : none; }

/// Where the text of a token ends that began at the place before: in front of the white space before the next.
const uint8_t *QuickTree::end_of_token(size_t start) const noexcept {
  const uint8_t *end = bytes_ + (at_ < places_count_ ? begin_ + places_[at_] : count_);
  while (end > bytes_ + start + 1 && (end[-1] == ' ' || end[-1] == '\n' || end[-1] == '\r' || end[-1] == '\t')) end--;
  return end;
}

bool QuickTree::string(size_t place, bool is_key) noexcept {
  const uint8_t *begin = bytes_ + place + 1;
  const uint8_t *end = end_of_token(place) - 1;
  if (end < begin || *end != '"') return false;
  bool has_escape = std::memchr(begin, '\\', size_t(end - begin)) != nullptr;
  if (has_escape) {
    StringScan scan = scan_string(begin, bytes_ + count_);
    if (scan.flaw != nullptr || scan.close != end) return false;
  }
  if (is_key) mark(begin, size_t(end - begin), has_escape);
  return add(CSIMDJSON_STRING, place + 1, size_t(end - begin));
}

void QuickTree::mark(const uint8_t *key, size_t count, bool has_escape) noexcept {
  if (has_escape) marks_ = CSIMDJSON_MARK_ALL;
  if (count == 0) return;
  if (*key == '$' && !(count == 4 && std::memcmp(key, "$ref", 4) == 0)) marks_ |= CSIMDJSON_MARK_DOLLAR;
  if (*key == 'u' && count > 11 && std::memcmp(key, "unevaluated", 11) == 0) marks_ |= CSIMDJSON_MARK_UNEVALUATED;
}

bool QuickTree::scalar(size_t place) noexcept {
  const uint8_t *begin = bytes_ + place;
  const uint8_t *end = end_of_token(place);
  uint8_t kind = scalar_kind(begin, end);
  return kind != CSIMDJSON_ABSENT && add(kind, place, size_t(end - begin));
}

bool QuickTree::add(uint8_t kind, size_t start, size_t count) noexcept {
  if (nodes_count_ >= nodes_max_) return false;
  nodes_[nodes_count_] = {uint32_t(start), uint32_t(count), uint32_t(nodes_count_ + 1), kind};
  nodes_count_++;
  return true;
}

}  // namespace csimdjson_detail
