"""Other registries' tools on the same texts, if they are installed: full, and after one more package."""
import os
import shutil
import sys
from dataclasses import dataclass

from measure import run, say, timed

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGES = "apt-ftparchive --db ../db packages pool > Packages && gzip -9kf Packages && apt-ftparchive release . > Release"


@dataclass(frozen=True)
class Peer:
    """A tool: its package format, and shell commands that run in an empty folder beside a corpus and an addition."""

    program: str
    format: str
    prepare: str
    full: str
    add: str
    one_more: str


PEERS = [
    Peer(
        "apt-ftparchive", "deb", "mkdir r && cp -al ../peers-corpus/deb/pool r/pool", f"cd r && {PACKAGES}",
        "cp -r ../peers-extra/deb/pool/. r/pool/", f"cd r && {PACKAGES}"),
    # One worker and no database, its cheapest way.
    Peer(
        "createrepo_c", "rpm", "cp -al ../peers-corpus/rpm r", "createrepo_c -q --workers 1 --no-database r",
        "cp -r ../peers-extra/rpm/. r/", "createrepo_c -q --workers 1 --no-database --update r"),
    # One distribution for each release of a package: some versions keep only one of a package in each.
    Peer(
        "reprepro", "deb",
        "mkdir -p r/conf && for v in 0 1 2 3 4; do printf 'Codename: v%s\\nArchitectures: amd64\\nComponents: main\\n\\n' $v; done "
        "> r/conf/distributions",
        "cd r && for v in 0 1 2 3 4; do find ../../peers-corpus/deb/pool -name \"*_1.$v.*_all.deb\" | sort | "
        "xargs reprepro -s -b . includedeb v$v; done",
        "true", "cd r && reprepro -s -b . includedeb v0 $(find ../../peers-extra/deb/pool -name '*.deb')"),
]


def installed():
    return [peer for peer in PEERS if shutil.which(peer.program)]


def missing():
    return [peer.program for peer in PEERS if not shutil.which(peer.program)]


def generate(folder, name, size, formats, *more):
    run(sys.executable, os.path.join(HERE, "gen_corpus.py"), "--out", os.path.join(folder, name), "--versions", size,
        "--formats", ",".join(formats), *more)


def measure(folder, size, runs):
    """Rows of a name, the runs of a full build, and the runs after one more package."""
    found, rows = installed(), []
    if not found:
        return rows
    formats = sorted({peer.format for peer in found})
    generate(folder, "peers-corpus", size, formats, "-j", 2)
    for peer in found:
        work = os.path.join(folder, "peers-work")
        try:
            rows.append((size, peer.program, *measure_one(peer, folder, work, size, runs, formats)))
        except SystemExit as stop:
            say(f"{peer.program} is left out: {stop}")
        shutil.rmtree(work)
    for name in ("peers-corpus", "peers-extra"):
        shutil.rmtree(os.path.join(folder, name), ignore_errors=True)
    return rows


def measure_one(peer, folder, work, size, runs, formats):
    full, more = [], []
    for number in range(runs):
        shutil.rmtree(work, ignore_errors=True)
        os.makedirs(work)
        run("sh", "-c", peer.prepare, cwd=work)
        full.append(timed("sh", "-c", peer.full, cwd=work))
        say(f"{size} {peer.program}, full, {number + 1} of {runs}: {full[-1]['cpu']:.3f} s")
    for number in range(runs):
        shutil.rmtree(os.path.join(folder, "peers-extra"), ignore_errors=True)
        generate(folder, "peers-extra", size, formats, "--only-index", size + 5 * number)
        run("sh", "-c", peer.add, cwd=work)
        more.append(timed("sh", "-c", peer.one_more, cwd=work))
        say(f"{size} {peer.program}, one more, {number + 1} of {runs}: {more[-1]['cpu']:.3f} s")
    return full, more
