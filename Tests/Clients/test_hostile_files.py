"""Hostile and odd package files: the right verdict on each, and the same content as every other reader.

The corpus and its reference checker are in `hostile/`. The reference is a second implementation of the rules in
`docs/formats/packages.md`; Python's zipfile, unzip and bsdtar say what an accepted archive contains.
"""

import collections
import hashlib
import io
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import programs
import promptuary

HOSTILE = Path(__file__).parent / "hostile"
CORPUS_FILES = 344
MUTANTS = 10_000
REBUILT = 600
BATCH = 500
LARGEST_SEED = 64 << 10
SEED = 344_10_000


@pytest.fixture(scope="module")
def corpus():
    """The generated corpus: the folder and its index."""
    folder = promptuary.new_folder("hostile")
    subprocess.run(
        [sys.executable, HOSTILE / "make_malicious.py", "--out", folder], check=True, capture_output=True, timeout=120)
    index = json.loads((folder / "index.json").read_text())
    yield folder, index
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def verdicts(corpus):
    """What the program says about each file of the corpus, one call each."""
    folder, index = corpus
    return dict(zip((row["file"] for row in index), promptuary.inspect_each([folder / row["file"] for row in index])))


@pytest.fixture(scope="module")
def reference():
    """The reference checker as a module: `verdict(path)` is None or the reason against the file."""
    sys.path.insert(0, str(HOSTILE))
    try:
        import refcheck
    finally:
        sys.path.remove(str(HOSTILE))
    return refcheck


def test_the_corpus_is_whole(corpus, reference):
    """All files are there, of every class, and the reference agrees with each expected verdict."""
    folder, index = corpus
    assert len(index) == CORPUS_FILES
    wrong = [r["file"] for r in index if (reference.verdict(str(folder / r["file"])) is None) != (r["expect"] == "accept")]
    assert not wrong


def test_every_file_gets_its_verdict(corpus, verdicts):
    """Each file is accepted or rejected as it should be, and the exit code says the same."""
    wrong = []
    for row in corpus[1]:
        verdict = verdicts[row["file"]]
        if verdict.accepted != (row["expect"] == "accept"):
            wrong.append(f"{row['file']}: want {row['expect']}: {row['why']}; said {[str(f) for f in verdict.findings]}")
        if verdict.exit != (promptuary.DONE if verdict.accepted else promptuary.FINDINGS):
            wrong.append(f"{row['file']}: exit {verdict.exit}")
    assert not wrong, f"{len(wrong)} of {len(corpus[1])}:\n" + "\n".join(wrong)


def test_every_rejection_tells_why_and_what_to_do(corpus, verdicts):
    """A rejection has a code in kebab case, a message and a remedy, none of them with control characters."""
    for row in corpus[1]:
        verdict = verdicts[row["file"]]
        if verdict.accepted:
            assert not verdict.reasons, row["file"]
            continue
        assert verdict.reasons, row["file"]
        for finding in verdict.reasons:
            assert finding.code and finding.code == finding.code.lower() and " " not in finding.code, row["file"]
            assert finding.message.strip() and finding.remedy.strip(), row["file"]
            assert (finding.message + finding.remedy).isprintable(), (row["file"], finding)


def test_reasons_are_not_one_for_all(corpus, verdicts):
    """Different faults have different codes: no code answers for a third of the rejected files."""
    rejected = [v for v in verdicts.values() if not v.accepted]
    often = collections.Counter(v.reasons[0].code for v in rejected if v.reasons)
    assert len(often) >= 40, often
    assert often.most_common(1)[0][1] * 3 < len(rejected), often.most_common(3)


def test_every_code_is_documented(verdicts):
    """Each code has its anchor in the documentation of errors."""
    text = (promptuary.REPOSITORY / "docs" / "errors.md").read_text()
    codes = {f.code for v in verdicts.values() for f in v.findings}
    assert not [code for code in sorted(codes) if code not in text]


def test_text_output_is_safe_for_a_terminal(corpus):
    """Without --json no byte of a hostile name reaches the terminal as a control character."""
    folder, index = corpus
    for row in index:
        if row["class"] in ("zip-name-bytes", "zip-unicode"):
            answer = promptuary.run("inspect", folder / row["file"])
            shown = (answer.out + answer.err).replace("\n", "").replace("\t", "")
            assert not [c for c in shown if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E], row["file"]


def test_a_batch_says_the_same(corpus, verdicts):
    """Several files in one call get the verdicts that each gets alone, in order."""
    folder, index = corpus
    together = promptuary.inspect_batch([folder / row["file"] for row in index])
    for row, one in zip(index, together):
        alone = verdicts[row["file"]]
        assert (one.accepted, one.files, one.sha256) == (alone.accepted, alone.files, alone.sha256), row["file"]
        assert [f.code for f in one.findings] == [f.code for f in alone.findings], row["file"]


def test_digests_and_identity(corpus, verdicts):
    """The digest is that of the file; an accepted file's manifest names it."""
    folder, index = corpus
    for row in index:
        verdict = verdicts[row["file"]]
        if verdict.accepted:
            assert verdict.sha256 == hashlib.sha256((folder / row["file"]).read_bytes()).hexdigest(), row["file"]
            assert all(verdict.identity), row["file"]


# ---------------------------------------------------------------- the same content as other readers

def digest(data):
    return len(data), hashlib.sha256(data).hexdigest()


def by_zipfile(file):
    """Path -> (size, digest), by Python."""
    with zipfile.ZipFile(file) as archive:
        rows = [(i.filename, digest(archive.read(i))) for i in archive.infolist() if not i.is_dir()]
    assert len(rows) == len(dict(rows)), "a name twice"
    return dict(rows)


def by_extractor(words, file, folder):
    """Path -> (size, digest), as a program writes the files below a folder."""
    target = Path(folder) / "out"
    target.mkdir()
    env = promptuary.environment(LC_ALL="C.UTF-8")
    done = subprocess.run(
        [w.format(file=file, target=target) for w in words], capture_output=True, timeout=60, env=env,
        stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{words[0]}: {done.stderr.decode('utf-8', 'replace')}"
    found = {}
    for place, folders, files in os.walk(target):
        for name in folders:
            os.chmod(os.path.join(place, name), 0o700)
        for name in files:
            path = os.path.join(place, name)
            os.chmod(path, 0o600)
            found[os.path.relpath(path, target)] = digest(Path(path).read_bytes())
    return found


READERS = {
    "unzip": lambda f, d: by_extractor([programs.path("unzip"), "-qq", "-o", "{file}", "-d", "{target}"], f, d),
    "bsdtar": lambda f, d: by_extractor([programs.path("bsdtar"), "-x", "-f", "{file}", "-C", "{target}"], f, d),
    "zipfile": lambda f, d: by_zipfile(f),
}


def disagreements(file, verdict):
    """How other readers see an accepted archive differently."""
    found = []
    for name, reader in READERS.items():
        folder = promptuary.new_folder("reader")
        try:
            seen = reader(file, folder)
            if seen != verdict.files:
                odd = sorted(set(seen.items()) ^ set(verdict.files.items()))[:3]
                found.append(f"{file.name}: {name} sees something else: {odd}")
        except Exception as error:
            found.append(f"{file.name}: {name} cannot read it: {error}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return found


def compare(files, verdicts):
    with ThreadPoolExecutor(4) as pool:
        return [line for lines in pool.map(disagreements, files, verdicts) for line in lines]


def test_accepted_files_have_one_content(corpus, verdicts):
    """For each accepted archive the file list and bytes are those of zipfile, unzip and bsdtar."""
    folder, index = corpus
    names = [r["file"] for r in index if r["expect"] == "accept" and r["file"].endswith(".pdpkg")]
    assert len(names) > 20
    problems = compare([folder / n for n in names], [verdicts[n] for n in names])
    assert not problems, "\n".join(problems)


def seeds(corpus):
    """The bytes of the accepted archives that are small enough to mutate often."""
    folder, index = corpus
    data = [(folder / r["file"]).read_bytes() for r in index if r["expect"] == "accept" and r["file"].endswith(".pdpkg")]
    return [d for d in data if len(d) <= LARGEST_SEED]


def mutate(data, source):
    """One to four random changes: bits flipped, bytes set, put in or left out, a slice repeated or moved."""
    b = bytearray(data)
    for _ in range(source.choice([1, 1, 1, 2, 4])):
        at = source.randrange(len(b))
        length = source.choice([1, 1, 2, 4, 16, 64])
        kind = source.randrange(7)
        if kind == 0:
            b[at] ^= 1 << source.randrange(8)
        elif kind == 1:
            b[at] = source.choice([0, 1, 0x2E, 0x2F, 0x50, 0x7F, 0x80, 0xFF])
        elif kind == 2:
            b[at:at] = source.randbytes(length)
        elif kind == 3:
            del b[at:at + length]
        elif kind == 4:
            b[at:at] = b[at:at + length]
        elif kind == 5:
            to = source.randrange(len(b))
            b[to:to + length] = b[at:at + length]
        else:
            everywhere(b, at, source)
        if not b:
            b = bytearray(b"P")
    return bytes(b)


def everywhere(b, at, source):
    """Changes a short slice wherever it occurs, so that local and central headers go on agreeing."""
    old = bytes(b[at:at + source.choice([2, 4, 6, 8])])
    new = bytearray(old)
    new[source.randrange(len(new))] = source.randrange(256)
    b[:] = b.replace(old, bytes(new))


class Streamed(io.RawIOBase):
    """A target that cannot seek, so that zipfile writes data descriptors."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, part):
        self.data += part
        return len(part)


def rebuilt(data, source):
    """The same archive written anew: another order, method, level, times, modes, extra fields, with changed content."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [(i.filename, archive.read(i)) for i in archive.infolist()]
    source.shuffle(entries)
    streamed = source.random() < 0.3
    out = Streamed() if streamed else io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in entries:
            if name not in ("manifest.json", "prompd.json") and not name.endswith("/") and content:
                content = mutate(content, source)
            entry = zipfile.ZipInfo(name, (source.randrange(1980, 2100), 1, source.randrange(1, 28), 1, 2, 4))
            stored = name.endswith("/") or (not streamed and source.random() < 0.4)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            kind = 0o040755 if name.endswith("/") else source.choice([0o100644, 0o100755, 0o100600, 0])
            entry.external_attr = kind << 16
            if source.random() < 0.2:
                entry.extra = struct.pack("<2HBL", 0x5455, 5, 1, source.randrange(1 << 31))
            target.writestr(entry, content, compresslevel=source.randrange(1, 10))
    return bytes(out.data) if streamed else out.getvalue()


@pytest.fixture(scope="module")
def mutants(corpus):
    """The seeded mutants with our verdicts: a list of (file, verdict)."""
    folder = promptuary.new_folder("mutants")
    source, originals, files = random.Random(SEED), seeds(corpus), []
    for number in range(MUTANTS + REBUILT):
        change = mutate if number < MUTANTS else rebuilt
        file = folder / f"{number:05}.pdpkg"
        file.write_bytes(change(source.choice(originals), source))
        files.append(file)
    batches = [files[i:i + BATCH] for i in range(0, len(files), BATCH)]
    with ThreadPoolExecutor(2) as pool:
        judged = [v for batch in pool.map(promptuary.inspect_batch, batches) for v in batch]
    yield list(zip(files, judged))
    shutil.rmtree(folder, ignore_errors=True)


def test_accepted_mutants_have_one_content(mutants):
    """Each of 10,000 mutants, and of the archives written anew, is refused or read alike by everybody."""
    accepted = [(file, verdict) for file, verdict in mutants if verdict.accepted]
    assert len(accepted) > 100, "too few accepted mutants to prove anything"
    problems = compare(*zip(*accepted))
    assert not problems, f"{len(problems)} of {len(accepted)} accepted:\n" + "\n".join(problems[:20])


def test_the_reference_agrees_on_mutants(mutants, reference):
    """The reference checker accepts the same mutants, save those that we refuse because another reader cannot read them."""
    wrong = []
    for file, verdict in mutants:
        reason = reference.verdict(str(file))
        newer = any(f.code == "zip-version-needed" for f in verdict.reasons)
        if (reason is None) == verdict.accepted or (reason is None and (newer or not is_readable(file))):
            continue
        wrong.append(f"{file.name}: reference says {reason or 'accept'}, we say {[str(f) for f in verdict.reasons]}")
    assert not wrong, f"{len(wrong)} of {len(mutants)}:\n" + "\n".join(wrong[:20])


def is_readable(file):
    """Whether every other reader can read it; zipfile and unzip refuse what needs a newer version of ZIP than theirs."""
    for reader in READERS.values():
        folder = promptuary.new_folder("reader")
        try:
            reader(file, folder)
        except (AssertionError, NotImplementedError, zipfile.BadZipFile):
            return False
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return True


def test_rejected_mutants_tell_why(mutants):
    """A mutant is never refused without a code and a remedy."""
    for file, verdict in mutants:
        assert verdict.accepted or (verdict.reasons and all(f.code and f.remedy for f in verdict.reasons)), file.name


# ---------------------------------------------------------------- files that are no files

def test_what_cannot_be_read_is_a_failure_of_the_disk(folder):
    """A missing file or a folder instead of one ends with the documented code and names it."""
    for place in (folder / "not-there.pdpkg", folder):
        answer = promptuary.run("inspect", place, "--json")
        assert answer.code in (promptuary.DISK, promptuary.WRONG_USE), answer
        assert place.name in answer.err, answer


def test_a_pipe_does_not_block(folder):
    """A named pipe is refused at once instead of waiting for a writer."""
    pipe = folder / "pipe.pdpkg"
    os.mkfifo(pipe)
    answer = promptuary.run("inspect", pipe, "--json", timeout=20)
    assert answer.code in (promptuary.FINDINGS, promptuary.DISK, promptuary.WRONG_USE), answer


def test_an_endless_file_is_not_read_to_its_end(folder):
    """A huge sparse file is refused by its size, at once and in little memory."""
    file = folder / "huge.pdpkg"
    with open(file, "wb") as sparse:
        sparse.truncate(1 << 40)
    verdict = promptuary.Verdict.of(promptuary.run("inspect", file, "--json", timeout=20).expect(promptuary.FINDINGS).json)
    assert not verdict.accepted and verdict.reasons[0].remedy
