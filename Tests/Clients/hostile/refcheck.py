#!/usr/bin/env python3
"""Reference verdicts: a strict checker for the corpus (an executable form of docs/formats/packages.md).

  refcheck.py DIR            checks every file of DIR/index.json; prints 'N passed, M failed'
  refcheck.py --file F...    prints accept or the reason for each file

Standard library, and PyYAML (events only, never a loader) for the YAML files.
It shows that the verdicts of the corpus are consistent and reachable; it is not the product.
"""
import argparse, json, os, re, struct, sys, unicodedata, zlib
try:
    import yaml
except ImportError:
    yaml = None

MAX_PACKAGE, MAX_TOTAL, MAX_ENTRY, MAX_ENTRIES = 10 << 20, 64 << 20, 16 << 20, 1000
RATIO, RATIO_FLOOR, MAX_NAME, MAX_PART, MAX_DEPTH = 200, 1 << 20, 1024, 255, 32
MAX_YAML, MAX_YAML_NODES = 1 << 20, 100_000
MAX_MANIFEST, MAX_JSON_DEPTH, MAX_NODES, MAX_ALIASES, MAX_DEPS = 256 << 10, 32, 10000, 64, 256
RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {f"{d}{n}" for d in ("com", "lpt") for n in "0123456789"}
ID = re.compile(r"@[a-z0-9](?:[a-z0-9.-]{0,37}[a-z0-9])?/[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?\Z", re.A)
UNSCOPED = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?\Z", re.A)
NUM = r"(?:0|[1-9][0-9]{0,8})"
SEMVER = re.compile(rf"{NUM}\.{NUM}\.{NUM}(?:-(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\Z", re.A)


class Bad(Exception):
    pass


def need(ok, why):
    if not ok:
        raise Bad(why)


def text_ok(s, what, newline=True):
    for ch in s:
        o = ord(ch)
        need(o >= 0x20 or (newline and ch in "\n\t\r"), f"{what}: control character")
        need(not 0x7F <= o <= 0x9F, f"{what}: control character")
        need(not 0xD800 <= o <= 0xDFFF, f"{what}: surrogate")
        need(o not in (0x2028, 0x2029), f"{what}: line separator")
        need(not (0x202A <= o <= 0x202E or 0x2066 <= o <= 0x2069 or o in (0x200E, 0x200F, 0x061C)), f"{what}: bidirectional control")
        need((o & 0xFFFE) != 0xFFFE and not 0xFDD0 <= o <= 0xFDEF, f"{what}: non-character")


# ---------------------------------------------------------------- names
def fold(s):
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", s).casefold())


def check_name(raw, flags):
    need(raw, "empty name")
    need(len(raw) <= MAX_NAME, "name too long")
    if any(c > 127 for c in raw):
        need(flags & 0x800, "non-ASCII name without the UTF-8 flag")
    try:
        s = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Bad("name is not UTF-8")
    text_ok(s, "name", newline=False)
    need(unicodedata.normalize("NFC", s) == s, "name is not NFC")
    for ch in s:
        need(unicodedata.category(ch) not in ("Cf", "Co", "Cn", "Zl", "Zp"), "name: format, private or unassigned character")
    need(not any(c in s for c in '\\:*?"<>|'), "name: character not portable")
    is_dir = s.endswith("/")
    parts = (s[:-1] if is_dir else s).split("/")
    need(len(parts) <= MAX_DEPTH, "name too deep")
    for p, k in zip(parts, (unicodedata.normalize("NFKC", s[:-1] if is_dir else s).split("/") + [""] * len(parts))):
        need(p not in ("", ".", "..") and k not in (".", ".."), "name: empty, '.' or '..' part")
        need(len(p.encode()) <= MAX_PART, "name part too long")
        need(not p.endswith((".", " ")) and not p.startswith((" ", "-", "~")), "name part starts or ends badly")
        need(p.split(".")[0].lower() not in RESERVED, "reserved device name")
        need(p.lower() != ".git", "git directory")
    need(len(unicodedata.normalize("NFKC", s).split("/")) == len(s.split("/")) and "\\" not in unicodedata.normalize("NFKC", s), "name changes its separators under NFKC")
    return s, is_dir


# ---------------------------------------------------------------- ZIP
def extras(b):
    out = {}
    while b:
        need(len(b) >= 4, "extra field truncated")
        t, n = struct.unpack_from("<2H", b)
        need(len(b) >= 4 + n, "extra field truncated")
        need(t not in out, "extra field twice")
        out[t] = b[4:4 + n]
        b = b[4 + n:]
    need(0x7075 not in out and 0x6375 not in out, "Unicode path extra")
    need(0x9901 not in out and 0x0017 not in out, "encryption extra")
    return out


def z64_fields(ex, usize, csize, off):
    want = [v == 0xFFFFFFFF for v in (usize, csize, off)]
    if 1 not in ex:
        need(not any(want), "zip64 value without zip64 extra")
        return usize, csize, off
    need(any(want), "zip64 extra without need")
    need(len(ex[1]) == 8 * sum(want), "zip64 extra has the wrong size")
    vals = list(struct.unpack(f"<{sum(want)}Q", ex[1]))
    r = [vals.pop(0) if w else v for w, v in zip(want, (usize, csize, off))]
    need(all(v < 1 << 62 for v in r), "zip64 value too large")
    return r


def check_zip(b):
    need(len(b) <= MAX_PACKAGE, "package too large")
    need(len(b) >= 22 and b[-22:-18] == b"PK\x05\x06", "no end record at the end (comment or trailing bytes)")
    disk, cddisk, n1, n, cds, cdo, cl = struct.unpack("<4H2LH", b[-18:])
    need(cl == 0, "archive comment")
    need(disk == cddisk == 0 and n1 == n, "split archive")
    end = len(b) - 22
    if end >= 20 and b[end - 20:end - 16] == b"PK\x06\x07":
        d, where, disks = struct.unpack("<LQL", b[end - 16:end])
        need(d == 0 and disks == 1, "zip64 split archive")
        need(where == end - 20 - 56 and b[where:where + 4] == b"PK\x06\x06", "zip64 locator does not point at the record before it")
        sz, made, nd, dk, cdk, zn1, zn, zs, zo = struct.unpack_from("<QHHLLQQQQ", b, where + 4)
        need(sz == 44 and dk == cdk == 0 and zn1 == zn, "zip64 end record")
        need(n in (0xFFFF, zn) and cds in (0xFFFFFFFF, zs) and cdo in (0xFFFFFFFF, zo), "zip64 and plain end record disagree")
        n, cds, cdo, end = zn, zs, zo, where
    else:
        need(0xFFFF != n and 0xFFFFFFFF not in (cds, cdo), "zip64 value without zip64 record")
    need(1 <= n <= MAX_ENTRIES, "number of entries")
    need(cdo <= end and cds == end - cdo, "central directory does not end where the end record begins")
    pos, nextlocal, total, names, files, content = cdo, 0, 0, {}, [], {}
    for _ in range(n):
        need(pos + 46 <= end and b[pos:pos + 4] == b"PK\x01\x02", "central header")
        made, need_v, fl, me, tm, dt, crc, cs, us, nl, el, cml, dsk, ia, attr, off = struct.unpack_from("<6H3L5H2L", b, pos + 4)
        need(pos + 46 + nl + el + cml <= end, "central header cut")
        raw = b[pos + 46:pos + 46 + nl]
        ex = extras(b[pos + 46 + nl:pos + 46 + nl + el])
        need(cml == 0, "entry comment")
        pos += 46 + nl + el + cml
        need(dsk == 0, "entry on another disk")
        need(fl & ~0x080E == 0, "flag not allowed (encryption, patch, masking)")
        need(me in (0, 8), "compression method")
        us, cs, off = z64_fields(ex, us, cs, off)
        name, is_dir = check_name(raw, fl)
        # type
        mode = attr >> 16 if made >> 8 == 3 else 0
        if mode:
            t = mode & 0o170000
            need(t in (0, 0o100000, 0o040000), "symbolic link or special file")
            need((t == 0o040000) == is_dir if t else True, "type and name disagree")
            need(mode & 0o7000 == 0, "set-id or sticky bit")
        if is_dir:
            need(us == 0 and cs == 0 and me == 0, "directory with data")
        # local header: exactly where the previous entry ended
        need(off == nextlocal, "entries overlap, leave a gap, or are out of order")
        need(off + 30 <= cdo and b[off:off + 4] == b"PK\x03\x04", "local header")
        lv, lfl, lme, ltm, ldt, lcrc, lcs, lus, lnl, lel = struct.unpack_from("<5H3L2H", b, off + 4)
        need(off + 30 + lnl + lel <= cdo, "local header cut")
        need(b[off + 30:off + 30 + lnl] == raw, "local and central names differ")
        lex = extras(b[off + 30 + lnl:off + 30 + lnl + lel])
        need((lfl, lme) == (fl, me), "local and central flags or methods differ")
        need((ltm, ldt) == (tm, dt), "local and central times differ")
        start = off + 30 + lnl + lel
        if fl & 8:
            need(me == 8, "stored entry with a data descriptor")
            if 0xFFFFFFFF in (lcs, lus) or 1 in lex:
                lus, lcs, _ = z64_fields(lex, lus, lcs, 0)
            # zero, or (bsdtar) already the true value
            need(lcrc in (0, crc) and lcs in (0, cs) and lus in (0, us), "descriptor flag with other values in the local header")
        else:
            lus, lcs, _ = z64_fields(lex, lus, lcs, 0)
            need((lcrc, lcs, lus) == (crc, cs, us), "local and central sizes or CRC differ")
        need(start + cs <= cdo, "data beyond the central directory")
        need(us <= MAX_ENTRY, "entry too large")
        total += us
        need(total <= MAX_TOTAL, "total too large")
        need(us <= RATIO_FLOOR or us <= RATIO * max(cs, 1), "compression ratio")
        data = b[start:start + cs]
        if me == 8:
            d = zlib.decompressobj(-15)
            try:
                data = d.decompress(data, us + 1)
            except zlib.error:
                raise Bad("invalid deflate data")
            need(len(data) == us, "inflates to another size")
            if not d.eof:
                try:
                    more = d.decompress(d.unconsumed_tail, 1)
                except zlib.error:
                    raise Bad("invalid deflate data")
                need(not more and d.eof, "deflate stream too long or cut")
            need(not d.unused_data, "bytes after the deflate stream")
        need(len(data) == us and zlib.crc32(data) == crc, "content does not match size and CRC")
        nextlocal = start + cs
        if fl & 8:
            need(b[nextlocal:nextlocal + 16] == struct.pack("<4s3L", b"PK\x07\x08", crc, cs, us), "data descriptor")
            nextlocal += 16
        # collisions
        key = fold(name.rstrip("/"))
        need(key not in names, "name twice (after case folding and normalization)")
        names[key] = is_dir
        files.append((name, is_dir))
        if not is_dir:
            content[name] = data if name in ("manifest.json", "prompd.json") else None
    need(pos == end, "bytes after the last central header")
    need(nextlocal == cdo, "bytes between the last entry and the central directory")
    dirs = {}
    for name, is_dir in files:
        parts = name.rstrip("/").split("/")
        for i in range(1, len(parts) + (1 if is_dir else 0)):
            d = "/".join(parts[:i])
            need(names.get(fold(d), True), "file and directory of one name")
            need(dirs.setdefault(fold(d), d) == d, "directories equal after folding")
    need("manifest.json" in content, "no manifest.json at the root")
    m = check_manifest(content["manifest.json"], set(content))
    if "prompd.json" in content:  # newer clients read this one first: both must say the same thing
        need(identity(check_manifest(content["prompd.json"], set(content))) == identity(m), "manifest.json and prompd.json disagree")


# ---------------------------------------------------------------- JSON
class J:
    """Strict RFC 8259 parser: UTF-8, no duplicate keys, bounded depth and numbers."""
    WS = re.compile(r"[ \t\n\r]*")
    N = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.A)
    S = re.compile(r'[^"\\\x00-\x1f]*')

    def __init__(self, b):
        need(len(b) <= MAX_MANIFEST, "manifest too large")
        need(not b.startswith(b"\xef\xbb\xbf"), "byte order mark")
        try:
            self.s = b.decode("utf-8")
        except UnicodeDecodeError:
            raise Bad("JSON is not UTF-8")
        self.i = self.nodes = 0

    def ws(self):
        self.i = self.WS.match(self.s, self.i).end()

    def all(self):
        v = self.value(0)
        self.ws()
        need(self.i == len(self.s), "bytes after the value")
        return v

    def value(self, depth):
        need(depth <= MAX_JSON_DEPTH, "JSON too deep")
        self.nodes += 1
        need(self.nodes <= MAX_NODES, "too many JSON nodes")
        self.ws()
        c = self.s[self.i:self.i + 1]
        if c == "{":
            self.i += 1
            out, seen = {}, set()
            self.ws()
            if self.s[self.i:self.i + 1] == "}":
                self.i += 1
                return out
            while True:
                self.ws()
                need(self.s[self.i:self.i + 1] == '"', "object key")
                k = self.string()
                n = unicodedata.normalize("NFC", k)
                need(n not in seen, "duplicate key")
                seen.add(n)
                self.ws()
                need(self.s[self.i:self.i + 1] == ":", "':'")
                self.i += 1
                out[k] = self.value(depth + 1)
                self.ws()
                d = self.s[self.i:self.i + 1]
                self.i += 1
                if d == "}":
                    return out
                need(d == ",", "',' or '}'")
        if c == "[":
            self.i += 1
            out = []
            self.ws()
            if self.s[self.i:self.i + 1] == "]":
                self.i += 1
                return out
            while True:
                out.append(self.value(depth + 1))
                self.ws()
                d = self.s[self.i:self.i + 1]
                self.i += 1
                if d == "]":
                    return out
                need(d == ",", "',' or ']'")
        if c == '"':
            return self.string()
        for w, v in (("true", True), ("false", False), ("null", None)):
            if self.s.startswith(w, self.i):
                self.i += len(w)
                return v
        m = self.N.match(self.s, self.i)
        need(m and m.end() > self.i, "value")
        t = m.group()
        need(len(t) <= 32, "number too long")
        self.i = m.end()
        f = float(t)
        need(abs(f) <= 2 ** 53 - 1 if re.fullmatch(r"-?[0-9]+", t) else abs(f) <= 1e300, "number out of range")
        return int(t) if re.fullmatch(r"-?[0-9]+", t) else f

    def string(self):
        self.i += 1
        out = []
        while True:
            m = self.S.match(self.s, self.i)
            out.append(m.group())
            self.i = m.end()
            c = self.s[self.i:self.i + 1]
            self.i += 1
            if c == '"':
                break
            need(c == "\\", "control character or end inside a string")
            e = self.s[self.i:self.i + 1]
            self.i += 1
            if e == "u":
                h = self.hex4()
                if 0xD800 <= h < 0xDC00:
                    need(self.s[self.i:self.i + 2] == "\\u", "lone surrogate")
                    self.i += 2
                    l = self.hex4()
                    need(0xDC00 <= l < 0xE000, "lone surrogate")
                    h = 0x10000 + ((h - 0xD800) << 10) + (l - 0xDC00)
                else:
                    need(not 0xDC00 <= h < 0xE000, "lone surrogate")
                out.append(chr(h))
            else:
                need(e and e in '"\\/bfnrt', "unknown escape")
                out.append({"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}.get(e, e))
        s = "".join(out)
        text_ok(s, "string")
        return s

    def hex4(self):
        h = self.s[self.i:self.i + 4]
        need(re.fullmatch(r"[0-9a-fA-F]{4}", h), "\\u escape")
        self.i += 4
        return int(h, 16)


def check_fields(m, names=None):
    """The fields of a .pdpkg manifest. Identity: `id` if the key is there, else `name`."""
    need(isinstance(m, dict), "top level is no object")
    for k in ("name", "version", "description"):
        need(isinstance(m.get(k), str) and m[k], f"{k} missing or not a string")
    ident = m["id"] if "id" in m else m["name"]
    need(isinstance(ident, str) and len(ident) <= 104 and (ID if ident.startswith("@") else UNSCOPED).match(ident) and ".." not in ident, "id")
    need(all(p.split(".")[0] not in RESERVED for p in ident.lstrip("@").split("/")), "id: reserved name")
    need(len(m["version"]) <= 64 and SEMVER.match(m["version"]), "version")
    for k in ("homepage", "repository"):
        url = m.get(k)
        if k == "repository" and isinstance(url, dict):  # npm form, used by most real packages
            url = url.get("url")
            need(isinstance(url, str), "repository: no url")
        if url is not None:
            need(isinstance(url, str) and len(url) <= 1024 and re.match(r"(?:(?:git\+)?https?://[^\s]+|git@[\w.-]+:[\w./-]+|(?:github:|gitlab:)?[\w.@/-]*)\Z", url, re.A), f"{k}: neither a URL nor a name")
    d = m.get("dependencies", {})
    need(isinstance(d, dict) and len(d) <= MAX_DEPS, "dependencies")
    if names is not None and "files" in m:
        need(isinstance(m["files"], list), "files")
        for f in m["files"]:
            # a listed file that is missing, or a pattern, is a warning of the rules: real packages have stale lists
            need(isinstance(f, str) and not f.startswith("/") and ".." not in f.split("/") and "\\" not in f, "listed file outside the package")


def check_manifest(b, names):
    m = J(b).all()
    check_fields(m, names)
    return m


def identity(m):
    return (m["id"] if "id" in m else m["name"], m["version"])


def check_promptgen(m):
    """The fields of a Prompt Gen package: what its registry requires, no semantic validation."""
    need(isinstance(m.get("id"), str) and m["id"] and len(m["id"]) <= 256, "id missing or not a string")
    parts = m["id"].split(".")
    need(len(parts) >= 2 and all(re.match(r"[a-z0-9-]+\Z", p, re.A) for p in parts), "id: not namespace.name")
    need(isinstance(m.get("version"), str) and len(m["version"]) <= 64 and SEMVER.match(m["version"]), "version")
    meta = m.get("metadata")
    need(isinstance(meta, dict), "metadata missing")
    need(isinstance(meta.get("name"), str) and meta["name"].strip(), "metadata.name missing or blank")
    ns = m.get("namespaces")
    need(isinstance(ns, dict) and ns and all(isinstance(n, dict) for n in ns.values()), "namespaces")
    deps = m.get("dependencies", [])
    need(isinstance(deps, list) and len(deps) <= MAX_DEPS, "dependencies")
    for d in deps:
        need(isinstance(d, dict) and isinstance(d.get("package"), str) and isinstance(d.get("version"), str)
             and d["package"].count(".") >= 1 and d["version"], "dependency without package or version")


# ---------------------------------------------------------------- YAML: events only
INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*|0o[0-7]+|0x[0-9a-fA-F]+)\Z", re.A)
FLT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z|[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z", re.A)
# YAML 1.2 core schema: `no`, `on`, `1:30`, dates are strings. Only the 1.1 merge and value keys are refused.
AMBIG = re.compile(r"(?:=|<<)\Z", re.A)


def check_yaml(b):
    need(len(b) <= MAX_YAML, "YAML too large")
    need(not b.startswith(b"\xef\xbb\xbf"), "byte order mark")
    try:
        s = b.decode("utf-8")
    except UnicodeDecodeError:
        raise Bad("YAML is not UTF-8")
    text_ok(s, "YAML")
    # bound nesting before any recursive parser sees the text (a cheap over-estimate)
    depth = worst = 0
    for line in s.split("\n"):
        ind = len(line) - len(line.lstrip(" "))
        need(ind <= 256, "YAML too deep")
        need(len(re.match(r"(?:\s*[-?:] )*", line).group()) <= 64, "YAML too deep")
        for ch in line:
            depth += (ch in "[{") - (ch in "]}")
            worst = max(worst, depth)
    need(worst <= MAX_JSON_DEPTH, "YAML too deep")
    docs = nodes = aliases = expanded = 0
    anchors, sizes, stack, root = {}, {}, [], None
    try:
        for ev in yaml.parse(s, Loader=yaml.SafeLoader):
            if isinstance(ev, yaml.DocumentStartEvent):
                docs += 1
                need(docs == 1, "several documents")
                need(ev.version is None and not ev.tags, "directive")
                continue
            if isinstance(ev, (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)):
                continue
            if isinstance(ev, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                top = stack.pop()
                if top["anchor"]:
                    sizes[top["anchor"]] = top["size"]
                if stack:
                    stack[-1]["size"] += top["size"]
                    value(stack[-1], top["value"])
                continue
            nodes += 1
            need(nodes <= MAX_YAML_NODES, "too many nodes")
            if isinstance(ev, yaml.AliasEvent):
                aliases += 1
                need(aliases <= MAX_ALIASES, "too many aliases")
                need(ev.anchor in sizes, "alias undefined or inside its own anchor")
                need(stack and not stack[-1].get("wantkey"), "alias as a key")
                expanded += sizes[ev.anchor]
                need(expanded <= 4 * MAX_YAML_NODES, "aliases expand too far")
                stack[-1]["size"] += sizes[ev.anchor]
                value(stack[-1], anchors[ev.anchor])
                continue
            need(ev.tag is None, "tag")
            if ev.anchor:
                need(ev.anchor not in anchors, "anchor defined twice")
                anchors[ev.anchor] = None
            if isinstance(ev, yaml.ScalarEvent):
                text_ok(ev.value, "scalar")
                v = resolve(ev)
                weight = 1 + len(ev.value) // 64
                if ev.anchor:
                    sizes[ev.anchor], anchors[ev.anchor] = weight, v
                if stack:
                    stack[-1]["size"] += weight
                    value(stack[-1], v)
                else:
                    raise Bad("top level is no mapping")
            else:
                is_map = isinstance(ev, yaml.MappingStartEvent)
                if not stack:
                    need(is_map, "top level is no mapping")
                need(not (stack and stack[-1].get("wantkey")), "collection as a key")
                need(len(stack) < MAX_JSON_DEPTH, "YAML too deep")
                v = {} if is_map else []
                if root is None:
                    root = v
                if ev.anchor:
                    anchors[ev.anchor] = v
                stack.append({"value": v, "wantkey": True if is_map else None, "anchor": ev.anchor, "size": 1, "seen": set()})
    except yaml.YAMLError as e:
        raise Bad(f"YAML syntax: {getattr(e, 'problem', e)}")
    except RecursionError:
        raise Bad("YAML too deep")
    need(root is not None, "no document")
    check_promptgen(root)


def value(frame, v):
    if frame["wantkey"] is None:
        frame["value"].append(v)
    elif frame["wantkey"]:
        need(isinstance(v, str), "key is no string")
        need(len(v.encode()) <= 1024, "key too long")
        n = unicodedata.normalize("NFC", v)
        need(n not in frame["seen"], "duplicate key")
        frame["seen"].add(n)
        frame["key"], frame["wantkey"] = v, False
    else:
        frame["value"][frame["key"]] = v
        frame["wantkey"] = True


def resolve(ev):
    v = ev.value
    if not ev.implicit[0]:
        return v
    if ev.style is None:
        need(not AMBIG.match(v), f"ambiguous plain scalar {v[:20]!r}")
        if v in ("", "~", "null", "Null", "NULL"):
            return None
        if v in ("true", "True", "TRUE", "false", "False", "FALSE"):
            return v.lower() == "true"
        if INT.match(v):
            need(len(v) <= 32 and abs(int(v, 0) if v.lstrip("+-")[:2] in ("0o", "0x") else int(v)) <= 2 ** 53 - 1, "integer out of range")
            return int(v, 0)
        if FLT.match(v):
            need("inf" not in v.lower() and "nan" not in v.lower() and len(v) <= 32 and abs(float(v)) <= 1e300, "number out of range")
            return float(v)
    return v


def verdict(path):
    with open(path, "rb") as f:
        b = f.read()
    try:
        check_zip(b) if path.endswith(".pdpkg") else check_yaml(b)
        return None
    except Bad as e:
        return str(e)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("dir", nargs="?")
    ap.add_argument("--file", nargs="*")
    ap.add_argument("-v", action="store_true")
    a = ap.parse_args()
    if a.file:
        for p in a.file:
            print(p, verdict(p) or "accept")
        return
    ok = bad = 0
    with open(os.path.join(a.dir, "index.json")) as f:
        idx = json.load(f)
    for e in idx:
        try:
            r = verdict(os.path.join(a.dir, e["file"]))
            good = (r is None) == (e["expect"] == "accept")
        except Exception as ex:                # a crash is never a verdict
            r, good = f"CRASH {ex!r}", False
        ok, bad = ok + good, bad + (not good)
        if a.v or not good:
            print(f"{'ok  ' if good else 'FAIL'} {e['file']:34} expect {e['expect']:6} got {r or 'accept'}  [{e['why']}]")
    print(f"{ok} passed, {bad} failed")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
