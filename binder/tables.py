"""Tables and heaps of one assembly, read in place.

Idea: opening computes the width of every column from the row counts; afterwards a cell is one bounds check
and one load from the file's bytes.  No row objects, nothing decoded ahead.

Invariants: every table and heap lies inside the metadata, which lies inside one section; a rid is
1..row_count; a token is table << 24 | rid, 0 is none.

    root    := 'BSJB' u2 u2 u4 len u4, version[len], flags u2, count u2, stream*
    stream  := offset u4 (from root), size u4, name zero-terminated padded to 4
    #~      := u4 0, major u1, minor u1, HeapSizes u1, u1, Valid u8, Sorted u8, rows u4 * bits(Valid),
               [u4], tables
    blob    := compressed length, bytes
    compressed := 0xxxxxxx | 10xxxxxx u1 | 110xxxxx u1 u1 u1

Only the compressed form is read: `#-` with pointer tables and `#JTD` come from edit-and-continue sessions and
are never installed.  Source: ECMA-335 II.24.
"""

from __future__ import annotations

from typing import Final

from librt.strings import read_i16_le, read_i32_le
from librt.vecs import append, vec
from mypy_extensions import i64

from binder.errors import BadImage
from binder.pe_reader import PeFile
from binder.schema import (
    CODED,
    CODED_BITS,
    COL_B,
    COL_C,
    COL_G,
    COL_S,
    COL_T,
    COLUMNS,
    T_EVENTPTR,
    T_FIELDPTR,
    T_METHODPTR,
    T_PARAMPTR,
    T_PROPERTYPTR,
    TABLE_NAMES,
    TABLES,
)

# Slots per table in the flat column arrays; the widest tables (Assembly, AssemblyRef) have 9 columns.
STRIDE: Final = 9

# Tokens have 24 bits for the row.
MAX_ROWS: Final = 0xFFFFFF

# Names longer than this are decoded again at every use instead of being kept.
_KEPT_STRING: Final = 256
_MAX_STRING: Final = 0xFFFF


class MetadataTables:
    def __init__(self, pe: PeFile) -> None:
        self.pe: PeFile = pe
        self.data: bytes = pe.data
        self.path: str = pe.path
        self.version: str = ""
        self.strings_offset: i64 = 0
        self.strings_size: i64 = 0
        self.us_offset: i64 = 0
        self.us_size: i64 = 0
        self.guid_offset: i64 = 0
        self.guid_size: i64 = 0
        self.blob_offset: i64 = 0
        self.blob_size: i64 = 0
        self.tables_offset: i64 = 0
        self.tables_size: i64 = 0
        self.sorted_mask: i64 = 0
        self._rows: vec[i64] = vec[i64]()
        self._base: vec[i64] = vec[i64]()
        self._row_size: vec[i64] = vec[i64]()
        self._col_ofs: vec[i64] = vec[i64]()
        self._col_size: vec[i64] = vec[i64]()
        self._strings: dict[int, str] = {}
        # Of columns searched in unsorted tables, by t * STRIDE + c: key -> first row, row -> next row.
        self._first: dict[int, dict[int, int]] = {}
        self._next: dict[int, dict[int, int]] = {}
        self._read_root()
        self._read_tables()

    def bad(self, ofs: i64, message: str) -> BadImage:
        return BadImage(self.path, int(ofs), message)

    # -- opening -------------------------------------------------------------------------------------

    def _read_root(self) -> None:
        pe = self.pe
        size = pe.metadata_size
        root = pe.rva_range(pe.metadata_rva, size)
        end = root + size
        if size < 20 or pe.u4(root) != 0x424A5342:
            raise self.bad(root, "metadata root has no BSJB signature")
        vlen = pe.u4(root + 12)
        p = root + 16 + ((vlen + 3) & ~3)
        if vlen > 255 or p + 4 > end:
            raise self.bad(root + 12, "version string exceeds the metadata")
        self.version = self.data[root + 16 : root + 16 + vlen].split(b"\0")[0].decode("latin-1")
        count = pe.u2(p + 2)
        p += 4
        i: i64 = 0
        while i < count:
            if p + 8 > end:
                raise self.bad(p, "stream headers exceed the metadata")
            ofs = pe.u4(p)
            length = pe.u4(p + 4)
            stop: i64 = self.data.find(b"\0", p + 8, min(p + 40, end))
            if stop < 0:
                raise self.bad(p + 8, "stream name is not terminated")
            if ofs + length > size:
                raise self.bad(p, "stream exceeds the metadata")
            self._stream(self.data[p + 8 : stop], root + ofs, length)
            p += 8 + ((stop - (p + 8) + 4) & ~3)
            i += 1
        if self.tables_size == 0:
            raise self.bad(root, "no #~ stream")

    def _stream(self, name: bytes, ofs: i64, size: i64) -> None:
        if name == b"#~" or name == b"#-":
            if self.tables_size != 0:
                raise self.bad(ofs, "two table streams")
            self.tables_offset = ofs
            self.tables_size = size
        elif name == b"#Strings":
            self.strings_offset = ofs
            self.strings_size = size
        elif name == b"#US":
            self.us_offset = ofs
            self.us_size = size
        elif name == b"#GUID":
            self.guid_offset = ofs
            self.guid_size = size
        elif name == b"#Blob":
            self.blob_offset = ofs
            self.blob_size = size
        elif name == b"#JTD":
            raise self.bad(ofs, "edit-and-continue delta, not an assembly")

    def _read_tables(self) -> None:
        pe = self.pe
        p = self.tables_offset
        end = p + self.tables_size
        if self.tables_size < 24:
            raise self.bad(p, "table stream is shorter than its header")
        heaps = pe.u1(p + 6)
        valid_lo = pe.u4(p + 8)
        valid_hi = pe.u4(p + 12)
        valid = valid_lo | (valid_hi << 32)
        if valid_hi >> (TABLES - 32) != 0:
            raise self.bad(p + 8, f"unknown tables in mask {valid:#x}")
        self.sorted_mask = pe.u4(p + 16) | ((pe.u4(p + 20) & 0x7FFFFFFF) << 32)
        p += 24
        rows = vec[i64]()
        t: i64 = 0
        while t < TABLES:
            n: i64 = 0
            if valid >> t & 1:
                if p + 4 > end:
                    raise self.bad(p, "row counts exceed the table stream")
                n = pe.u4(p)
                if n > MAX_ROWS:
                    raise self.bad(p, f"{n} rows in table {TABLE_NAMES[t]}")
                p += 4
            rows = append(rows, n)
            t += 1
        if heaps & 0x40:
            p += 4
        self._rows = rows
        for ptr in (T_FIELDPTR, T_METHODPTR, T_PARAMPTR, T_EVENTPTR, T_PROPERTYPTR):
            if rows[ptr] != 0:
                raise self.bad(self.tables_offset, "uncompressed edit-and-continue metadata")
        self._lay_out(p, end, heaps)

    def _lay_out(self, p: i64, end: i64, heaps: i64) -> None:
        base = vec[i64]()
        row_size = vec[i64]()
        col_ofs = vec[i64]()
        col_size = vec[i64]()
        t: i64 = 0
        while t < TABLES:
            ofs: i64 = 0
            used: i64 = 0
            for kind in COLUMNS[t]:
                w = self._width(kind, heaps)
                col_ofs = append(col_ofs, ofs)
                col_size = append(col_size, w)
                ofs += w
                used += 1
            while used < STRIDE:
                col_ofs = append(col_ofs, 0)
                col_size = append(col_size, 0)
                used += 1
            base = append(base, p)
            row_size = append(row_size, ofs)
            size = ofs * self._rows[t]
            if p + size > end:
                raise self.bad(p, f"table {TABLE_NAMES[t]} ({self._rows[t]} rows) exceeds the table stream")
            p += size
            t += 1
        self._base = base
        self._row_size = row_size
        self._col_ofs = col_ofs
        self._col_size = col_size

    def _width(self, kind: i64, heaps: i64) -> i64:
        if kind <= 4:
            return kind
        if kind == COL_S:
            return 4 if heaps & 1 else 2
        if kind == COL_G:
            return 4 if heaps & 2 else 2
        if kind == COL_B:
            return 4 if heaps & 4 else 2
        if kind >= COL_T:
            return 4 if self._rows[kind - COL_T] > 0xFFFF else 2
        k = kind - COL_C
        limit: i64 = 1 << (16 - i64(CODED_BITS[k]))
        for target in CODED[k]:
            if target >= 0 and self._rows[target] >= limit:
                return 4
        return 2

    # -- cells ---------------------------------------------------------------------------------------

    def row_count(self, t: i64) -> i64:
        return self._rows[t]

    def row_size(self, t: i64) -> i64:
        return self._row_size[t]

    def col_size(self, t: i64, c: i64) -> i64:
        return self._col_size[t * STRIDE + c]

    def col_offset(self, t: i64, rid: i64, c: i64) -> i64:
        """File offset of a cell."""
        if rid < 1 or rid > self._rows[t]:
            raise self._no_row(t, rid)
        return self._base[t] + (rid - 1) * self._row_size[t] + self._col_ofs[t * STRIDE + c]

    def col(self, t: i64, rid: i64, c: i64) -> i64:
        """Raw value of a cell; coded indices are not decoded."""
        if rid < 1 or rid > self._rows[t]:
            raise self._no_row(t, rid)
        k = t * STRIDE + c
        ofs = self._base[t] + (rid - 1) * self._row_size[t] + self._col_ofs[k]
        w = self._col_size[k]
        if w == 2:
            return i64(read_i16_le(self.data, ofs)) & 0xFFFF
        if w == 4:
            return i64(read_i32_le(self.data, ofs)) & 0xFFFFFFFF
        return self.data[ofs]

    def coded(self, kind: i64, value: i64) -> i64:
        """Token for a coded index; 0 for a null one."""
        bits: i64 = CODED_BITS[kind]
        tables = CODED[kind]
        tag = value & ((1 << bits) - 1)
        rid = value >> bits
        if rid == 0:
            return 0
        t: i64 = -1
        if tag < len(tables):
            t = tables[tag]
        if t < 0:
            raise self.bad(self.tables_offset, f"coded index {value:#x} has no table")
        if rid > self._rows[t]:
            raise self._no_row(t, rid)
        return t << 24 | rid

    def encode_coded(self, kind: i64, token: i64) -> i64:
        """Inverse of `coded`."""
        bits: i64 = CODED_BITS[kind]
        t = token >> 24
        tag: i64 = 0
        for candidate in CODED[kind]:
            if candidate == t:
                return (token & MAX_ROWS) << bits | tag
            tag += 1
        raise self.bad(self.tables_offset, f"token {token:#010x} does not fit the coded index")

    def _no_row(self, t: i64, rid: i64) -> BadImage:
        return self.bad(self._base[t], f"table {TABLE_NAMES[t]} has {self._rows[t]} rows, not {rid}")

    # -- searching -----------------------------------------------------------------------------------

    def first_row(self, t: i64, c: i64, key: i64) -> i64:
        """First row whose column `c` equals `key`, or 0; by binary search when the file says it is sorted."""
        n = self._rows[t]
        rid: i64 = 1
        if self.sorted_mask >> t & 1:
            hi = n + 1
            while rid < hi:
                mid = (rid + hi) >> 1
                if self.col(t, mid, c) < key:
                    rid = mid + 1
                else:
                    hi = mid
            return rid if rid <= n and self.col(t, rid, c) == key else 0
        self._index(t, c)
        found = self._first[int(t * STRIDE + c)].get(int(key))
        return found if found is not None else 0

    def next_row(self, t: i64, c: i64, rid: i64) -> i64:
        """The row after `rid` with the same key in column `c`, or 0."""
        if self.sorted_mask >> t & 1:
            if rid < self._rows[t] and self.col(t, rid + 1, c) == self.col(t, rid, c):
                return rid + 1
            return 0
        self._index(t, c)
        found = self._next[int(t * STRIDE + c)].get(int(rid))
        return found if found is not None else 0

    def _index(self, t: i64, c: i64) -> None:
        """Chains the rows of an unsorted table by key, once."""
        k = int(t * STRIDE + c)
        if k in self._first:
            return
        first: dict[int, int] = {}
        following: dict[int, int] = {}
        rid = self._rows[t]
        while rid >= 1:
            key = int(self.col(t, rid, c))
            later = first.get(key)
            if later is not None:
                following[int(rid)] = later
            first[key] = int(rid)
            rid -= 1
        self._first[k] = first
        self._next[k] = following

    def range_end(self, t: i64, rid: i64, c: i64, target: i64) -> tuple[i64, i64]:
        """The run [first, end) of rows of `target` that row `rid` owns through list column `c`."""
        first = self.col(t, rid, c)
        limit = self._rows[target] + 1
        end = limit
        if rid < self._rows[t]:
            end = self.col(t, rid + 1, c)
        if first < 1 or first > end or end > limit:
            # A list column of an empty run at the end of the table may hold any value past the last row.
            if first >= limit and end >= limit:
                return limit, limit
            raise self.bad(
                self.col_offset(t, rid, c),
                f"{TABLE_NAMES[t]} row {rid} owns {TABLE_NAMES[target]} rows {first}..{end} of {limit - 1}",
            )
        return first, end

    # -- heaps ---------------------------------------------------------------------------------------

    def string(self, ofs: i64) -> str:
        if ofs == 0:
            return ""
        found = self._strings.get(int(ofs))
        if found is not None:
            return found
        start = self.strings_offset + ofs
        end = self.strings_offset + self.strings_size
        if ofs < 0 or ofs >= self.strings_size:
            raise self.bad(start, f"string {ofs:#x} outside the heap of {self.strings_size:#x} bytes")
        stop: i64 = self.data.find(b"\0", start, min(end, start + _MAX_STRING))
        if stop < 0:
            raise self.bad(start, f"string {ofs:#x} is not terminated")
        try:
            text = self.data[start:stop].decode("utf-8")
        except UnicodeDecodeError:
            raise self.bad(start, f"string {ofs:#x} is not UTF-8") from None
        if stop - start <= _KEPT_STRING:
            self._strings[int(ofs)] = text
        return text

    def string_at(self, t: i64, rid: i64, c: i64) -> str:
        return self.string(self.col(t, rid, c))

    def blob(self, ofs: i64) -> bytes:
        """Bytes of a blob without its length."""
        if ofs == 0:
            return b""
        start = self.blob_start(ofs)
        return self.data[start : start + self._compressed(self.blob_offset + ofs)]

    def blob_start(self, ofs: i64) -> i64:
        """File offset of the first byte of a blob (behind the length), for messages."""
        if ofs < 0 or ofs >= self.blob_size:
            raise self.bad(self.blob_offset + ofs, f"blob {ofs:#x} outside its heap")
        p = self.blob_offset + ofs
        start = p + self._compressed_size(p)
        if start + self._compressed(p) > self.blob_offset + self.blob_size:
            raise self.bad(p, f"blob {ofs:#x} exceeds the heap")
        return start

    def blob_at(self, t: i64, rid: i64, c: i64) -> bytes:
        return self.blob(self.col(t, rid, c))

    def user_string(self, ofs: i64) -> str:
        """Text of a user string; `ofs` is the low part of an ldstr token.  May hold lone surrogates."""
        if ofs < 0 or ofs >= self.us_size:
            raise self.bad(self.us_offset, f"user string {ofs:#x} outside its heap")
        p = self.us_offset + ofs
        n = self._compressed(p)
        start = p + self._compressed_size(p)
        if start + n > self.us_offset + self.us_size:
            raise self.bad(p, f"user string {ofs:#x} exceeds the heap")
        return self.data[start : start + (n & ~1)].decode("utf-16-le", "surrogatepass")

    def guid(self, index: i64) -> bytes:
        """A GUID in file order; 16 zero bytes for the null index."""
        if index == 0:
            return bytes(16)
        start = self.guid_offset + 16 * (index - 1)
        if 16 * index > self.guid_size:
            raise self.bad(start, f"GUID {index} outside the heap of {self.guid_size:#x} bytes")
        return self.data[start : start + 16]

    def _compressed_size(self, p: i64) -> i64:
        b = self.pe.u1(p)
        if b < 0x80:
            return 1
        if b < 0xC0:
            return 2
        if b < 0xE0:
            return 4
        raise self.bad(p, f"compressed integer starts with {b:#x}")

    def _compressed(self, p: i64) -> i64:
        b = self.pe.u1(p)
        if b < 0x80:
            return b
        if b < 0xC0:
            return (b & 0x3F) << 8 | self.pe.u1(p + 1)
        if b < 0xE0:
            return (b & 0x1F) << 24 | self.pe.u1(p + 1) << 16 | self.pe.u1(p + 2) << 8 | self.pe.u1(p + 3)
        raise self.bad(p, f"compressed integer starts with {b:#x}")
