#include "parser.h"

#include <cstdlib>
#include <type_traits>
#include <utility>

using namespace csimdjson_detail;

namespace {

/// A growing array that reports a failed allocation.
template <typename Item>
struct Growing {
  static_assert(std::is_trivially_copyable<Item>::value, "moved by realloc");
  Item *items = nullptr;
  size_t count = 0;
  size_t capacity = 0;

  ~Growing() noexcept { std::free(items); }

  bool append(const Item &item) noexcept {
    if (count == capacity) {
      size_t wanted = capacity < 32 ? 32 : capacity * 2;
      void *grown = std::realloc(static_cast<void *>(items), wanted * sizeof(Item));
      if (grown == nullptr) return false;
      items = static_cast<Item *>(grown);
      capacity = wanted;
    }
    items[count++] = item;
    return true;
  }
};

/// An array or object that is being read. They are kept on the heap, so that depth uses no stack.
struct Open {
  uint32_t node;
  bool is_object;
  bool started;
  ondemand::array_iterator elements;
  ondemand::object_iterator members;
};

class Builder {
 public:
  Builder(Text &text, ondemand::document &document, size_t depth_max, size_t nodes_max) noexcept
      : text_(text), document_(document), depth_max_(depth_max), nodes_max_(nodes_max) {}

  bool build() noexcept;
  Growing<csimdjson_node> nodes;

 private:
  bool root_scalar(size_t start, size_t length) noexcept;
  bool step() noexcept;
  bool close(uint32_t node) noexcept;
  bool member(ondemand::object_iterator &iterator) noexcept;
  bool value(ondemand::value value) noexcept;
  bool string(const uint8_t *begin) noexcept;
  bool scalar(size_t start, size_t length) noexcept;
  template <typename Container>
  bool open(size_t start, uint8_t kind, simdjson::simdjson_result<Container> container) noexcept;
  bool add(uint8_t kind, size_t start, size_t count) noexcept;
  bool fail(int code, size_t offset) noexcept;
  bool wrong_at(size_t offset) noexcept;

  static void begin(ondemand::object &object, Open &open) noexcept { (void)object.begin().get(open.members); }
  static void begin(ondemand::array &array, Open &open) noexcept { (void)array.begin().get(open.elements); }

  Text &text_;
  ondemand::document &document_;
  size_t depth_max_, nodes_max_;
  Growing<Open> stack_;
};

bool Builder::fail(int code, size_t offset) noexcept {
  text_.trouble.note(code, offset);
  return false;
}

bool Builder::wrong_at(size_t offset) noexcept {
  text_.wrong_at(offset);
  return false;
}

bool Builder::build() noexcept {
  std::string_view raw;
  if (document_.raw_json_token().get(raw) != simdjson::SUCCESS) return wrong_at(0);
  size_t start = text_.offset(raw.data());
  bool opened = false;
  switch (*text_.at(start)) {
    case '{': opened = open(start, CSIMDJSON_OBJECT, document_.get_object()); break;
    case '[': opened = open(start, CSIMDJSON_ARRAY, document_.get_array()); break;
    default: return root_scalar(start, raw.size());
  }
  while (opened && stack_.count > 0) opened = step();
  if (opened) text_.finish(document_);
  return opened;
}

bool Builder::root_scalar(size_t start, size_t length) noexcept {
  if (!(*text_.at(start) == '"' ? string(text_.at(start) + 1) : scalar(start, length))) return false;
  // The token extends to the next one. There must be none.
  return start + length >= text_.count() || wrong_at(start + length);
}

bool Builder::step() noexcept {
  Open &top = stack_.items[stack_.count - 1];
  bool more = false;
  if (top.is_object) {
    if (top.started) ++top.members;
    more = top.members != ondemand::object_iterator();
  } else {
    if (top.started) ++top.elements;
    more = top.elements != ondemand::array_iterator();
  }
  top.started = true;
  if (!more) return close(top.node);
  if (top.is_object) return member(top.members);
  ondemand::value element;
  if ((*top.elements).get(element) != simdjson::SUCCESS) {
    text_.stuck(document_);
    return false;
  }
  return value(element);
}

bool Builder::close(uint32_t node) noexcept {
  size_t end = text_.end_of_value(document_);
  if (end > text_.count()) return wrong_at(end);
  nodes.items[node].count = uint32_t(end - nodes.items[node].start);
  nodes.items[node].next = uint32_t(nodes.count);
  stack_.count--;
  return true;
}

bool Builder::member(ondemand::object_iterator &iterator) noexcept {
  ondemand::field field;
  if ((*iterator).get(field) != simdjson::SUCCESS) {
    text_.stuck(document_);
    return false;
  }
  return string(text_.at(text_.offset(field.key().raw()))) && value(field.value());
}

bool Builder::value(ondemand::value value) noexcept {
  std::string_view raw = value.raw_json_token();
  size_t start = text_.offset(raw.data());
  if (start >= text_.count()) return wrong_at(start);
  switch (*text_.at(start)) {
    case '{': return open(start, CSIMDJSON_OBJECT, value.get_object());
    case '[': return open(start, CSIMDJSON_ARRAY, value.get_array());
    case '"': (void)value.get_raw_json_string(); return string(text_.at(start) + 1);
    default: return scalar(start, raw.size());
  }
}

bool Builder::string(const uint8_t *begin) noexcept {
  StringScan scan = scan_string(begin, text_.end());
  if (scan.flaw != nullptr) text_.wrong_at(size_t(scan.flaw - text_.at(0)));
  if (scan.close == text_.end()) text_.wrong_at(text_.count());
  if (scan.flaw != nullptr || scan.close == text_.end()) return false;
  return add(CSIMDJSON_STRING, size_t(begin - text_.at(0)), size_t(scan.close - begin));
}

bool Builder::scalar(size_t start, size_t length) noexcept {
  const uint8_t *begin = text_.at(start);
  const uint8_t *end = text_.token_end(start, length);
  uint8_t kind = scalar_kind(begin, end);
  if (kind != CSIMDJSON_ABSENT) return add(kind, start, size_t(end - begin));
  return wrong_at(end == text_.end() && is_cut_short(begin, end) ? text_.count() : start);
}

template <typename Container>
bool Builder::open(size_t start, uint8_t kind, simdjson::simdjson_result<Container> container) noexcept {
  if (stack_.count >= depth_max_) return fail(CSIMDJSON_TOO_DEEP, start);
  Open opened = {uint32_t(nodes.count), kind == CSIMDJSON_OBJECT, false, {}, {}};
  Container entered;
  if (std::move(container).get(entered) != simdjson::SUCCESS) {
    text_.stuck(document_);
    return false;
  }
  begin(entered, opened);
  if (!add(kind, start, 0)) return false;
  return stack_.append(opened) || fail(CSIMDJSON_MEMORY, 0);
}

bool Builder::add(uint8_t kind, size_t start, size_t count) noexcept {
  if (nodes.count >= nodes_max_ || nodes.count >= UINT32_MAX - 1) return fail(CSIMDJSON_TOO_LARGE, start);
  csimdjson_node node = {uint32_t(start), uint32_t(count), uint32_t(nodes.count + 1), kind};
  return nodes.append(node) || fail(CSIMDJSON_MEMORY, 0);
}

/// For a text that QuickTree rejected: it may still be valid; otherwise this finds the error.
int read_carefully(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max,
                   csimdjson_tree *tree, size_t *error_offset) noexcept {
  *tree = {nullptr, 0, nullptr, 0, 0, false};
  *error_offset = 0;
  ondemand::parser parser;
  ondemand::document document;
  Buffer buffer;
  Text text(bytes, count, 0);
  if (text.open(parser, buffer, document)) {
    Builder builder(text, document, depth_max, nodes_max);
    bool built = builder.build();
    if (built && text.trouble.code == CSIMDJSON_OK) {
      *tree = {buffer.bytes, count, builder.nodes.items, builder.nodes.count, CSIMDJSON_MARK_ALL, false};
      buffer.bytes = nullptr;
      builder.nodes.items = nullptr;
      return CSIMDJSON_OK;
    }
    if (!built) text.wrong_at(count);
  }
  *error_offset = text.trouble.offset;
  return text.trouble.code;
}

// A parser keeps its memory for ordinary events, but releases that of a large one.
constexpr size_t kept_count = size_t(1) << 20;

}  // namespace

extern "C" int csimdjson_tree_parse(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max,
                                    csimdjson_tree *tree, size_t *error_offset) noexcept {
  {
    QuickTree quick;
    if (quick.read(bytes, count, depth_max, nodes_max)) {
      *tree = quick.give();
      *error_offset = 0;
      return CSIMDJSON_OK;
    }
  }
  return read_carefully(bytes, count, depth_max, nodes_max, tree, error_offset);
}

extern "C" int csimdjson_tree_borrow(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max,
                                     csimdjson_tree *tree, size_t *error_offset) noexcept {
  {
    QuickTree quick;
    if (quick.check(bytes, count, depth_max, nodes_max)) {
      *tree = quick.give();
      tree->bytes = const_cast<uint8_t *>(bytes);
      tree->count = count;
      tree->is_borrowed = true;
      *error_offset = 0;
      return CSIMDJSON_OK;
    }
  }
  return read_carefully(bytes, count, depth_max, nodes_max, tree, error_offset);
}

extern "C" bool csimdjson_is_document(csimdjson *parser, const uint8_t *bytes, size_t count, size_t spare,
                                      size_t depth_max, size_t nodes_max) noexcept {
  csimdjson_tree tree;
  size_t offset;
  int code;
  if (spare >= simdjson::SIMDJSON_PADDING) {
    bool is_document = parser->checker.check(bytes, count, depth_max, nodes_max);
    if (count > kept_count) parser->checker.release();
    if (is_document) return true;
    code = read_carefully(bytes, count, depth_max, nodes_max, &tree, &offset);
  } else {
    code = csimdjson_tree_parse(bytes, count, depth_max, nodes_max, &tree, &offset);
  }
  csimdjson_tree_free(&tree);
  return code == CSIMDJSON_OK;
}

extern "C" void csimdjson_tree_free(csimdjson_tree *tree) noexcept {
  if (!tree->is_borrowed) std::free(tree->bytes);
  std::free(tree->nodes);
  *tree = {nullptr, 0, nullptr, 0, 0, false};
}
