#!/usr/bin/env python3
"""Takes DT_RUNPATH out of an ELF file: SwiftPM always adds $ORIGIN, which would let a library lying beside ours be loaded."""
import struct
import sys

DT_NULL, DT_RUNPATH, DT_RPATH = 0, 29, 15
PT_DYNAMIC = 2

path = sys.argv[1]
with open(path, "rb") as file:
    data = bytearray(file.read())
assert data[:5] == b"\x7fELF\x02", "not a 64-bit ELF file"
(table,) = struct.unpack_from("<Q", data, 32)
size, count = struct.unpack_from("<HH", data, 54)
for index in range(count):
    kind, _, start, _, _, length = struct.unpack_from("<IIQQQQ", data, table + index * size)
    if kind != PT_DYNAMIC:
        continue
    entries = [struct.unpack_from("<QQ", data, at) for at in range(start, start + length, 16)]
    kept = [entry for entry in entries if entry[0] not in (DT_RUNPATH, DT_RPATH)]
    kept += [(DT_NULL, 0)] * (len(entries) - len(kept))
    for place, entry in enumerate(kept):
        struct.pack_into("<QQ", data, start + place * 16, *entry)
with open(path, "wb") as file:
    file.write(data)
