/// A C wrapper of simdjson with two ways to read JSON. csimdjson_members reads members of a top-level object
/// by name and ignores the rest. csimdjson_tree_parse validates a whole document and returns an array of
/// nodes. No function throws, prints, exits, or reads anything but its arguments. Offsets and lengths are in
/// bytes.
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

/// The results of reading: 0, or why the text could not be read completely.
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

/// The kinds of tokens and nodes.
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

/// How many readable bytes after a text make a copy unnecessary.
size_t csimdjson_padding(void) CSIMDJSON_NOEXCEPT;

/// Whether `bytes` is well-formed UTF-8. An empty range is.
bool csimdjson_valid_utf8(const uint8_t *bytes, size_t count) CSIMDJSON_NOEXCEPT;

// MARK: Members of an object

/// A parser that reuses its memory from text to text. Not thread-safe.
typedef struct csimdjson csimdjson;

/// The name of a member, as UTF-8 without escapes.
typedef struct {
  const uint8_t *bytes;
  size_t count;
} csimdjson_name;

/// The position of a value in the text: of a string the undecoded text between its quotes, of anything else
/// its text.
typedef struct {
  size_t start;
  size_t count;
  uint8_t kind;
} csimdjson_token;

/// Returns a new parser, or NULL if there is no memory. The caller frees it.
csimdjson *csimdjson_create(void) CSIMDJSON_NOEXCEPT;

/// Frees a parser. NULL is allowed.
void csimdjson_free(csimdjson *parser) CSIMDJSON_NOEXCEPT;

/// Finds members of the object in `bytes` by name. `tokens[i]` is the position of the value of `names[i]`, or
/// absent. Of members with the same name the last one counts. Names with escapes are compared decoded.
///
/// Only the structure of the object, the UTF-8 of the text and the requested values are checked, so an
/// invalid number or unpaired surrogate elsewhere does not matter. If the text is truncated or not JSON, the
/// result says so, `*error_offset` is the position, and the tokens found so far are returned. A string with
/// an invalid escape is returned too.
///
/// `spare` is the number of readable, initialised bytes after the text. If it is at least
/// csimdjson_padding(), a valid text is not copied.
int csimdjson_members(csimdjson *parser, const uint8_t *bytes, size_t count, size_t spare,
                      const csimdjson_name *names,
                      size_t name_count, csimdjson_token *tokens, size_t *error_offset) CSIMDJSON_NOEXCEPT;

// MARK: A whole document

/// A value or, in an object, a key. The nodes of an array or object follow it; in an object, keys and values
/// alternate.
typedef struct {
  uint32_t start;  ///< of strings and keys: after the opening quote
  uint32_t count;  ///< of strings and keys: without the quotes
  uint32_t next;   ///< index of the node after this one and its contents
  uint8_t kind;
} csimdjson_node;

/// A document: its text, which is a copy unless it is borrowed, and its nodes, the root first.
typedef struct {
  uint8_t *bytes;
  size_t count;
  csimdjson_node *nodes;
  size_t node_count;
  uint32_t marks;  ///< which keys there may be
  bool is_borrowed;
} csimdjson_tree;

/// Marks for keys that are expensive to search for. A mark is set if such a key exists; it may also be set if
/// none does.
enum {
  CSIMDJSON_MARK_DOLLAR = 1,       ///< a key that begins with "$", other than "$ref"
  CSIMDJSON_MARK_UNEVALUATED = 2,  ///< a key that begins with "unevaluated"
  CSIMDJSON_MARK_ALL = 3,
};

/// Reads and validates a whole document. More than `depth_max` levels of nesting or more than `nodes_max`
/// nodes are an error. On success `*tree` owns memory, to be freed by csimdjson_tree_free. On failure it is
/// empty, and `*error_offset` is the position of the error. Numbers of any size and unpaired surrogates in
/// strings are accepted.
int csimdjson_tree_parse(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max,
                         csimdjson_tree *tree, size_t *error_offset) CSIMDJSON_NOEXCEPT;

/// The same without a copy of the text, which must outlive the document and be followed by
/// csimdjson_padding() readable bytes.
int csimdjson_tree_borrow(const uint8_t *bytes, size_t count, size_t depth_max, size_t nodes_max,
                          csimdjson_tree *tree, size_t *error_offset) CSIMDJSON_NOEXCEPT;

/// Whether csimdjson_tree_parse would accept a text, but faster. There is no copy if `spare`, the number of
/// readable, initialised bytes after the text, is at least csimdjson_padding().
bool csimdjson_is_document(csimdjson *parser, const uint8_t *bytes, size_t count, size_t spare,
                           size_t depth_max, size_t nodes_max) CSIMDJSON_NOEXCEPT;

/// Frees the memory of a document and empties it.
void csimdjson_tree_free(csimdjson_tree *tree) CSIMDJSON_NOEXCEPT;

// MARK: A document for use by one thread

/// The position in a memory pool. Memory that was handed out after a mark can be taken back.
typedef struct {
  struct csimdjson_block *block;
  size_t used;
} csimdjson_mark;

/// A document for use by one thread, and two pools for texts: lasting ones, which include each decoded string
/// once, and brief ones, which can be taken back.
typedef struct {
  csimdjson_tree tree;  ///< of someone else, who keeps it
  csimdjson_mark lasting;
  csimdjson_mark brief;
  struct csimdjson_decoded *table;  ///< where the decoded strings are, by node
  size_t table_count;
  size_t table_room;
  bool failed;  ///< memory was lacking, so that a text is not what it should be
} csimdjson_workspace;

/// The node with this index of the tree.
static inline csimdjson_node csimdjson_workspace_node(const csimdjson_workspace *workspace, size_t node) {
  return workspace->tree.nodes[node];
}

/// The text of a node; for strings and keys, the text between the quotes.
static inline csimdjson_name csimdjson_workspace_content(const csimdjson_workspace *workspace, size_t node) {
  const csimdjson_node *found = &workspace->tree.nodes[node];
  csimdjson_name content = {workspace->tree.bytes + found->start, found->count};
  return content;
}

/// Frees the memory of all texts.
void csimdjson_workspace_free(csimdjson_workspace *workspace) CSIMDJSON_NOEXCEPT;

/// Memory for a text of so many bytes. It lasts as long as the workspace, or until it is taken back. Without
/// memory it returns NULL and sets `failed`.
uint8_t *csimdjson_workspace_room(csimdjson_workspace *workspace, size_t count,
                                  bool lasts) CSIMDJSON_NOEXCEPT;

/// Takes back the brief memory handed out since `workspace->brief` was `mark`.
void csimdjson_workspace_take_back(csimdjson_workspace *workspace, csimdjson_mark mark) CSIMDJSON_NOEXCEPT;

/// The decoded text of a string. Without memory it returns the undecoded text and sets `failed`.
csimdjson_name csimdjson_workspace_text(csimdjson_workspace *workspace, size_t node) CSIMDJSON_NOEXCEPT;

/// The node of the object's value with this name, the last if there are several; 0 if there is none.
size_t csimdjson_member(const csimdjson_tree *tree, size_t object, csimdjson_name name) CSIMDJSON_NOEXCEPT;

// MARK: Single values

/// Decodes the text between the quotes of a string to `out`, which must have room for `count` bytes; the
/// result is never longer. Returns the number of bytes written. Unpaired surrogates become U+FFFD; unknown
/// escapes are kept as written.
size_t csimdjson_unescape(const uint8_t *raw, size_t count, uint8_t *out) CSIMDJSON_NOEXCEPT;

/// Whether the text between the quotes of a string, decoded, equals `name` byte by byte.
bool csimdjson_string_equals(const uint8_t *raw, size_t count, csimdjson_name name) CSIMDJSON_NOEXCEPT;

/// The value of a number token, if it is an integer and fits: "12", "1.0" and "1e2" are integers.
bool csimdjson_int64(const uint8_t *number, size_t count, int64_t *out) CSIMDJSON_NOEXCEPT;

/// The Double nearest to a number token; infinity if out of range. Returns false if there is no memory for a
/// long token.
bool csimdjson_double(const uint8_t *number, size_t count, double *out) CSIMDJSON_NOEXCEPT;

/// Writes a finite number as JSON text, which is read as the same number again, and returns its length; 0 on
/// failure.
size_t csimdjson_number(double value, uint8_t out[32]) CSIMDJSON_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
