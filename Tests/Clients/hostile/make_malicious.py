#!/usr/bin/env python3
"""Writes a corpus of malicious or malformed package files, and odd-but-valid ones.  Standard library only.

  make_malicious.py [--out DIR]        DIR gets the files and index.json

index.json is a list of {file, class, expect: "reject"|"accept", why}.
A .pdpkg is a ZIP with manifest.json at its root; a .yaml is a YAML package file.  Every file is
built byte by byte and reproducibly (no clock, no randomness), and none is dangerous to hold: the
largest expansion any of them claims is bounded by what docs/formats/packages.md refuses.
The verdicts follow the limits and rules of docs/formats/packages.md.
"""
import argparse, binascii, json, os, struct, sys, zlib

MANIFEST = {"id": "@team/tool", "name": "Tool", "version": "1.2.3", "description": "A small test package"}
MJSON = json.dumps(MANIFEST).encode()
PRMD = b"---\nid: main\nname: Main\nversion: 1.2.3\n---\nSay {hello}.\n"
YAML = """id: team.tool
version: "1.2.3"
metadata:
  name: Tool
  description: A small test package
  authors: [Team]
namespaces:
  tool:
    id: tool
    datatypes:
      colors:
        name: colors
        values:
          - {text: red, weight: 2}
          - {text: green, tags: {article: a}}
"""
PROMPT_GEN = {"id": "team.tool", "version": "1.2.3", "metadata": {"name": "Tool", "description": "A small test package", "authors": ["Team"]},
              "namespaces": {"tool": {"id": "tool", "datatypes": {"colors": {"name": "colors", "values": [{"text": "red"}]}}}}}
OUT, INDEX = None, []


# ------------------------------------------------------------------ ZIP, byte by byte
def crc(b):
    return binascii.crc32(b) & 0xFFFFFFFF


def deflate(b, level=9, wbits=-15):
    c = zlib.compressobj(level, zlib.DEFLATED, wbits)
    return c.compress(b) + c.flush()


class E:
    """One entry. Any header field can be overridden separately in the local (l_) and central (c_) header."""

    def __init__(self, name, data=b"", method=8, mode=0o100644, flags=None, raw=None, **kw):
        self.name = name if isinstance(name, bytes) else name.encode("utf-8")
        self.data, self.method = data, method
        self.raw = raw if raw is not None else (deflate(data) if method == 8 else data)
        self.flags = flags if flags is not None else (0x800 if any(c > 127 for c in self.name) else 0)
        self.mode, self.kw = mode, kw
        self.offset = None

    def f(self, side, key, default):
        return self.kw.get(f"{side}_{key}", self.kw.get(key, default))

    def local(self):
        descr = bool(self.flags & 8)
        c, cs, us = crc(self.data), len(self.raw), len(self.data)
        extra, name = self.f("l", "extra", b""), self.f("l", "name", self.name)
        h = struct.pack("<4s5H3L2H", b"PK\x03\x04", self.f("l", "need", 20), self.f("l", "flags", self.flags),
                        self.f("l", "method", self.method), 0, 0x21,
                        self.f("l", "crc", 0 if descr else c), self.f("l", "csize", 0 if descr else cs),
                        self.f("l", "usize", 0 if descr else us), len(name), len(extra)) + name + extra
        out = h + self.raw
        if descr:
            d = self.kw.get("descriptor")
            out += d if d is not None else struct.pack("<4s3L", b"PK\x07\x08", c, cs, us)
        return out + self.kw.get("gap", b"")

    def central(self):
        extra, name = self.f("c", "extra", b""), self.f("c", "name", self.name)
        made = self.kw.get("made", 3 << 8 | 20)
        return struct.pack("<4s6H3L5H2L", b"PK\x01\x02", made, self.f("c", "need", 20), self.f("c", "flags", self.flags),
                           self.f("c", "method", self.method), 0, 0x21, self.f("c", "crc", crc(self.data)),
                           self.f("c", "csize", len(self.raw)), self.f("c", "usize", len(self.data)),
                           len(name), len(extra), len(self.kw.get("comment", b"")), self.kw.get("disk", 0), 0,
                           self.kw.get("attr", (self.mode << 16) | (0x10 if self.name.endswith(b"/") else 0)),
                           self.kw.get("offset", self.offset)) + name + extra + self.kw.get("comment", b"")


def M(data=None):
    return E("manifest.json", MJSON if data is None else data)


def P():
    return E("prompts/main.prmd", PRMD)


def build(entries, prefix=b"", suffix=b"", comment=b"", hidden=(), count=None, cdsize=None, cdoff=None, disk=0, cd_gap=b"",
          zip64=None, order=None, eocd=True):
    b = bytearray(prefix)
    for e in entries:
        if e.kw.get("nolocal"):
            continue
        e.offset = len(b)
        b += e.local()
        for h in hidden:
            if h[0] is e:
                b += h[1]
    b += cd_gap
    off = len(b)
    cents = order(entries) if order else entries
    for e in cents:
        if not e.kw.get("nocentral"):
            b += e.central()
    size = len(b) - off
    n = sum(1 for e in cents if not e.kw.get("nocentral"))
    if zip64 is not None:
        z = {"n": n, "size": size, "off": off, "where": len(b)}
        z.update(zip64)
        b += struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, z["n"], z["n"], z["size"], z["off"])
        b += struct.pack("<4sLQL", b"PK\x06\x07", 0, z["where"], 1)
        n32, s32, o32 = z.get("n32", 0xFFFF), z.get("s32", 0xFFFFFFFF), z.get("o32", 0xFFFFFFFF)
    else:
        n32, s32, o32 = n if count is None else count, size if cdsize is None else cdsize, off if cdoff is None else cdoff
    if eocd:
        b += struct.pack("<4s4H2LH", b"PK\x05\x06", disk, disk, n32, n32, s32, o32, len(comment)) + comment
    return bytes(b) + suffix


def z64(*vals):
    return struct.pack("<2H", 1, 8 * len(vals)) + b"".join(struct.pack("<Q", v) for v in vals)


def put(name, data, cls, expect, why):
    if isinstance(data, str):
        data = data.encode("utf-8")
    with open(os.path.join(OUT, name), "wb") as f:
        f.write(data)
    INDEX.append({"file": name, "class": cls, "expect": expect, "why": why})


def zbad(name, cls, data, why):
    put(f"{name}.pdpkg", data, cls, "reject", why)


def zok(name, cls, data, why):
    put(f"{name}.pdpkg", data, cls, "accept", why)


def one(name, data=b"x", **kw):
    return build([M(), P(), E(name, data, **kw)])


# ------------------------------------------------------------------ the malicious ZIPs
def zip_paths():
    c = "zip-path"
    for n, p, why in [
        ("slip-dotdot", "../evil.txt", "zip slip: leaves the extraction directory"),
        ("slip-deep", "a/b/../../../evil.txt", "zip slip hidden behind real directories"),
        ("slip-inner", "a/../b.txt", "'..' even when it stays inside: two names for one file"),
        ("slip-dot", "./a.txt", "'.' segment: a second name for a.txt"),
        ("slip-doubleslash", "a//b.txt", "empty segment: a second name for a/b.txt"),
        ("abs-unix", "/etc/cron.d/evil", "absolute path"),
        ("abs-home", "~/.ssh/authorized_keys", "leading tilde, expanded by some tools"),
        ("abs-drive", "C:/Windows/evil.dll", "Windows drive path"),
        ("abs-drive-relative", "C:evil.txt", "Windows drive-relative path"),
        ("abs-unc", "//host/share/evil.txt", "UNC path"),
        ("bs-traversal", "..\\..\\evil.txt", "backslash traversal, separator on Windows"),
        ("bs-plain", "dir\\file.txt", "backslash: separator on one system, a name on another"),
        ("ads", "file.txt:evil", "NTFS alternate data stream"),
        ("win-con", "CON", "reserved device name"),
        ("win-nul-ext", "docs/nul.txt", "reserved device name with an extension"),
        ("win-com1", "com1/x.txt", "reserved device name as a directory"),
        ("win-trailing-dot", "manifest.json.", "trailing dot is dropped on Windows: collides with manifest.json"),
        ("win-trailing-space", "manifest.json ", "trailing space is dropped on Windows: collides with manifest.json"),
        ("wildcard", "a*b.txt", "character not allowed in a file name on Windows, glob elsewhere"),
        ("name-empty", "", "empty name"),
        ("name-dot", ".", "the directory itself"),
        ("name-dash", "-rf", "leading dash is read as an option"),
        ("name-long-part", "a" * 256, "path part over 255 bytes: cannot be created"),
        ("name-long-path", "/".join(["d" * 100] * 11), "path over 1024 bytes"),
        ("name-deep", "/".join(["d"] * 40), "over 32 levels deep"),
        ("git-dir", ".git/hooks/post-checkout", "would be a git hook when unpacked into a work tree"),
    ]:
        zbad(n, c, one(p), why)
    for n, b, why in [
        ("nul-in-name", b"evil.sh\0.prmd", "NUL: C code and Swift's FileManager stop there, checks on the suffix do not"),
        ("esc-in-name", b"a\x1b[2Jb.txt", "terminal escape sequence in a listing"),
        ("newline-in-name", b"a\nmanifest.json", "line feed splits line-based listings and log lines"),
        ("crlf-in-name", b"a\r\nSet-Cookie: x=1", "CR LF is one Character in Swift: contains(\"\\n\") is false, a header is split"),
        ("del-in-name", b"a\x7fb", "control character DEL"),
        ("c1-in-name", "a\u0085b".encode(), "C1 control character (NEL), a line break for some parsers"),
    ]:
        zbad(n, "zip-name-bytes", one(b, flags=0x800 if max(b) > 127 else 0), why)
    u = "zip-unicode"
    for n, s, why in [
        ("rtl-override", "readme\u202egnp.exe", "right-to-left override disguises the extension"),
        ("zero-width", "mani\u200bfest.json", "zero width space: looks like manifest.json"),
        ("bom-in-name", "\ufeffmanifest.json", "byte order mark in the name: looks like manifest.json"),
        ("nfd-name", "cafe\u0301.txt", "not in NFC: macOS, Swift and Linux disagree on equality"),
        ("compat-dots", "\u2025/evil.txt", "NFKC of U+2025 is '..'"),
        ("compat-slash", "a\uff0fevil.txt", "NFKC of U+FF0F is '/'"),
        ("variation-selector-private", "a\ue000.txt", "private use character"),
        ("noncharacter", "a\uffff.txt", "non-character"),
    ]:
        zbad(n, u, one(s), why)
    zbad("nfc-nfd-collision", u, build([M(), E("caf\u00e9.txt", b"1"), E("cafe\u0301.txt", b"2")]), "two names equal under canonical equivalence (equal Strings in Swift)")
    zbad("case-collision", u, build([M(), E("README.md", b"1"), E("readme.md", b"2")]), "equal on a case-insensitive file system")
    zbad("case-manifest", u, build([M(), E("Manifest.json", MJSON.replace(b"1.2.3", b"6.6.6"))]), "which manifest wins depends on the file system")
    zbad("case-dir-collision", u, build([M(), E("Docs/a.txt", b"1"), E("docs/A.txt", b"2")]), "collision after folding a directory and a file name")
    zbad("case-dir-only", u, build([M(), E("Docs/a.txt", b"1"), E("docs/b.txt", b"2")]), "two directories that are one on a case-insensitive file system")
    zbad("casefold-sharp-s", u, build([M(), E("stra\u00dfe.txt", b"1"), E("STRASSE.txt", b"2")]), "full case folding maps both to 'strasse.txt'")
    zbad("casefold-kelvin", u, build([M(), E("\u212a.txt", b"1"), E("k.txt", b"2")]), "KELVIN SIGN folds (and normalizes) to k")
    zbad("utf8-invalid", u, one(b"a\xff\xfe.txt", flags=0x800), "flag says UTF-8, bytes are not")
    zbad("utf8-overlong", u, one(b"..\xc0\xafevil.txt", flags=0x800), "overlong encoding of '/'")
    zbad("utf8-surrogate", u, one(b"a\xed\xa0\x80.txt", flags=0x800), "encoded surrogate")
    zbad("cp437-name", u, one(b"caf\x82.txt", flags=0), "non-ASCII name without the UTF-8 flag: the code page is a guess")
    up = struct.pack("<2HBL", 0x7075, 5 + 9, 1, crc(b"safe.txt")) + b"evil.prmd"
    zbad("unicode-path-extra", u, build([M(), E("safe.txt", b"x", extra=up)]), "Info-ZIP Unicode Path extra field renames the entry for tools that honour it")


def zip_types():
    c = "zip-type"
    zbad("symlink-abs", c, build([M(), E("link", b"/etc/passwd", 0, mode=0o120777)]), "symbolic link to an absolute path")
    zbad("symlink-escape", c, build([M(), E("d", b"../../..", 0, mode=0o120777), E("d/evil.txt", b"x")]), "write through a symbolic link")
    zbad("symlink-inside", c, build([M(), P(), E("latest", b"prompts/main.prmd", 0, mode=0o120777)]), "symbolic links are refused, harmless or not")
    zbad("symlink-manifest", c, build([E("real.json", MJSON), E("manifest.json", b"real.json", 0, mode=0o120777)]), "manifest.json is a symbolic link")
    zbad("device", c, build([M(), E("dev", b"", 0, mode=0o020666)]), "character device")
    zbad("fifo", c, build([M(), E("pipe", b"", 0, mode=0o010666)]), "FIFO: opening it blocks")
    zbad("socket", c, build([M(), E("sock", b"", 0, mode=0o140666)]), "socket")
    zbad("setuid", c, build([M(), E("run", b"#!/bin/sh\n", mode=0o104755)]), "set-user-id bit")
    zbad("dir-with-data", c, build([M(), E("dir/", b"hidden", 0, mode=0o040755)]), "directory entry that holds data")
    zbad("dir-mode-on-file", c, build([M(), E("file.txt", b"x", mode=0o040755)]), "name says file, mode says directory")
    zbad("file-and-dir", c, build([M(), E("a", b"x"), E("a/b.txt", b"y")]), "'a' is a file and a directory")


def zip_structure():
    c = "zip-structure"
    good = build([M(), P()])
    zbad("empty", c, b"", "no bytes at all")
    zbad("text", c, b"this is not a zip\n", "not a ZIP")
    zbad("eocd-only", c, build([]), "empty archive, no manifest")
    zbad("truncated-half", c, good[: len(good) // 2], "cut in the middle")
    zbad("truncated-eocd", c, good[:-1], "last byte of the end record missing")
    zbad("no-eocd", c, build([M(), P()], eocd=False), "no end of central directory")
    zbad("prefix-shell", c, build([M(), P()], prefix=b"#!/bin/sh\nexec evil\n"), "bytes before the first entry: also a shell script (polyglot)")
    zbad("prefix-gif", c, build([M(), P()], prefix=b"GIF89a" + b"\0" * 20), "polyglot with an image")
    zbad("suffix-junk", c, good + b"trailing", "bytes after the end record")
    zbad("suffix-html", c, good + b"<script>alert(1)</script>", "polyglot with HTML, executed if sniffed")
    zbad("concatenated", c, good + build([M(MJSON.replace(b"1.2.3", b"6.6.6")), P()]), "two archives: first or last one wins, by parser")
    inner = build([M(MJSON.replace(b"1.2.3", b"6.6.6"))])
    zbad("eocd-in-comment", c, build([M(), P()], comment=inner), "archive comment holds a second archive: forward and backward scans differ")
    zbad("comment", c, build([M(), P()], comment=b"built by tool 1.0"), "archive comment: the end record must be the last 22 bytes, so no scan is ever needed")
    zbad("comment-length-lie", c, good[:-2] + struct.pack("<H", 10), "comment length says more than the file has")
    e = M(); g = P()
    zbad("dup-exact", c, build([M(), P(), P()]), "the same name twice")
    zbad("dup-manifest", c, build([M(), E("manifest.json", MJSON.replace(b"1.2.3", b"6.6.6")), P()]), "two manifests: first or last one wins, by parser (prompd 0.3.4 pack writes such files: repack before signing)")
    zbad("dup-identical", c, build([M(), M(), P()]), "two byte-identical manifests: still two entries of one name")
    m1 = M()
    zbad("hidden-local", c, build([m1, P()], hidden=[(m1, E("evil.sh", b"#!/bin/sh\n").local())]), "a local entry that the central directory does not list (streaming parsers see it)")
    m2 = M()
    zbad("gap-junk", c, build([m2, P()], hidden=[(m2, b"\xde\xad\xbe\xef" * 8)]), "unreferenced bytes between entries")
    zbad("gap-before-cd", c, build([M(), P()], cd_gap=b"\0" * 64), "unreferenced bytes before the central directory")
    zbad("name-mismatch", c, build([M(), P(), E("safe.txt", b"x", l_name=b"evil.sh!")]), "local and central names differ (CVE-2025-54368 class)")
    zbad("method-mismatch", c, build([M(), P(), E("a.txt", b"x" * 40, 8, l_method=0)]), "local and central methods differ")
    zbad("flags-mismatch", c, build([M(), P(), E("a.txt", b"x", l_flags=0x800)]), "local and central flags differ")
    zbad("size-mismatch", c, build([M(), P(), E("a.txt", b"x" * 40, 0, l_usize=4, l_csize=4)]), "local sizes differ from central sizes")
    zbad("crc-mismatch-local", c, build([M(), P(), E("a.txt", b"x" * 40, l_crc=0x12345678)]), "local CRC differs from central CRC")
    zbad("crc-wrong", c, build([M(), P(), E("a.txt", b"x" * 40, crc=0x12345678)]), "content does not match its CRC")
    zbad("usize-lie-small", c, build([M(), P(), E("a.txt", b"A" * 100000, usize=10)]), "says 10 bytes, inflates to 100000")
    zbad("usize-lie-large", c, build([M(), P(), E("a.txt", b"A" * 10, usize=100000)]), "says 100000 bytes, inflates to 10")
    zbad("csize-lie", c, build([M(), P(), E("a.txt", b"A" * 1000, c_csize=4)]), "compressed size cuts the stream")
    zbad("count-low", c, build([M(), P(), E("evil.txt", b"x")], count=2), "end record counts fewer entries than the directory holds")
    zbad("count-high", c, build([M(), P()], count=9), "end record counts more entries than the directory holds")
    zbad("cd-size-lie", c, build([M(), P()], cdsize=10), "central directory size is wrong")
    zbad("cd-offset-beyond", c, build([M(), P()], cdoff=0x7FFFFFFF), "central directory offset beyond the file")
    zbad("cd-offset-shifted", c, build([M(), P()], cdoff=4), "central directory offset points into an entry (zipfile silently adjusts)")
    zbad("local-offset-beyond", c, build([M(), P(), E("a.txt", b"x", offset=0x7FFFFFFF)]), "local header offset beyond the file")
    zbad("multi-disk", c, build([M(), P()], disk=1), "split archive numbers")
    zbad("entry-disk", c, build([M(), P(), E("a.txt", b"x", disk=3)]), "entry claims to lie on disk 3")
    zbad("out-of-order", c, build([M(), P()], order=lambda es: list(reversed(es))), "central directory in another order than the data: refused, one canonical layout only")
    zbad("extra-truncated", c, build([M(), P(), E("a.txt", b"x", extra=b"\x01\x00\xff\x00ab")]), "extra field longer than its block")
    zbad("deflate-trailing", c, build([M(), P(), E("a.txt", b"hello", raw=deflate(b"hello") + b"hidden")]), "bytes after the final deflate block, inside the entry")
    zbad("deflate-truncated", c, build([M(), P(), E("a.txt", bytes(range(256)) * 8, raw=deflate(bytes(range(256)) * 8)[:-5])]), "deflate stream ends early")
    zbad("deflate-invalid", c, build([M(), P(), E("a.txt", b"hello", raw=b"\x07\xff\xff\xff\xff")]), "invalid deflate block type")
    zbad("zlib-wrapped", c, build([M(), P(), E("a.txt", b"hello", raw=zlib.compress(b"hello"))]), "zlib wrapper instead of raw deflate")
    for n, m, why in [("method-deflate64", 9, "Deflate64"), ("method-bzip2", 12, "bzip2"), ("method-lzma", 14, "LZMA"),
                      ("method-zstd", 93, "Zstandard"), ("method-xz", 95, "XZ"), ("method-shrink", 1, "Shrink"), ("method-65535", 65535, "unknown")]:
        zbad(n, "zip-method", build([M(), P(), E("a.txt", b"hello", m, raw=b"\0" * 16)]), f"method {m} ({why}): only 0 and 8 are allowed")
    k = "zip-encryption"
    zbad("encrypted", k, build([M(), P(), E("a.txt", b"hello", 0, flags=1, raw=b"\0" * 12 + b"hello", usize=5)]), "encrypted entry: cannot be inspected")
    zbad("encrypted-manifest", k, build([E("manifest.json", MJSON, 0, flags=1, raw=b"\0" * 12 + MJSON), P()]), "encrypted manifest")
    zbad("encrypted-strong", k, build([M(), P(), E("a.txt", b"hello", 0, flags=0x41)]), "strong encryption flag")
    zbad("encrypted-aes", k, build([M(), P(), E("a.txt", b"hello", 99, flags=1, extra=struct.pack("<2HH2sBH", 0x9901, 7, 2, b"AE", 3, 8))]), "AES (method 99)")
    zbad("masked-headers", k, build([M(), P(), E("a.txt", b"hello", 0, flags=0x2000)]), "local header values masked")
    zbad("patched-data", k, build([M(), P(), E("a.txt", b"hello", 0, flags=0x20)]), "compressed patched data flag")
    zbad("encrypted-local-only", k, build([M(), P(), E("a.txt", b"hello", 0, l_flags=1)]), "encrypted according to the local header only")
    d = "zip-descriptor"
    zbad("descriptor-crc-lie", d, build([M(), P(), E("a.txt", b"hello", flags=8, descriptor=struct.pack("<4s3L", b"PK\x07\x08", 1, len(deflate(b"hello")), 5))]), "data descriptor's CRC differs from the central directory's")
    zbad("descriptor-size-lie", d, build([M(), P(), E("a.txt", b"hello", flags=8, descriptor=struct.pack("<4s3L", b"PK\x07\x08", crc(b"hello"), 3, 3))]), "data descriptor's sizes differ")
    zbad("descriptor-missing", d, build([M(), P(), E("a.txt", b"hello", flags=8, descriptor=b"")]), "flag promises a descriptor, none follows")
    zbad("descriptor-unsigned", d, build([M(), P(), E("a.txt", b"hello", flags=8, descriptor=struct.pack("<3L", crc(b"hello"), len(deflate(b"hello")), 5))]), "descriptor without its signature: readers guess its length")
    nested = E("evil.sh", b"#!/bin/sh\n", 0).local()
    zbad("descriptor-stored", d, build([M(), P(), E("a.bin", nested + struct.pack("<4s3L", b"PK\x07\x08", 0, 0, 0), 0, flags=8)]), "stored entry with a descriptor: its end cannot be found when streaming, and it holds another entry")
    zbad("descriptor-local-sizes", d, build([M(), P(), E("a.txt", b"hello", flags=8, l_csize=99, l_usize=99)]), "descriptor flag with other sizes in the local header")


def zip_zip64():
    c = "zip-zip64"
    zbad("zip64-count-lie", c, build([M(), P()], zip64={"n": 1}), "zip64 end record counts other entries than there are")
    zbad("zip64-disagrees", c, build([M(), P()], zip64={"n32": 1, "s32": 10, "o32": 0}), "zip64 and plain end record disagree")
    zbad("zip64-locator-lie", c, build([M(), P()], zip64={"where": 4}), "zip64 locator points elsewhere")
    zbad("zip64-locator-huge", c, build([M(), P()], zip64={"where": 0xFFFFFFFFFFFFFFFF}), "offset overflows when added")
    zbad("zip64-offset-huge", c, build([M(), P()], zip64={"off": 0xFFFFFFFFFFFFFFF0}), "directory offset near 2^64")
    zbad("zip64-entry-huge", c, build([M(), P(), E("a.txt", b"x", 0, c_usize=0xFFFFFFFF, c_csize=0xFFFFFFFF, c_extra=z64(1 << 63, 1 << 63))]), "sizes of 2^63: negative as Int64, traps Int in Swift")
    zbad("zip64-extra-unneeded", c, build([M(), P(), E("a.txt", b"x", 0, extra=z64(5000, 5000))]), "zip64 extra although the 32-bit fields are not 0xFFFFFFFF: which one holds?")
    zbad("zip64-extra-missing", c, build([M(), P(), E("a.txt", b"x", 0, c_usize=0xFFFFFFFF, c_csize=0xFFFFFFFF)]), "0xFFFFFFFF without the zip64 extra")
    zbad("zip64-extra-twice", c, build([M(), P(), E("a.txt", b"x", 0, l_usize=0xFFFFFFFF, l_csize=0xFFFFFFFF, c_usize=0xFFFFFFFF, c_csize=0xFFFFFFFF, extra=z64(1, 1) + z64(9, 9))]), "two zip64 extras")
    zbad("zip64-extra-short", c, build([M(), P(), E("a.txt", b"x", 0, c_usize=0xFFFFFFFF, c_csize=0xFFFFFFFF, c_extra=struct.pack("<2HL", 1, 4, 1))]), "zip64 extra too short for its fields")


def zip_bombs():
    c = "zip-bomb"
    zbad("bomb-ratio", c, build([M(), P(), E("zeros.bin", b"\0" * (12 << 20))]), "12 MiB from 12 KiB: ratio near 1000 (limit 200 above 1 MiB)")
    kernel = deflate(b"\0" * (1 << 20))
    big = [E(f"f{i}.bin", b"\0" * (1 << 20), raw=kernel) for i in range(90)]
    zbad("bomb-total", c, build([M(), P()] + big), "90 MiB in total (limit 64 MiB)")
    base = E("f0.bin", b"\0" * (1 << 20), raw=kernel)
    over = [M(), P(), base] + [E(f"f{i}.bin", b"\0" * (1 << 20), raw=kernel, nolocal=True) for i in range(1, 40)]
    b = bytearray()
    for e in over[:3]:
        e.offset = len(b); b += e.local()
    for e in over[3:]:
        e.offset = base.offset
    off = len(b)
    for e in over:
        b += e.central()
    b += struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(over), len(over), len(b) - off, off, 0)
    zbad("bomb-overlap-same", c, bytes(b), "40 directory entries share one local entry")
    # Fifield's quoting: each file's data is a stored block that quotes the next local header
    n, k = 12, E("g.bin", b"\0" * 65536)
    headers, body = [], k.local()
    raws = [(b"g.bin", len(k.raw), 65536, crc(k.data), k.raw)]
    blob, data = k.local(), k.data
    items = [("g.bin", k.raw, k.data, 0)]
    parts = [k.local()]
    cur_raw, cur_data = k.raw, k.data
    for i in range(n):
        nxt = parts[0]
        hdr_len = len(nxt) - len(cur_raw)
        quoted = nxt[:hdr_len]
        raw = struct.pack("<BHH", 0, hdr_len, hdr_len ^ 0xFFFF) + quoted + cur_raw
        dat = quoted + cur_data
        e = E(f"q{i:02}.bin", dat, raw=raw)
        loc = e.local()
        new_hdr = loc[: len(loc) - len(raw)] + struct.pack("<BHH", 0, hdr_len, hdr_len ^ 0xFFFF)
        parts.insert(0, new_hdr + nxt)
        items.insert(0, (f"q{i:02}.bin", raw, dat, len(new_hdr)))
        cur_raw, cur_data = raw, dat
    b = bytearray()
    m = M(); m.offset = 0; b += m.local()
    start = len(b); b += parts[0]
    off = len(b); b += m.central(); pos = start
    for nm, raw, dat, step in items:
        e = E(nm, dat, raw=raw); e.offset = pos; b += e.central(); pos += step
    b += struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, n + 2, n + 2, len(b) - off, off, 0)
    zbad("bomb-overlap-quoted", c, bytes(b), "overlapping entries, local headers quoted in stored blocks (Fifield 2019)")
    zbad("bomb-entries", c, build([M()] + [E(f"f/{i:05}", b"", 0) for i in range(5000)]), "5000 entries (limit 4096)")
    zbad("bomb-manifest", c, build([M(json.dumps({**MANIFEST, "description": "A" * (300 << 10)}).encode())]), "manifest of 300 KiB (limit 256 KiB)")
    zbad("bomb-size", c, build([M(), E("big.bin", bytes((i * 2654435761 >> 24) & 255 for i in range(1 << 16)) * 176, 0)]), "file of 11 MiB (limit 10 MiB for the package)")


def manifests():
    c = "manifest-json"
    zbad("manifest-missing", c, build([P()]), "no manifest.json")
    zbad("manifest-subdir", c, build([E("pkg/manifest.json", MJSON)]), "manifest.json not at the root")
    def bad(n, data, why):
        zbad("mf-" + n, c, build([M(data if isinstance(data, bytes) else data.encode("utf-8")), P()]), why)
    base = '"id":"@team/tool","name":"Tool","version":"1.2.3","description":"d"'
    bad("empty", b"", "empty manifest")
    bad("bom", b"\xef\xbb\xbf" + MJSON, "byte order mark: RFC 8259 forbids it, Foundation skips it")
    bad("utf16", MJSON.decode().encode("utf-16"), "UTF-16")
    bad("latin1", MJSON.replace(b"small", b"sm\xe4ll"), "not UTF-8")
    bad("overlong", MJSON.replace(b"small", b"sm\xc1\xa1ll"), "overlong UTF-8")
    bad("dup-key", "{" + base + ',"version":"6.6.6"}', "duplicate key: JSONDecoder takes the first, JSONSerialization the last")
    bad("dup-key-escaped", "{" + base + ',"versio\\u006e":"6.6.6"}', "duplicate key spelled with an escape")
    bad("dup-key-nested", "{" + base + ',"dependencies":{"@a/b":"1.0.0","@a/b":"2.0.0"}}', "duplicate key in a nested object")
    bad("dup-key-nfc", '{' + base + ',"x\u00e9":1,"xe\u0301":2}', "keys equal under canonical equivalence: one key in a Swift dictionary")
    bad("deep-array", "{" + base + ',"x":' + "[" * 50000 + "]" * 50000 + "}", "50000 nested arrays (limit 32)")
    bad("deep-object", "{" + base + ',"x":' + '{"a":' * 5000 + "1" + "}" * 5000 + "}", "5000 nested objects")
    bad("deep-unclosed", '{"x":' + "[" * 100000, "100000 open brackets")
    bad("num-huge-exp", "{" + base + ',"n":1e999999}', "number overflows to infinity")
    bad("num-long", "{" + base + ',"n":' + "9" * 100000 + "}", "number of 100000 digits (quadratic conversion)")
    bad("num-precision", "{" + base + ',"n":9007199254740993}', "integer beyond 2^53: parsers disagree")
    bad("num-leading-zero", "{" + base + ',"n":007}', "leading zeros")
    bad("num-plus", "{" + base + ',"n":+1}', "leading plus")
    bad("num-hex", "{" + base + ',"n":0x10}', "hexadecimal")
    bad("num-nan", "{" + base + ',"n":NaN}', "NaN: accepted by Python")
    bad("num-inf", "{" + base + ',"n":-Infinity}', "Infinity: accepted by Python")
    bad("lone-surrogate", '{"id":"@team/tool","name":"\\ud800","version":"1.2.3","description":"d"}', "lone high surrogate: no Unicode string")
    bad("swapped-surrogates", '{"id":"@team/tool","name":"\\udc00\\ud800","version":"1.2.3","description":"d"}', "surrogates in the wrong order")
    bad("nul-escape", '{"id":"@team/tool\\u0000x","name":"Tool","version":"1.2.3","description":"d"}', "NUL in a string")
    bad("raw-control", '{"id":"@team/tool","name":"To\x01ol","version":"1.2.3","description":"d"}', "raw control character in a string")
    bad("raw-newline", '{"id":"@team/tool","name":"To\nol","version":"1.2.3","description":"d"}', "raw line feed in a string")
    bad("bad-escape", '{"id":"@team/tool","name":"To\\xol","version":"1.2.3","description":"d"}', "unknown escape")
    bad("trailing-comma", "{" + base + ",}", "trailing comma: accepted by Foundation")
    bad("array-trailing-comma", "{" + base + ',"tags":["a",]}', "trailing comma in an array: accepted by Foundation")
    bad("comment", "{/* c */" + base + "}", "comment")
    bad("single-quotes", "{" + base.replace('"', "'") + "}", "single quotes")
    bad("unquoted-key", "{" + base.replace('"id"', "id") + "}", "unquoted key")
    bad("garbage-after", "{" + base + "} {}", "second value after the first")
    bad("nul-after", b"{" + base.encode() + b"}\0evil", "bytes after a NUL")
    bad("top-array", "[{" + base + "}]", "top level is an array")
    bad("top-string", '"x"', "top level is a string")
    bad("unterminated", "{" + base, "unterminated object")
    bad("version-number", '{"id":"@team/tool","name":"Tool","version":1.0,"description":"d"}', "version is a number")
    bad("version-short", '{"id":"@team/tool","name":"Tool","version":"1.2","description":"d"}', "not semantic versioning")
    bad("version-leading-zero", '{"id":"@team/tool","name":"Tool","version":"1.02.3","description":"d"}', "leading zero in a version")
    bad("version-build", '{"id":"@team/tool","name":"Tool","version":"1.2.3+ev il","description":"d"}', "a blank in the build metadata")
    bad("version-huge", '{"id":"@team/tool","name":"Tool","version":"99999999999999999999999.0.0","description":"d"}', "version part beyond 64 bits")
    bad("version-traversal", '{"id":"@team/tool","name":"Tool","version":"1.0.0-../../x","description":"d"}', "path traversal through the version")
    bad("version-newline", '{"id":"@team/tool","name":"Tool","version":"1.2.3\\n","description":"d"}', "line feed at the end ('$' in a regular expression matches before it)")
    bad("version-digits", '{"id":"@team/tool","name":"Tool","version":"1.2.\u0663","description":"d"}', "Arabic-Indic digit ('\\d' matches it)")
    bad("id-traversal", '{"id":"@team/../../etc","name":"Tool","version":"1.2.3","description":"d"}', "path traversal through the id")
    bad("id-upper", '{"id":"@Team/Tool","name":"Tool","version":"1.2.3","description":"d"}', "upper case id: collides with @team/tool on case-insensitive storage")
    bad("id-homoglyph", '{"id":"@te\u0430m/tool","name":"Tool","version":"1.2.3","description":"d"}', "Cyrillic letter in the id")
    bad("id-percent", '{"id":"@team/%2e%2e","name":"Tool","version":"1.2.3","description":"d"}', "percent escape in the id")
    bad("id-noscope", '{"id":"te am","name":"Tool","version":"1.2.3","description":"d"}', "a blank in an unscoped id")
    bad("id-long", '{"id":"@team/' + "a" * 300 + '","name":"Tool","version":"1.2.3","description":"d"}', "id over its length limit")
    bad("id-array", '{"id":["@team/tool"],"name":"Tool","version":"1.2.3","description":"d"}', "id has the wrong type")
    bad("id-reserved", '{"id":"@team/con","name":"Tool","version":"1.2.3","description":"d"}', "device name on Windows mirrors")
    bad("missing-version", '{"id":"@team/tool","name":"Tool","description":"d"}', "required field missing")
    bad("null-version", '{"id":"@team/tool","name":"Tool","version":null,"description":"d"}', "required field null")
    zbad("manifests-disagree", c, build([M(), E("prompd.json", MJSON.replace(b"1.2.3", b"6.6.6")), P()]), "manifest.json and prompd.json name different versions: clients differ in which they read")
    zbad("manifests-disagree-id", c, build([M(), E("prompd.json", MJSON.replace(b"@team/tool", b"@team/other")), P()]), "manifest.json and prompd.json name different packages")
    bad("deps-many", json.dumps({**MANIFEST, "dependencies": {f"@a/p{i}": "1.0.0" for i in range(1500)}}), "1500 dependencies (limit 256)")
    bad("files-escape", json.dumps({**MANIFEST, "files": ["../../etc/passwd"]}), "listed file outside the package")
    bad("html-description", '{"id":"@team/tool","name":"Tool","version":"1.2.3","homepage":"javascript:alert(1)","description":"d"}', "homepage with a script scheme")


def yamls():
    c = "yaml"
    def bad(n, data, why, cls=c):
        put(f"{n}.yaml", data, cls, "reject", why)
    laughs = "a: &a [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n" + "".join(
        f"{chr(98+i)}: &{chr(98+i)} [{','.join(['*' + chr(97+i)] * 9)}]\n" for i in range(8))
    bad("y-billion-laughs", YAML + laughs, "aliases expand to 9^9 nodes", "yaml-alias")
    bad("y-quadratic", YAML + "a: &a \"" + "x" * 20000 + "\"\nb: [" + ",".join(["*a"] * 2000) + "]\n", "2000 aliases of 20 KB: 40 MB when expanded", "yaml-alias")
    bad("y-recursive", YAML + "x: &x [*x]\n", "an alias to its own ancestor: endless when walked", "yaml-alias")
    bad("y-alias-undefined", YAML + "x: *nope\n", "undefined alias", "yaml-alias")
    bad("y-alias-many", YAML + "a: &a x\nl:\n" + "  - *a\n" * 200, "200 aliases (limit 64)", "yaml-alias")
    bad("y-anchor-redefined", YAML + "a: &a 1\nb: &a 2\nc: *a\n", "anchor defined twice: which one is meant?", "yaml-alias")
    bad("y-alias-key", YAML + "k: &k version\n*k : 6.6.6\n", "alias as a key makes a second 'version'", "yaml-alias")
    bad("y-merge", 'base: &b {version: "6.6.6"}\n<<: *b\n' + YAML, "merge key: not in YAML 1.2, overrides by order in some parsers", "yaml-key")
    bad("y-merge-list", 'one: &x {a: 1}\ntwo: {<<: [*x, *x]}\n' + YAML, "merge of a list", "yaml-key")
    bad("y-dup-key", YAML + 'version: "6.6.6"\n', "duplicate key: PyYAML takes the last", "yaml-key")
    bad("y-dup-quoted", YAML + '"version": "6.6.6"\n', "duplicate key, quoted", "yaml-key")
    bad("y-dup-escaped", YAML + '"versio\\x6e": "6.6.6"\n', "duplicate key through an escape", "yaml-key")
    bad("y-dup-explicit", YAML + '? version\n: "6.6.6"\n', "duplicate key in explicit form", "yaml-key")
    bad("y-complex-key", YAML + "? [a, b]\n: c\n", "collection as a key", "yaml-key")
    bad("y-null-key", YAML + "~: x\n", "null key", "yaml-key")
    for n, t, why in [("python", "!!python/object/apply:os.system ['id']", "runs code in an unsafe loader"),
                      ("js", "!!js/function 'function(){}'", "runs code in an unsafe loader"), ("ruby", "!ruby/object:Gem::Installer {}", "deserialization gadget"),
                      ("include", "!include /etc/passwd", "custom tag reads files in some tools"), ("binary", "!!binary aGVsbG8=", "binary"),
                      ("verbatim", "!<tag:evil> x", "verbatim tag"), ("set", "!!set {a, b}", "set"), ("str", "!!str 1.2.3", "explicit tag: no tag is allowed")]:
        bad(f"y-tag-{n}", YAML + f"x: {t}\n", f"tag: {why}", "yaml-tag")
    bad("y-directive-tag", "%TAG ! tag:evil,2000:\n---\n" + YAML, "%TAG directive", "yaml-document")
    bad("y-directive-yaml", "%YAML 9.9\n---\n" + YAML, "unknown YAML version", "yaml-document")
    bad("y-multi-doc", YAML + "---\nversion: \"6.6.6\"\n", "two documents: first or last wins", "yaml-document")
    bad("y-doc-end-junk", YAML + "...\nversion: \"6.6.6\"\n", "content after the end of the document", "yaml-document")
    bad("y-empty", "", "empty file", "yaml-document")
    bad("y-comment-only", "# nothing\n", "no document", "yaml-document")
    bad("y-top-list", "- a\n- b\n", "top level is a list", "yaml-document")
    bad("y-top-scalar", "hello\n", "top level is a scalar", "yaml-document")
    bad("y-deep-flow", YAML + "x: " + "[" * 20000 + "]" * 20000 + "\n", "20000 nested flow sequences", "yaml-depth")
    bad("y-deep-block", YAML + "x:\n" + "".join(" " * (i + 1) + "a:\n" for i in range(400)) + " " * 401 + "b: 1\n", "400 nested mappings (limit 32)", "yaml-depth")
    bad("y-deep-dash", YAML + "x:\n  " + "- " * 3000 + "a\n", "3000 nested sequences on one line", "yaml-depth")
    bad("y-deep-unclosed", YAML + "x: " + "[{a: " * 5000, "5000 open collections", "yaml-depth")
    bad("y-long-key", YAML + "x" * 5000 + ": 1\n", "key of 5000 bytes (limit 1024: a simple key must fit there)", "yaml-limit")
    bad("y-large", YAML + "x: |\n" + "  " + "A" * 100 + "\n" + ("  " + "A" * 100 + "\n") * 12000, "1.2 MB (limit 1 MiB)", "yaml-limit")
    bad("y-many-keys", YAML + "".join(f"k{i}: 1\n" for i in range(60000)), "120000 nodes (limit 100000)", "yaml-limit")
    bad("y-bom", b"\xef\xbb\xbf" + YAML.encode(), "byte order mark", "yaml-bytes")
    bad("y-utf16", YAML.encode("utf-16"), "UTF-16", "yaml-bytes")
    bad("y-latin1", YAML.encode().replace(b"small", b"sm\xe4ll"), "not UTF-8", "yaml-bytes")
    bad("y-overlong", YAML.encode().replace(b"small", b"sm\xc0\xafll"), "overlong UTF-8", "yaml-bytes")
    bad("y-nul", YAML + "x: a\0b\n", "NUL", "yaml-bytes")
    bad("y-esc", YAML + "x: a\x1b[2Jb\n", "raw escape character", "yaml-bytes")
    bad("y-c1", YAML + "x: \u0080\n", "C1 control character", "yaml-bytes")
    bad("y-bidi", YAML + "x: \"admin\u202e\"\n", "bidirectional override (trojan source)", "yaml-bytes")
    bad("y-bidi-escaped", YAML + 'x: "admin\\u202e"\n', "the same, as an escape", "yaml-bytes")
    bad("y-nul-escaped", YAML + 'x: "a\\0b"\n', "NUL as an escape", "yaml-bytes")
    bad("y-surrogate-escaped", YAML + 'x: "\\ud800"\n', "surrogate as an escape", "yaml-bytes")
    bad("y-nel", YAML.replace("Tool\n", "Tool\u0085version: \"6.6.6\"\n"), "NEL is a line break in YAML 1.1 and none in 1.2", "yaml-bytes")
    bad("y-ls", YAML.replace("Tool\n", "Tool\u2028version: \"6.6.6\"\n"), "LINE SEPARATOR, likewise", "yaml-bytes")
    bad("y-tab-indent", YAML + "x:\n\ty: 1\n", "tab as indentation", "yaml-syntax")
    bad("y-unclosed-quote", YAML + 'x: "abc\n', "unclosed quote", "yaml-syntax")
    bad("y-unclosed-flow", YAML + "x: [a, b\n", "unclosed flow sequence", "yaml-syntax")
    bad("y-bad-escape", YAML + 'x: "\\q"\n', "unknown escape", "yaml-syntax")
    bad("y-bad-indent", "id: x\n  name: y\n version: z\n", "inconsistent indentation", "yaml-syntax")
    bad("y-reserved", YAML + "x: @abc\n", "reserved indicator", "yaml-syntax")
    bad("y-float-version", YAML.replace('"1.2.3"', "1.10"), "version is the number 1.1", "yaml-type")
    bad("y-bool-name", YAML.replace("name: Tool", "name: true"), "a name that is a boolean", "yaml-type")
    bad("y-date-version", YAML.replace('"1.2.3"', "2001-12-14"), "version is a date", "yaml-type")
    bad("y-sexagesimal", YAML.replace('"1.2.3"', "1:30"), "90 in YAML 1.1", "yaml-type")
    bad("y-octal", YAML.replace('"1.2.3"', "0o17"), "a number in YAML 1.2", "yaml-type")
    bad("y-null-version", YAML.replace('"1.2.3"', "~"), "required field null", "yaml-type")
    bad("y-inf", YAML + "num: .inf\n", "infinity", "yaml-type")
    bad("y-bigint", YAML + "num: " + "9" * 400 + "\n", "integer beyond 2^53", "yaml-type")
    bad("y-traversal", YAML.replace("team.tool", "team.../x"), "path traversal through the id", "yaml-type")
    bad("y-one-part-id", YAML.replace("team.tool", "tool"), "id without a namespace", "yaml-type")
    bad("y-upper-id", YAML.replace("team.tool", "Team.tool"), "id with an upper-case letter", "yaml-type")
    bad("y-no-metadata", YAML.replace("metadata:", "meta:"), "metadata missing", "yaml-type")
    bad("y-blank-name", YAML.replace("name: Tool", 'name: " "'), "metadata.name blank", "yaml-type")
    bad("y-no-namespaces", YAML[:YAML.index("namespaces:")], "namespaces missing", "yaml-type")
    bad("y-empty-namespaces", YAML[:YAML.index("namespaces:")] + "namespaces: {}\n", "no content namespace", "yaml-type")
    bad("y-null-namespace", YAML[:YAML.index("namespaces:")] + "namespaces: {tool: ~}\n", "content namespace is null", "yaml-type")
    bad("y-deps-object", YAML + "dependencies: {a.b: ^1.0.0}\n", "dependencies is no list", "yaml-type")
    bad("y-deps-old-key", YAML + "dependencies:\n  - {package_id: a.b, version: ^1.0.0}\n", "old key package_id", "yaml-type")
    bad("y-deps-no-dot", YAML + "dependencies:\n  - {package: ab, version: ^1.0.0}\n", "dependency id without a namespace", "yaml-type")
    bad("y-missing", YAML.replace('version: "1.2.3"\n', ""), "required field missing", "yaml-type")
    bad("y-json-cdata", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>", "XML", "yaml-syntax")


def benign():
    c = "benign-zip"
    zok("ok-minimal", c, build([M()]), "manifest only")
    zok("ok-plain", c, build([M(), P()]), "the usual package")
    zok("ok-stored", c, build([E("manifest.json", MJSON, 0), E("prompts/main.prmd", PRMD, 0)]), "stored entries")
    zok("ok-utf8-names", c, build([M(), E("文書/プロンプト.prmd", PRMD), E("caf\u00e9.txt", b"x"), E("emoji-\U0001f600.txt", b"x")]), "UTF-8 names in NFC with the UTF-8 flag")
    zok("ok-utf8-flag-ascii", c, build([E("manifest.json", MJSON, flags=0x800), E("prompts/main.prmd", PRMD, flags=0x800)]), "UTF-8 flag on ASCII names")
    zok("ok-space-name", c, build([M(), E("my prompts/first one.prmd", PRMD)]), "spaces inside a name")
    z = lambda n, d: E(n, d, 0, need=45, usize=0xFFFFFFFF, csize=0xFFFFFFFF, extra=z64(len(d), len(d)))
    zok("ok-zip64-small", c, build([z("manifest.json", MJSON), z("prompts/main.prmd", PRMD)], zip64={}), "zip64 records around small content, all consistent")
    zok("ok-zip64-eocd-agrees", c, (lambda e: build(e, zip64={"n32": 2}))([M(), P()]), "zip64 end record whose 32-bit count is filled in and agrees")
    zok("ok-descriptor", c, build([E("manifest.json", MJSON, flags=8), E("prompts/main.prmd", PRMD, flags=8)]), "deflated entries with signed data descriptors (streaming writers)")
    zok("ok-descriptor-known", c, build([E("manifest.json", MJSON, flags=8, l_usize=len(MJSON)), P()]), "descriptor although the local header already holds the true size (bsdtar)")
    zok("ok-empty-dirs", c, build([M(), E("empty/", b"", 0, mode=0o040755), E("a/", b"", 0, mode=0o040755), E("a/b.txt", b"x")]), "directory entries")
    zok("ok-empty-file", c, build([M(), E("empty.txt", b"", 0)]), "file without content")
    zok("ok-empty-deflated", c, build([M(), E("empty.txt", b"")]), "file without content, deflated (2 bytes)")
    zok("ok-multi-block", c, build([M(), E("a.txt", b"hello " * 500, raw=(lambda o: o.compress(b"hello " * 250) + o.flush(zlib.Z_FULL_FLUSH) + o.compress(b"hello " * 250) + o.flush())(zlib.compressobj(6, zlib.DEFLATED, -15)))]), "several deflate blocks with full flushes")
    zok("ok-stored-blocks", c, build([M(), E("a.txt", b"hello", raw=deflate(b"hello", 0))]), "deflate made of stored blocks")
    zok("ok-timestamps", c, build([E("manifest.json", MJSON, l_extra=struct.pack("<2HBLL", 0x5455, 9, 3, 0, 0), c_extra=struct.pack("<2HBL", 0x5455, 5, 3, 0)), P()]), "extended timestamp extra, longer locally than centrally, as Info-ZIP writes it")
    zok("ok-unix-extra", c, build([E("manifest.json", MJSON, extra=struct.pack("<2HBBLBL", 0x7875, 11, 1, 4, 0, 4, 0)), P()]), "Info-ZIP uid/gid extra")
    zok("ok-dos-made", c, build([E("manifest.json", MJSON, made=20, attr=0x20), E("prompts/main.prmd", PRMD, made=20, attr=0)]), "made on DOS/Windows: no Unix mode")
    zok("ok-exec-bit", c, build([M(), E("run.sh.txt", b"#!/bin/sh\n", mode=0o100755)]), "executable bit (ignored)")
    zok("ok-long-name", c, build([M(), E("d/" + "n" * 251 + ".txt", b"x")]), "path part of exactly 255 bytes")
    zok("ok-many-entries", c, build([M()] + [E(f"p/{i:04}.prmd", PRMD) for i in range(800)]), "800 entries")
    zok("ok-compressible", c, build([M(), E("spaces.txt", b" " * (512 << 10))]), "ratio near 1000, but under 1 MiB: the ratio limit does not apply")
    zok("ok-dotfile", c, build([M(), E(".prompdignore", b"x"), E("a/..b", b"x"), E("c..d", b"x")]), "names with dots that are no traversal")
    zok("ok-manifest-last", c, build([P(), M()]), "manifest is not the first entry")
    zok("ok-nested-zip", c, build([M(), E("data/inner.zip", build([E("x.txt", b"x")]), 0)]), "an archive inside, stored: opaque bytes, never opened")
    def mf(n, data, why):
        zok("ok-mf-" + n, "benign-json", build([M(data if isinstance(data, bytes) else data.encode()), P()]), why)
    mf("pretty-crlf", json.dumps(MANIFEST, indent=2).replace("\n", "\r\n") + "\r\n", "indented, CR LF")
    mf("escapes", '{"id":"@team\\/tool","name":"\\u0054ool \\ud83d\\ude00 \\"q\\"","version":"1.2.3","description":"tab\\tnl\\n"}', "valid escapes and a surrogate pair")
    mf("unicode", json.dumps({**MANIFEST, "description": "Größe 文書 \U0001f600"}, ensure_ascii=False), "UTF-8 text")
    mf("numbers", json.dumps({**MANIFEST, "x": [0, -0.5, 1e3, 9007199254740991]}), "numbers within range")
    mf("nested-20", json.dumps({**MANIFEST, "x": json.loads("[" * 20 + "]" * 20)}), "20 levels")
    mf("unknown-keys", json.dumps({**MANIFEST, "__proto__": {"a": 1}, "x-vendor": True}), "unknown keys are kept, never acted on")
    nid = {"name": "@team/tool", "version": "1.2.3", "description": "A small test package"}
    mf("files-stale", json.dumps({**MANIFEST, "files": ["not-there.prmd", "prompts/*.prmd"]}), "stale file list or a pattern: a warning, real packages have them")
    mf("repository-short", json.dumps({**MANIFEST, "repository": "team/tool"}), "short form of repository")
    mf("no-id", json.dumps(nid), "identity from the name, as every packer of this format writes it")
    mf("unscoped", json.dumps({**nid, "name": "tool"}), "unscoped name")
    mf("repository-object", json.dumps({**nid, "repository": {"type": "git", "url": "https://example.org/x"}}), "npm form of repository, used by most real packages")
    both = json.dumps(nid).encode()
    zok("ok-both-manifests", "benign-json", build([M(both), E("prompd.json", both), P()]), "manifest.json and prompd.json that agree")
    zok("ok-code-file", "benign-zip", build([M(), E("tools/x.ts", b"---\nprompd_content_file: true\noriginal_filename: x.ts\n---\nexport {}\n")]), "code file with the front-matter header that packers write")
    mf("build", json.dumps({**MANIFEST, "version": "1.2.3+build.5"}), "build metadata")
    mf("prerelease", json.dumps({**MANIFEST, "version": "1.0.0-rc.1"}), "pre-release version")
    y = "benign-yaml"
    def ok(n, data, why):
        put(f"{n}.yaml", data, y, "accept", why)
    ok("ok-y-plain", YAML, "the usual file")
    ok("ok-y-anchors", YAML + "defaults: &d {temperature: 1, top: 2}\nuse: *d\nagain: *d\n", "anchors used modestly")
    ok("ok-y-doc-start", "---\n" + YAML, "one explicit document start")
    ok("ok-y-doc-end", "---\n" + YAML + "...\n", "explicit document end, nothing after it")
    ok("ok-y-block-scalars", YAML + "text: |\n  line 1\n  line 2: not a key\nfolded: >-\n  a\n  b\n", "literal and folded scalars")
    ok("ok-y-flow", '{id: team.tool, version: "1.2.3", metadata: {name: Tool}, namespaces: {tool: {id: tool}}}\n', "flow style throughout")
    ok("ok-y-words", YAML.replace("text: red", "text: on").replace("text: green", "text: no"), "on, no, yes are strings in YAML 1.2, and prompts are full of them")
    ok("ok-y-times", YAML.replace("text: red", "text: 12:30").replace("text: green", "text: 2001-12-14"), "times and dates are strings in YAML 1.2")
    ok("ok-y-deps", YAML + "dependencies:\n  - package: test.provider\n    version: '^1.0.0'\n    path: ./x.yaml\n", "a dependency")
    ok("ok-y-dots", YAML.replace("team.tool", "team.sub.tool"), "namespace with a dot")
    ok("ok-y-hyphen", YAML.replace("team.tool", "team-a.my-tool"), "hyphens in the id")
    ok("ok-y-many-values", YAML + "".join(f"          - {{text: value {i}, weight: 1}}\n" for i in range(8000)), "a large but ordinary package")
    ok("ok-y-unresolved", YAML + "    prompt_sections:\n      s: {name: s, template: '{x}', references: {x: {target: nowhere, min: 5, max: 1}}}\n", "semantic mistakes are not the registry's to refuse")
    ok("ok-y-json", json.dumps(PROMPT_GEN) + "\n", "JSON is YAML")
    ok("ok-y-crlf", YAML.replace("\n", "\r\n"), "CR LF line ends")
    ok("ok-y-unicode", YAML + "title: Größe 文書 😀\n", "UTF-8 without byte order mark")
    ok("ok-y-comments", "# head\n" + YAML.replace("name: Tool", "name: Tool  # why") + "# tail\n", "comments")
    ok("ok-y-single-quotes", YAML.replace('"1.2.3"', "'1.2.3'") + "q: 'it''s'\n", "single quotes")
    ok("ok-y-plain-version", YAML.replace('"1.2.3"', "1.2.3"), "1.2.3 unquoted is a string in YAML 1.1 and 1.2")
    ok("ok-y-multiline-plain", YAML + "text: one\n  two\n  three\n", "plain scalar over several lines")
    ok("ok-y-nested-20", YAML + "x:\n" + "".join(" " * (i + 1) + "a:\n" for i in range(20)) + " " * 22 + "b: 1\n", "20 levels")
    ok("ok-y-no-final-newline", YAML.rstrip("\n"), "no final line feed")


def main():
    global OUT
    ap = argparse.ArgumentParser()
    ap.add_argument("--out", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus"))
    a = ap.parse_args()
    OUT = a.out
    os.makedirs(OUT, exist_ok=True)
    for f in (zip_paths, zip_types, zip_structure, zip_zip64, zip_bombs, manifests, yamls, benign):
        f()
    names = [i["file"] for i in INDEX]
    assert len(names) == len(set(names)), [n for n in names if names.count(n) > 1]
    with open(os.path.join(OUT, "index.json"), "w") as f:
        json.dump(INDEX, f, indent=1, ensure_ascii=False)
        f.write("\n")
    bad = sum(1 for i in INDEX if i["expect"] == "reject")
    size = sum(os.path.getsize(os.path.join(OUT, n)) for n in names)
    print(f"{bad} to reject, {len(INDEX) - bad} to accept, {len(set(i['class'] for i in INDEX))} classes, {size} bytes")


if __name__ == "__main__":
    main()
