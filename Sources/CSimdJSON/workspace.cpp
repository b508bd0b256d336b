// A document used by one thread: members by name, and memory for texts.
#include "csimdjson.h"

#include <cstdlib>
#include <cstring>

struct csimdjson_block {
  csimdjson_block *before;
  size_t room;
  uint8_t bytes[1];
};

struct csimdjson_decoded {
  size_t node;
  csimdjson_name text;
};

namespace {

constexpr size_t block_room = 4000;

uint8_t *hand_out(csimdjson_mark &mark, size_t count) noexcept {
  if (mark.block == nullptr || mark.block->room - mark.used < count) {
    if (count > SIZE_MAX / 2) return nullptr;
    size_t room = count > block_room ? count : block_room;
    auto *block = static_cast<csimdjson_block *>(std::malloc(sizeof(csimdjson_block) + room));
    if (block == nullptr) return nullptr;
    block->before = mark.block;
    block->room = room;
    mark = {block, 0};
  }
  uint8_t *bytes = mark.block->bytes + mark.used;
  mark.used += count;
  return bytes;
}

void take_back(csimdjson_mark &from, csimdjson_mark to) noexcept {
  while (from.block != to.block) {
    csimdjson_block *before = from.block->before;
    std::free(from.block);
    from.block = before;
  }
  from.used = to.used;
}

/// The slot of a node in the hash table, or the empty one where it belongs. The table is never full.
csimdjson_decoded *find(csimdjson_decoded *table, size_t room, size_t node) noexcept {
  size_t place = (node * size_t(0x9E3779B97F4A7C15)) >> 20;
  while (table[place & (room - 1)].text.bytes != nullptr && table[place & (room - 1)].node != node) place++;
  return &table[place & (room - 1)];
}

bool make_room(csimdjson_workspace *workspace) noexcept {
  if (workspace->table_count < workspace->table_room / 2) return true;
  size_t room = workspace->table_room == 0 ? 64 : workspace->table_room * 2;
  auto *table = static_cast<csimdjson_decoded *>(std::calloc(room, sizeof(csimdjson_decoded)));
  if (table == nullptr) return false;
  for (size_t place = 0; place < workspace->table_room; place++) {
    const csimdjson_decoded &known = workspace->table[place];
    if (known.text.bytes != nullptr) *find(table, room, known.node) = known;
  }
  std::free(workspace->table);
  workspace->table = table;
  workspace->table_room = room;
  return true;
}

}  // namespace

extern "C" void csimdjson_workspace_free(csimdjson_workspace *workspace) noexcept {
  take_back(workspace->lasting, {nullptr, 0});
  take_back(workspace->brief, {nullptr, 0});
  std::free(workspace->table);
  workspace->table = nullptr;
}

extern "C" uint8_t *csimdjson_workspace_room(csimdjson_workspace *workspace, size_t count,
                                             bool lasts) noexcept {
  uint8_t *bytes = hand_out(lasts ? workspace->lasting : workspace->brief, count);
  workspace->failed = workspace->failed || bytes == nullptr;
  return bytes;
}

extern "C" void csimdjson_workspace_take_back(csimdjson_workspace *workspace, csimdjson_mark mark) noexcept {
  take_back(workspace->brief, mark);
}

extern "C" csimdjson_name csimdjson_workspace_text(csimdjson_workspace *workspace, size_t node) noexcept {
  const csimdjson_node &string = workspace->tree.nodes[node];
  csimdjson_name raw = {workspace->tree.bytes + string.start, string.count};
  if (raw.count == 0 || std::memchr(raw.bytes, '\\', raw.count) == nullptr) return raw;
  if (!make_room(workspace)) {
    workspace->failed = true;
    return raw;
  }
  csimdjson_decoded *place = find(workspace->table, workspace->table_room, node);
  if (place->text.bytes != nullptr) return place->text;
  uint8_t *bytes = hand_out(workspace->lasting, raw.count);
  workspace->failed = workspace->failed || bytes == nullptr;
  if (bytes == nullptr) return raw;
  *place = {node, {bytes, csimdjson_unescape(raw.bytes, raw.count, bytes)}};
  workspace->table_count++;
  return place->text;
}

extern "C" size_t csimdjson_member(const csimdjson_tree *tree, size_t object, csimdjson_name name) noexcept {
  size_t found = 0, end = tree->nodes[object].next;
  if (tree->nodes[object].kind != CSIMDJSON_OBJECT) return 0;
  for (size_t at = object + 1; at < end; at = tree->nodes[at + 1].next) {
    const csimdjson_node &key = tree->nodes[at];
    if (csimdjson_string_equals(tree->bytes + key.start, key.count, name)) found = at + 1;
  }
  return found;
}
