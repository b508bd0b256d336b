#include "parser.h"

using namespace csimdjson_detail;

namespace {

// A parser keeps the memory of ordinary events, not that of one large one.
constexpr size_t kept_count = size_t(1) << 20;

}  // namespace

extern "C" bool csimdjson_is_document(csimdjson *parser, const uint8_t *bytes, size_t count, size_t spare,
                                      size_t depth_max, size_t nodes_max) noexcept {
  if (spare >= simdjson::SIMDJSON_PADDING) {
    bool is_document = parser->checker.check(bytes, count, depth_max, nodes_max);
    if (count > kept_count) parser->checker.release();
    if (is_document) return true;
  }
  csimdjson_tree tree;
  size_t offset;
  int code = csimdjson_tree_parse(bytes, count, depth_max, nodes_max, &tree, &offset);
  csimdjson_tree_free(&tree);
  return code == CSIMDJSON_OK;
}
