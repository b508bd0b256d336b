// The parser of the C API.
#ifndef CSIMDJSON_PARSER_H
#define CSIMDJSON_PARSER_H

#include "quick_tree.h"
#include "text.h"

struct csimdjson {
  simdjson::ondemand::parser parser;
  csimdjson_detail::Buffer buffer;
  csimdjson_detail::QuickTree checker;
};

#endif
