/// A C door to simdjson. Two ways to read JSON: the members of a top-level object by name, touching nothing
/// else (csimdjson_members), and a whole document, checked whole, as an array of nodes
/// (csimdjson_tree_parse). Nothing here throws, prints, exits or reads anything but its arguments. Offsets
/// and lengths count bytes.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CSIMDJSON_NOEXCEPT noexcept
extern "C" {
#else
#define CSIMDJSON_NOEXCEPT
#endif

/// Results of the reading functions: 0, or why the text could not be read to its end.
enum {
  CSIMDJSON_OK = 0,
  CSIMDJSON_SYNTAX = -1,      ///< not JSON (RFC 8259)
  CSIMDJSON_TRUNCATED = -2,   ///< JSON as far as it goes, but it ends too early; empty text included
  CSIMDJSON_NOT_OBJECT = -3,  ///< a value, but not an object
  CSIMDJSON_TOO_DEEP = -4,    ///< nested deeper than the limit
  CSIMDJSON_TOO_LARGE = -5,   ///< 4 GiB or more, or more nodes than the limit
  CSIMDJSON_MEMORY = -6,      ///< an allocation failed
  CSIMDJSON_ENCODING = -7,    ///< not UTF-8
};

/// What a token or a node is.
enum {
  CSIMDJSON_ABSENT = 0,
  CSIMDJSON_NULL = 1,
  CSIMDJSON_FALSE = 2,
  CSIMDJSON_TRUE = 3,
  CSIMDJSON_NUMBER = 4,
  CSIMDJSON_STRING = 5,
  CSIMDJSON_ARRAY = 6,
  CSIMDJSON_OBJECT = 7,
};

/// simdjson's version, for example "3.0.1".
const char *csimdjson_version(void) CSIMDJSON_NOEXCEPT;

/// How many readable bytes behind a text spare it being copied.
size_t csimdjson_padding(void) CSIMDJSON_NOEXCEPT;

/// True when `bytes` is well-formed UTF-8. An empty range is.
bool csimdjson_valid_utf8(const uint8_t *bytes, size_t count) CSIMDJSON_NOEXCEPT;

// MARK: Members of an object

/// A parser that keeps its memory from one text to the next. One thread at a time.
typedef struct csimdjson csimdjson;

/// The name of a member, as UTF-8 without escapes.
typedef struct {
  const uint8_t *bytes;
  size_t count;
} csimdjson_name;

/// Where a value lies in the text: of a string what stands between its quotes, undecoded; of anything else
/// its text.
typedef struct {
  size_t start;
  size_t count;
  uint8_t kind;
} csimdjson_token;

/// A new parser, or NULL when there is no memory for it. The caller frees it.
csimdjson *csimdjson_create(void) CSIMDJSON_NOEXCEPT;

/// Frees a parser; NULL is let pass.
void csimdjson_free(csimdjson *parser) CSIMDJSON_NOEXCEPT;

/// Finds members of the object in `bytes` by name: `tokens[i]` tells where the value of `names[i]` lies, or
/// that it is absent. Of members with the same name the last one counts; names written with escapes are
/// compared decoded.
///
/// Only the structure of the object, the UTF-8 of the text and the values asked for are checked, so that an
/// odd number or a lone surrogate elsewhere hides nothing. When the text breaks off or is not JSON, the
/// result says so, `*error_offset` says where, and the tokens found nevertheless are given. A string with a
/// bad escape is given too.
///
/// `spare` is the number of readable, initialised bytes behind the text; from csimdjson_padding() on, a text
/// that is whole is not copied.
int csimdjson_members(csimdjson *parser, const uint8_t *bytes, size_t count, size_t spare,
                      const csimdjson_name *names,
                      size_t name_count, csimdjson_token *tokens, size_t *error_offset) CSIMDJSON_NOEXCEPT;

// MARK: A whole document

/// A value or, in an object, a key. The nodes of an array or object follow it; in an object keys and values
/// alternate.
typedef struct {
  uint32_t start;  ///< of strings and keys: behind the opening quote
  uint32_t count;  ///< of strings and keys: without the quotes
  uint32_t next;   ///< index of the node behind this one and everything within it
  uint8_t kind;
} csimdjson_node;

/// A document: its text, a copy unless it is borrowed, and its nodes, the root first.
typedef struct {
  uint8_t *bytes;
  size_t count;
  csimdjson_node *nodes;
  size_t node_count;
  uint32_t marks;  ///< which keys there may be
  bool is_borrowed;
} csimdjson_tree;

/// Keys that are worth knowing of before a document is searched for them. A mark is set where such a key is,
/// and may be set where none is.
enum {
  CSIMDJSON_MARK_DOLLAR = 1,       ///< a key that begins with "$", other than "$ref"
  CSIMDJSON_MARK_UNEVALUATED = 2,  ///< a key that begins with "unevaluated"
  CSIMDJSON_MARK_ALL = 3,
};

/// Reads and checks a whole document. Nesting deeper than `depth_max` arrays and objects or more than
/// `nodes_max` nodes is refused. On success `*tree` owns memory that csimdjson_tree_free returns; on failure
/// it is empty and `*error_offset` says where the trouble is. Numbers of any size and lone surrogates in
/// strings are accepted.
int csimdjson_tree_parse(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max,
                         csimdjson_tree *tree, size_t *error_offset) CSIMDJSON_NOEXCEPT;

/// The same without a copy of the text, which must outlive the document and have csimdjson_padding() readable
/// bytes behind it.
int csimdjson_tree_borrow(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max,
                          csimdjson_tree *tree, size_t *error_offset) CSIMDJSON_NOEXCEPT;

/// Whether csimdjson_tree_parse would read a text; quicker, and without a copy where `spare`, the number of
/// readable, initialised bytes behind the text, is csimdjson_padding() or more.
bool csimdjson_is_document(csimdjson *parser, const uint8_t *bytes, size_t count, size_t spare,
                           size_t depth_max, size_t nodes_max) CSIMDJSON_NOEXCEPT;

/// Returns the memory of a document and empties it.
void csimdjson_tree_free(csimdjson_tree *tree) CSIMDJSON_NOEXCEPT;

// MARK: A document as one thread reads it

/// Where memory that is handed out in pieces stands. What was handed out after a mark was taken can be taken
/// back.
typedef struct {
  struct csimdjson_block *block;
  size_t used;
} csimdjson_mark;

/// A document that one thread reads, and the texts that are made meanwhile: those that last as long as the
/// workspace, decoded strings among them, each once, and those that are taken back.
typedef struct {
  csimdjson_tree tree;  ///< of someone else, who keeps it
  csimdjson_mark lasting;
  csimdjson_mark brief;
  struct csimdjson_decoded *table;  ///< where the decoded strings are, by node
  size_t table_count;
  size_t table_room;
  bool failed;  ///< memory was lacking, so that a text is not what it should be
} csimdjson_workspace;

/// A node by its index, which is one of the tree's.
static inline csimdjson_node csimdjson_workspace_node(const csimdjson_workspace *workspace, size_t node) {
  return workspace->tree.nodes[node];
}

/// What a node covers of the text: of strings and keys what stands between the quotes.
static inline csimdjson_name csimdjson_workspace_content(const csimdjson_workspace *workspace, size_t node) {
  const csimdjson_node *found = &workspace->tree.nodes[node];
  csimdjson_name content = {workspace->tree.bytes + found->start, found->count};
  return content;
}

/// Returns the memory of all texts.
void csimdjson_workspace_free(csimdjson_workspace *workspace) CSIMDJSON_NOEXCEPT;

/// Memory for a text of so many bytes, which lasts as long as the workspace or until it is taken back. NULL,
/// and `failed` is set, without memory.
uint8_t *csimdjson_workspace_room(csimdjson_workspace *workspace, size_t count,
                                  bool lasts) CSIMDJSON_NOEXCEPT;

/// Takes back what csimdjson_workspace_room handed out, but for what lasts, since `workspace->brief` was
/// `mark`.
void csimdjson_workspace_take_back(csimdjson_workspace *workspace, csimdjson_mark mark) CSIMDJSON_NOEXCEPT;

/// The decoded text of a string. Without memory it is the undecoded one, and `failed` is set.
csimdjson_name csimdjson_workspace_text(csimdjson_workspace *workspace, size_t node) CSIMDJSON_NOEXCEPT;

/// The node of the value that an object has under this name, the last if there are several; 0 when there is
/// none.
size_t csimdjson_member(const csimdjson_tree *tree, size_t object, csimdjson_name name) CSIMDJSON_NOEXCEPT;

// MARK: Single values

/// Decodes what stands between the quotes of a string into `out`, which must hold `count` bytes; the result
/// is never longer. Answers the number of bytes written. Surrogates without partner become U+FFFD; escapes
/// that JSON does not know stay as they are.
size_t csimdjson_unescape(const uint8_t *raw, size_t count, uint8_t *out) CSIMDJSON_NOEXCEPT;

/// Whether what stands between the quotes of a string, decoded, is `name`, byte by byte.
bool csimdjson_string_equals(const uint8_t *raw, size_t count, csimdjson_name name) CSIMDJSON_NOEXCEPT;

/// The number that a number token stands for, if it is whole and fits: "12", "1.0" and "1e2" are whole.
bool csimdjson_int64(const uint8_t *number, size_t count, int64_t *out) CSIMDJSON_NOEXCEPT;

/// The Double nearest to a number token, infinity beyond its range. False when memory is lacking for a long
/// token.
bool csimdjson_double(const uint8_t *number, size_t count, double *out) CSIMDJSON_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
