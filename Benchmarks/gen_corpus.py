#!/usr/bin/env python3
"""Deterministic synthetic registry corpora (Python standard library only).

    gen_corpus.py --out DIR --versions N [--seed S] [--formats pdpkg,deb,...] [-j 2]

The same (seed, N) always gives the same bytes.  N package *versions* are made as
N/5 packages x 5 versions, so that every format holds the same number of files with
the same payload text (1-4 .prmd files + README.md + manifest.json):

  pdpkg  DIR/pdpkg/packages/<ns>/<name>/<version>/<name>-<version>.pdpkg   (ZIP, deflate)
  deb    DIR/deb/pool/<ns>/<name>/<name>_<version>_all.deb                 (ar + tar.gz, written by hand)
  rpm    DIR/rpm/<ns>/<name>-<version>-1.noarch.rpm                        (header + gzip cpio, written by hand)
  wheel  DIR/wheel/<dist>-<version>-py3-none-any.whl + DIR/wheel.jsonl     (dumb-pypi --package-list-json)
  wheelmeta  only DIR/wheel.jsonl
  conda  DIR/conda/noarch/<name>-<version>-0.tar.bz2                       (.conda where backports.zstd or zstandard exists)
  opam   DIR/opam/packages/<name>/<name>.<version>/opam                    (metadata only)

--only-index K makes one extra version (index K, usually K = N) in the same tree: the
"one package added" of an incremental build.  Signatures: see cfloor.c, mode `sign`.
"""
import argparse, base64, gzip, hashlib, io, itertools, json, multiprocessing, os, random, struct, sys, tarfile, time, zipfile, zlib

EPOCH = 1_700_000_000
DOS = (2023, 11, 14, 22, 13, 20)
VERSIONS_PER_PACKAGE = 5
PACKAGES_PER_NS = 20

_SYL = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo vu za ze zi zo zu".split()


def make_text(seed, size=1 << 21):
    """One big block of word-like text; packages take slices of it."""
    rng = random.Random(f"text:{seed}")
    vocab = ["".join(rng.choice(_SYL) for _ in range(rng.randint(1, 4))) for _ in range(4000)]
    cum = list(itertools.accumulate(1.0 / (i + 5) for i in range(len(vocab))))
    out, n = [], 0
    while n < size:
        line = " ".join(rng.choices(vocab, cum_weights=cum, k=rng.randint(6, 14)))
        out.append(line)
        n += len(line) + 1
    return "\n".join(out)


TEXT = None
ARGS = None


def pkg_name(p):
    rng = random.Random(p * 7919 + 13)
    return "".join(rng.choice(_SYL) for _ in range(3)) + f"-{p:06d}"


def ns_name(p):
    return f"ns{p // PACKAGES_PER_NS:05d}"


def version_of(k):
    return f"1.{k}.{(k * 3) % 7}"


def content(i, seed, total):
    """(meta, {relative file name: bytes}) of package version number i."""
    rng = random.Random(f"{seed}:{i}")
    p, k = divmod(i, VERSIONS_PER_PACKAGE)
    ns, name, version = ns_name(p), pkg_name(p), version_of(k)
    nfiles = rng.randint(1, 4)
    # total uncompressed text, log-uniform, tuned to give ZIPs of about 1-20 KiB
    size = int(2 ** rng.uniform(10.3, 15.6))
    files = {}

    def take(n):
        at = rng.randrange(0, max(1, len(TEXT) - n))
        return TEXT[at:at + n]

    readme = max(200, size // (nfiles + 1))
    files["README.md"] = (f"# {name}\n\n" + take(readme) + "\n").encode()
    for f in range(nfiles):
        body = take(max(120, (size - readme) // nfiles))
        files[f"prompts/p{f}.prmd"] = (f"---\nid: {name}-{f}\nversion: {version}\n---\n\n" + body + "\n").encode()
    deps = {}
    for _ in range(rng.choice((0, 0, 1, 2, 3))):
        q = rng.randrange(0, max(1, total // VERSIONS_PER_PACKAGE))
        if q != p:
            wanted = f"^1.{rng.randint(0, 2)}.0"
            if p:                       # only on packages of a smaller number: no release needs itself through others
                deps[f"@{ns_name(q % p)}/{pkg_name(q % p)}"] = wanted
    meta = {
        "name": f"@{ns}/{name}", "version": version, "description": take(80).replace("\n", " ").strip(),
        "author": f"{rng.choice(_SYL)}{rng.choice(_SYL)} <{ns}@example.org>", "license": rng.choice(["MIT", "Apache-2.0", "CC-BY-4.0"]),
        "tags": sorted({"t" + rng.choice(_SYL) for _ in range(4)}), "files": sorted(files), "dependencies": deps,
    }
    return ns, name, version, meta, files


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)
    # spread mtimes, deterministic
    t = EPOCH + (zlib.crc32(os.path.basename(path).encode()) % 1_000_000)
    os.utime(path, (t, t))


def zip_bytes(files):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as z:
        for n, d in files:
            zi = zipfile.ZipInfo(n, DOS)
            zi.compress_type = zipfile.ZIP_DEFLATED
            zi.external_attr = 0o100644 << 16
            z.writestr(zi, d)
    return b.getvalue()


def tar_bytes(files, prefix=""):
    b = io.BytesIO()
    with tarfile.open(fileobj=b, mode="w", format=tarfile.USTAR_FORMAT) as t:
        for n, d in files:
            ti = tarfile.TarInfo(prefix + n)
            ti.size, ti.mtime, ti.mode = len(d), EPOCH, 0o644
            t.addfile(ti, io.BytesIO(d))
    return b.getvalue()


def gz(d):
    return gzip.compress(d, 6, mtime=0)


def make_pdpkg(root, c):
    ns, name, version, meta, files = c
    man = json.dumps(meta, indent=2, sort_keys=False).encode() + b"\n"
    data = zip_bytes([("manifest.json", man)] + sorted(files.items()))
    write(f"{root}/pdpkg/packages/{ns}/{name}/{version}/{name}-{version}.pdpkg", data)


def make_deb(root, c):
    ns, name, version, meta, files = c
    deps = ", ".join(f"{d.split('/')[1]} (>= {v[1:]})" for d, v in meta["dependencies"].items())
    ctl = f"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: {meta['author']}\n"
    if deps:
        ctl += f"Depends: {deps}\n"
    ctl += f"Section: misc\nPriority: optional\nInstalled-Size: {sum(map(len, files.values())) // 1024 + 1}\nDescription: {meta['description']}\n long text\n"
    control = gz(tar_bytes([("./control", ctl.encode())]))
    body = gz(tar_bytes(sorted(files.items()), f"./usr/share/{name}/"))
    out = bytearray(b"!<arch>\n")
    for n, d in (("debian-binary", b"2.0\n"), ("control.tar.gz", control), ("data.tar.gz", body)):
        out += f"{n:<16}{EPOCH:<12}{0:<6}{0:<6}{'100644':<8}{len(d):<10}`\n".encode() + d
        if len(d) & 1:
            out += b"\n"
    write(f"{root}/deb/pool/{ns}/{name}/{name}_{version}_all.deb", bytes(out))


def rpm_header(tags, region):
    """RPM header with an immutable region. tags: [(tag, type, value)]"""
    tags = sorted(tags)
    index, store = [], bytearray()
    for tag, typ, val in tags:
        if typ == 6:
            data, count, al = val.encode() + b"\0", 1, 1
        elif typ in (8, 9):
            vals = [val] if isinstance(val, str) else val
            data, count, al = b"".join(v.encode() + b"\0" for v in vals), len(vals), 1
        elif typ == 4:
            vals = [val] if isinstance(val, int) else val
            data, count, al = b"".join(struct.pack(">I", v) for v in vals), len(vals), 4
        elif typ == 3:
            vals = [val] if isinstance(val, int) else val
            data, count, al = b"".join(struct.pack(">H", v) for v in vals), len(vals), 2
        elif typ == 7:
            data, count, al = val, len(val), 1
        while len(store) % al:
            store += b"\0"
        index.append((tag, typ, len(store), count))
        store += data
    n = len(index) + 1
    trailer = struct.pack(">IIiI", region, 7, -(n * 16), 16)
    idx = struct.pack(">IIII", region, 7, len(store), 16) + b"".join(struct.pack(">IIII", *e) for e in index)
    store += trailer
    return b"\x8e\xad\xe8\x01\0\0\0\0" + struct.pack(">II", n, len(store)) + idx + bytes(store)


def make_rpm(root, c):
    ns, name, version, meta, files = c
    cpio = bytearray()
    items = sorted(files.items())
    for ino, (n, d) in enumerate(items + [("TRAILER!!!", b"")], 1):
        fn = (f"./usr/share/{name}/{n}" if n != "TRAILER!!!" else n).encode() + b"\0"
        cpio += b"070701" + b"".join(b"%08x" % v for v in (ino, 0o100644, 0, 0, 1, EPOCH, len(d), 0, 0, 0, 0, len(fn), 0)) + fn
        cpio += b"\0" * (-len(cpio) % 4)
        cpio += d
        cpio += b"\0" * (-len(cpio) % 4)
    payload = gz(bytes(cpio))
    dirs = sorted({os.path.dirname(f"/usr/share/{name}/{n}") + "/" for n, _ in items})
    deps = [(d.split("/")[1], 8 | 4, v[1:]) for d, v in meta["dependencies"].items()]
    tags = [
        (1000, 6, name), (1001, 6, version), (1002, 6, "1"), (1004, 9, meta["description"]), (1005, 9, "long text"),
        (1006, 4, EPOCH), (1007, 6, "builder"), (1009, 4, sum(len(d) for _, d in items)), (1014, 6, meta["license"]), (1016, 9, "Unspecified"),
        (1021, 6, "linux"), (1022, 6, "noarch"), (1044, 6, f"{name}-{version}-1.src.rpm"),
        (1028, 4, [len(d) for _, d in items]), (1030, 3, [0o100644] * len(items)), (1033, 3, [0] * len(items)),
        (1034, 4, [EPOCH] * len(items)), (1035, 8, [hashlib.md5(d).hexdigest() for _, d in items]), (1036, 8, [""] * len(items)),
        (1037, 4, [0] * len(items)), (1039, 8, ["root"] * len(items)), (1040, 8, ["root"] * len(items)), (1045, 4, [0xFFFFFFFF] * len(items)),
        (1095, 4, [1] * len(items)), (1096, 4, list(range(1, len(items) + 1))), (1097, 8, [""] * len(items)),
        (1047, 8, [name]), (1112, 4, [8]), (1113, 8, [f"{version}-1"]),
        (1116, 4, [dirs.index(os.path.dirname(f"/usr/share/{name}/{n}") + "/") for n, _ in items]),
        (1117, 8, [os.path.basename(n) for n, _ in items]), (1118, 8, dirs),
        (1124, 6, "cpio"), (1125, 6, "gzip"), (1126, 6, "6"),
    ]
    if deps:
        tags += [(1048, 4, [d[1] for d in deps]), (1049, 8, [d[0] for d in deps]), (1050, 8, [d[2] for d in deps])]
    head = rpm_header(tags, 63)
    sig = rpm_header([(269, 6, hashlib.sha1(head).hexdigest()), (1000, 4, len(head) + len(payload)),
                      (1004, 7, hashlib.md5(head + payload).digest()), (1007, 4, len(cpio))], 62)
    sig += b"\0" * (-len(sig) % 8)
    lead = struct.pack(">4sBBHH66sHH16s", b"\xed\xab\xee\xdb", 3, 0, 0, 1, f"{name}-{version}-1".encode()[:65], 1, 5, b"")
    write(f"{root}/rpm/{ns}/{name}-{version}-1.noarch.rpm", lead + sig + head + payload)


def make_wheel(root, c):
    ns, name, version, meta, files = c
    dist = f"{ns}_{name}".replace("-", "_")
    md = f"Metadata-Version: 2.1\nName: {dist}\nVersion: {version}\nSummary: {meta['description']}\nAuthor: {meta['author']}\nLicense: {meta['license']}\n"
    for d, v in meta["dependencies"].items():
        md += f"Requires-Dist: {d[1:].replace('/', '_').replace('-', '_')} >={v[1:]}\n"
    di = f"{dist}-{version}.dist-info"
    items = [(f"{dist}/{n}", d) for n, d in sorted(files.items())] + [
        (f"{di}/METADATA", md.encode()), (f"{di}/WHEEL", b"Wheel-Version: 1.0\nGenerator: gen\nRoot-Is-Purelib: true\nTag: py3-none-any\n")]
    rec = "".join(f"{n},sha256={base64.urlsafe_b64encode(hashlib.sha256(d).digest()).rstrip(b'=').decode()},{len(d)}\n" for n, d in items)
    data = zip_bytes(items + [(f"{di}/RECORD", (rec + f"{di}/RECORD,,\n").encode())])
    fn = f"{dist}-{version}-py3-none-any.whl"
    write(f"{root}/wheel/{fn}", data)
    return json.dumps({"filename": fn, "hash": "sha256=" + hashlib.sha256(data).hexdigest(), "requires_python": ">=3.8",
                       "uploaded_by": ns, "upload_timestamp": EPOCH})


def make_wheelmeta(root, c):
    """Only the --package-list-json line (dumb-pypi never opens the files)."""
    ns, name, version, meta, files = c
    dist = f"{ns}_{name}".replace("-", "_")
    return json.dumps({"filename": f"{dist}-{version}-py3-none-any.whl", "hash": "sha256=" + hashlib.sha256(files["README.md"]).hexdigest(),
                       "requires_python": ">=3.8", "uploaded_by": ns, "upload_timestamp": EPOCH})


def make_conda(root, c):
    ns, name, version, meta, files = c
    rng = random.Random(name)
    index = {"name": name, "version": version, "build": "0", "build_number": 0, "arch": None, "platform": None, "subdir": "noarch", "noarch": "generic",
             "depends": [f"{d.split('/')[1]} >={v[1:]}" for d, v in meta["dependencies"].items()], "license": meta["license"], "timestamp": EPOCH * 1000}
    about = {"summary": meta["description"], "license": meta["license"], "home": f"https://example.org/{name}"}
    paths = {"paths": [{"_path": f"share/{name}/{n}", "path_type": "hardlink", "sha256": hashlib.sha256(d).hexdigest(), "size_in_bytes": len(d)} for n, d in sorted(files.items())], "paths_version": 1}
    info = [("info/index.json", json.dumps(index).encode()), ("info/about.json", json.dumps(about).encode()), ("info/paths.json", json.dumps(paths).encode()),
            ("info/files", "".join(f"share/{name}/{n}\n" for n in sorted(files)).encode()),
            ("info/recipe/meta.yaml", f"package:\n  name: {name}\n  version: '{version}'\n".encode())]
    body = [(f"share/{name}/{n}", d) for n, d in sorted(files.items())]
    compress = zstd_compress()
    if compress:
        b = io.BytesIO()
        with zipfile.ZipFile(b, "w", zipfile.ZIP_STORED) as zf:
            for n, d in (("metadata.json", b'{"conda_pkg_format_version": 2}'), (f"pkg-{name}-{version}-0.tar.zst", compress(tar_bytes(body))),
                         (f"info-{name}-{version}-0.tar.zst", compress(tar_bytes(info)))):
                zf.writestr(zipfile.ZipInfo(n, DOS), d)
        write(f"{root}/conda/noarch/{name}-{version}-0.conda", b.getvalue())
    else:
        import bz2
        write(f"{root}/conda/noarch/{name}-{version}-0.tar.bz2", bz2.compress(tar_bytes(info + body), 9))


def zstd_compress():
    try:
        from backports import zstd
        return lambda d: zstd.compress(d, 6)
    except ImportError:
        pass
    try:
        import zstandard
        return zstandard.ZstdCompressor(level=6).compress
    except ImportError:
        return None


def make_opam(root, c):
    ns, name, version, meta, files = c
    n = "p-" + name
    deps = " ".join(f'"p-{d.split("/")[1]}" {{>= "{v[1:]}"}}' for d, v in meta["dependencies"].items())
    sha = hashlib.sha256(files["README.md"]).hexdigest()
    t = (f'opam-version: "2.0"\nname: "{n}"\nversion: "{version}"\nsynopsis: "{meta["description"]}"\nmaintainer: "{meta["author"]}"\nauthors: "{meta["author"]}"\n'
         f'license: "{meta["license"]}"\nhomepage: "https://example.org/{name}"\nbug-reports: "https://example.org/{name}"\ndepends: [ {deps} ]\n'
         f'url {{\n  src: "https://example.org/{name}-{version}.tgz"\n  checksum: "sha256={sha}"\n}}\n')
    write(f"{root}/opam/packages/{n}/{n}.{version}/opam", t.encode())
    if not os.path.exists(f"{root}/opam/repo"):
        write(f"{root}/opam/repo", b'opam-version: "2.0"\n')


MAKERS = {"pdpkg": make_pdpkg, "deb": make_deb, "rpm": make_rpm, "wheel": make_wheel, "wheelmeta": make_wheelmeta, "conda": make_conda, "opam": make_opam}


def job(i):
    c = content(i, ARGS.seed, ARGS.versions)
    res = None
    for f in ARGS.formats.split(","):
        r = MAKERS[f](ARGS.out, c)
        if r:
            res = r
    return res


def main():
    global TEXT, ARGS
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", required=True)
    ap.add_argument("--versions", type=int, required=True)
    ap.add_argument("--seed", default="1")
    ap.add_argument("--formats", default="pdpkg")
    ap.add_argument("--only-index", type=int)
    ap.add_argument("-j", type=int, default=1)
    ARGS = ap.parse_args()
    TEXT = make_text(ARGS.seed)
    todo = [ARGS.only_index] if ARGS.only_index is not None else range(ARGS.versions)
    t0, lines = time.time(), []
    if ARGS.j > 1 and len(todo) > 1:
        with multiprocessing.get_context("fork").Pool(ARGS.j) as pool:
            lines = pool.map(job, todo, chunksize=250)
    else:
        lines = [job(i) for i in todo]
    if "wheel" in ARGS.formats:
        with open(f"{ARGS.out}/wheel.jsonl", "a" if ARGS.only_index is not None else "w") as f:
            f.write("".join(l + "\n" for l in lines))
    print(f"{len(todo)} versions of {ARGS.formats} in {time.time() - t0:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
