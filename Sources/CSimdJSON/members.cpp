#include "parser.h"

#include <cstring>
#include <new>
#include <utility>

using namespace csimdjson_detail;

namespace {

// A parser keeps its memory for ordinary answers, but releases that of a large document.
constexpr size_t kept_capacity = size_t(4) << 20;

class Members {
 public:
  Members(Text &text, ondemand::document &document, const csimdjson_name *names, size_t name_count,
          csimdjson_token *tokens) noexcept
      : text_(text), document_(document), names_(names), name_count_(name_count), tokens_(tokens) {}

  void read() noexcept;

 private:
  bool member(ondemand::field field) noexcept;
  bool value(ondemand::value value, csimdjson_token &token) noexcept;
  void string(size_t start, csimdjson_token &token) noexcept;
  void scalar(size_t start, size_t length, csimdjson_token &token) noexcept;
  template <typename Container>
  bool container(simdjson::simdjson_result<Container> result, uint8_t kind, csimdjson_token &token) noexcept;
  void not_an_object() noexcept;

  Text &text_;
  ondemand::document &document_;
  const csimdjson_name *names_;
  size_t name_count_;
  csimdjson_token *tokens_;
};

void Members::read() noexcept {
  ondemand::object object;
  ondemand::object_iterator iterator, end;
  if (document_.get_object().get(object) != simdjson::SUCCESS) return not_an_object();
  if (object.begin().get(iterator) != simdjson::SUCCESS) return text_.stuck(document_);
  for (; iterator != end; ++iterator) {
    ondemand::field field;
    // If skipping the last value used up all tokens, the value was never closed.
    if (text_.is_used_up(document_)) return text_.wrong_at(text_.count());
    if ((*iterator).get(field) != simdjson::SUCCESS) return text_.stuck(document_);
    if (!member(field)) return;
  }
  text_.finish(document_);
}

bool Members::member(ondemand::field field) noexcept {
  const uint8_t *key = text_.at(text_.offset(field.key().raw()));
  StringScan scan = scan_string(key, text_.end());
  if (scan.flaw != nullptr) text_.wrong_at(size_t(scan.flaw - text_.at(0)));
  size_t count = size_t(scan.close - key);
  bool escaped = std::memchr(key, '\\', count) != nullptr;
  for (size_t index = 0; index < name_count_; index++) {
    csimdjson_name name = names_[index];
    bool same = escaped ? csimdjson_string_equals(key, count, name)
                        : count == name.count && (count == 0 || std::memcmp(key, name.bytes, count) == 0);
    if (same) return value(field.value(), tokens_[index]);
  }
  return true;
}

bool Members::value(ondemand::value value, csimdjson_token &token) noexcept {
  std::string_view raw = value.raw_json_token();
  size_t start = text_.offset(raw.data());
  if (start >= text_.count()) {
    text_.wrong_at(start);
    return false;
  }
  switch (*text_.at(start)) {
    case '{': return container(value.get_object(), CSIMDJSON_OBJECT, token);
    case '[': return container(value.get_array(), CSIMDJSON_ARRAY, token);
    case '"': string(start, token); return true;
    default: scalar(start, raw.size(), token); return true;
  }
}

void Members::string(size_t start, csimdjson_token &token) noexcept {
  const uint8_t *begin = text_.at(start) + 1;
  StringScan scan = scan_string(begin, text_.end());
  if (scan.flaw != nullptr) text_.wrong_at(size_t(scan.flaw - text_.at(0)));
  if (scan.close == text_.end()) return text_.wrong_at(text_.count());
  token = {start + 1, size_t(scan.close - begin), CSIMDJSON_STRING};
}

void Members::scalar(size_t start, size_t length, csimdjson_token &token) noexcept {
  // A number at the end of the text may be truncated. A truncated id would be worse than none.
  const uint8_t *end = text_.token_end(start, length);
  if (end == text_.end()) return text_.wrong_at(text_.count());
  uint8_t kind = scalar_kind(text_.at(start), end);
  if (kind == CSIMDJSON_ABSENT) return text_.wrong_at(start);
  token = {start, size_t(end - text_.at(start)), kind};
}

template <typename Container>
bool Members::container(simdjson::simdjson_result<Container> result, uint8_t kind,
                        csimdjson_token &token) noexcept {
  Container container;
  std::string_view raw;
  if (std::move(result).get(container) != simdjson::SUCCESS ||
      container.raw_json().get(raw) != simdjson::SUCCESS) {
    text_.ran_out_or_stuck(document_);
    return false;
  }
  size_t start = text_.offset(raw.data());
  size_t end = text_.end_of_value(document_);
  // On-Demand counts brackets without distinguishing braces from square brackets.
  if (end > text_.count() || *text_.at(end - 1) != (kind == CSIMDJSON_OBJECT ? '}' : ']')) {
    text_.wrong_at(end - 1);
    return false;
  }
  token = {start, end - start, kind};
  return true;
}

void Members::not_an_object() noexcept {
  std::string_view raw;
  if (document_.raw_json_token().get(raw) != simdjson::SUCCESS) return text_.wrong_at(0);
  size_t start = text_.offset(raw.data());
  const uint8_t *begin = text_.at(start);
  const uint8_t *end = text_.token_end(start, raw.size());
  bool is_value = *begin == '[' || *begin == '"' || scalar_kind(begin, end) != CSIMDJSON_ABSENT;
  text_.trouble.note(is_value ? CSIMDJSON_NOT_OBJECT : CSIMDJSON_SYNTAX, start);
}

void release_large(csimdjson &parser) noexcept {
  if (parser.parser.capacity() > kept_capacity) parser.parser = ondemand::parser();
  if (parser.buffer.capacity > kept_capacity) parser.buffer.release();
}

}  // namespace

extern "C" csimdjson *csimdjson_create(void) noexcept { return new (std::nothrow) csimdjson; }

extern "C" void csimdjson_free(csimdjson *parser) noexcept { delete parser; }

extern "C" int csimdjson_members(csimdjson *parser, const uint8_t *bytes, size_t count, size_t spare,
                                 const csimdjson_name *names, size_t name_count, csimdjson_token *tokens,
                                 size_t *error_offset) noexcept {
  for (size_t index = 0; index < name_count; index++) tokens[index] = {0, 0, CSIMDJSON_ABSENT};
  Text text(bytes, count, spare);
  ondemand::document document;
  if (text.open(parser->parser, parser->buffer, document)) {
    Members(text, document, names, name_count, tokens).read();
  }
  release_large(*parser);
  *error_offset = text.trouble.code == CSIMDJSON_OK ? 0 : text.trouble.offset;
  return text.trouble.code;
}
