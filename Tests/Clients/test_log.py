"""The transparency log holds for verifiers that share no code with ours, and what was tampered with holds for nobody."""

import base64
import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import programs
import promptuary

SIZES = [1, 255, 256, 257, 1000, 70_000]
PROOFS = 50
SOURCE = Path(__file__).with_name("tlog") / "tlog.go"


class Go:
    """Our verifier on top of Go's packages `sumdb/note` and `sumdb/tlog`."""

    def __init__(self, folder):
        self.binary = folder / "tlog"
        env = {**os.environ, "GO111MODULE": "off", "GOPATH": str(programs.GO_PATH), "GOCACHE": str(folder / "cache")}
        done = subprocess.run(
            [programs.path("go"), "build", "-o", self.binary, SOURCE], env=env, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr

    def run(self, *words):
        done = subprocess.run([self.binary, *map(str, words)], capture_output=True, text=True, timeout=120)
        assert done.returncode in (0, 1) and "panic" not in done.stderr, done.stderr
        return done

    def accepts(self, *words):
        """What it printed about something that it accepts, as a dictionary."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        words = done.stdout.split()
        return {name: int(number) for name, number in zip(words[::2], words[1::2])}

    def refuses(self, *words):
        done = self.run(*words)
        return done.returncode == 1 and done.stderr.startswith("refused:")


class Log:
    """A made-up log in a folder of its own."""

    def __init__(self, folder):
        self.site, self.log = folder, folder / "log"
        self.key = (folder / "log.vkey").read_text().strip()
        self.checkpoint = self.log / "checkpoint"

    @classmethod
    def made(cls, size, folder, fork=None):
        promptuary.log_demo(size, folder, fork).expect(promptuary.DONE)
        return cls(folder)

    def copy(self, folder):
        shutil.copytree(self.site, folder)
        return Log(folder)

    @property
    def files(self):
        return sorted(path for path in self.log.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def go(world):
    folder = world / "go"
    folder.mkdir()
    return Go(folder)


@pytest.fixture(scope="module")
def logs(world):
    return {size: Log.made(size, world / f"log-{size}") for size in SIZES}


@pytest.fixture
def key(folder):
    promptuary.generate_key("ssh", folder / "witness.key").expect(promptuary.DONE)
    return folder / "witness.key"


# ---------------------------------------------------------------- logs

@pytest.mark.parametrize("size", SIZES)
def test_go_verifies_the_whole_log(go, logs, size):
    """Checkpoint, every entry and 50 inclusion proofs hold for Go's checksum database code."""
    found = go.accepts("log", logs[size].log, logs[size].key)
    assert (found["size"], found["entries"], found["proofs"]) == (size, size, min(size, PROOFS))


def test_go_verifies_that_each_log_is_a_beginning_of_the_larger_ones(go, logs):
    for old, new in [(o, n) for n in SIZES for o in SIZES if o < n]:
        assert go.accepts("log", logs[new].log, logs[new].key, logs[old].log)["older"] == old


@pytest.mark.parametrize("size", [size for size in SIZES if size <= 1000])
def test_we_verify_the_whole_log(logs, size):
    log = logs[size]
    answer = promptuary.log_verify(log.site, *promptuary.log_keys(log.key)).expect(promptuary.DONE)
    assert answer.json["entries"] == size and answer.json["verdict"] == "good" and answer.json["keysVouched"]
    answer = promptuary.log_verify(log.site).expect(promptuary.DONE)
    assert not answer.json["keysVouched"] and "nobody vouches" in answer.err


def test_a_flipped_byte_in_any_file_is_refused(go, logs, folder):
    """By Go's code and by ours, in the first, a middle and the last byte of each file of a log of 257 entries."""
    log = logs[257].copy(folder / "flipped")
    for file in log.files:
        good = file.read_bytes()
        for at in {0, len(good) // 2, len(good) - 1}:
            file.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1:])
            assert go.refuses("log", log.log, log.key), f"{file} byte {at}"
            answer = promptuary.log_verify(log.site, *promptuary.log_keys(log.key)).expect(promptuary.DISTRUST)
            assert answer.json["verdict"] == "distrust" and answer.json["remedy"], answer
        file.write_bytes(good)
        file.unlink()
        assert go.refuses("log", log.log, log.key), f"{file} is gone"
        promptuary.log_verify(log.site, *promptuary.log_keys(log.key)).expect(promptuary.DISTRUST)
        file.write_bytes(good)
    go.accepts("log", log.log, log.key)


def test_a_changed_size_is_refused(go, logs, folder):
    log = logs[257].copy(folder / "resized")
    log.checkpoint.write_text(log.checkpoint.read_text().replace("\n257\n", "\n256\n"))
    assert go.refuses("log", log.log, log.key)
    assert promptuary.log_verify(log.site).expect(promptuary.DISTRUST).json["code"] == "note-bad-signature"
    log.checkpoint.write_bytes(logs[1000].checkpoint.read_bytes())
    assert go.refuses("log", log.log, log.key)
    assert promptuary.log_verify(log.site).expect(promptuary.DISTRUST).json["code"] == "log-file-missing"


def test_a_fork_is_refused(go, logs, folder):
    """A log with another entry 100, signed by the same key, is whole in itself and no continuation of the true one."""
    forked = Log.made(1000, folder / "forked", fork=100)
    go.accepts("log", forked.log, forked.key)
    promptuary.log_verify(forked.site).expect(promptuary.DONE)
    assert go.refuses("log", forked.log, forked.key, logs[257].log)
    answer = promptuary.log_consistency(forked.site, logs[257].checkpoint, "--json").expect(promptuary.DISTRUST)
    assert answer.json["code"] == "log-fork" and answer.err.strip().endswith("nothing was changed")
    same_size = promptuary.log_consistency(forked.site, logs[1000].checkpoint).expect(promptuary.DISTRUST)
    assert "log-fork" in same_size.err


def test_growth_is_shown_by_a_proof(logs):
    answer = promptuary.log_consistency(logs[70_000].site, logs[257].checkpoint, "--json").expect(promptuary.DONE)
    assert (answer.json["old"], answer.json["new"]) == (257, 70_000) and len(answer.json["proof"]) > 10
    assert all(len(base64.b64decode(one)) == 32 for one in answer.json["proof"])
    answer = promptuary.log_consistency(logs[257].site, logs[1000].checkpoint, "--json").expect(promptuary.DISTRUST)
    assert answer.json["code"] == "log-smaller"


# ---------------------------------------------------------------- proofs

@pytest.mark.parametrize("size, package, version", [
    (255, "@team-0/tool-0", "1.1.0"), (257, "@team-2/tool-85", "1.1.0"), (1000, "@team-3/tool-104", "1.1.0"),
    (70_000, "@team-699/tool-23330", "1.0.0"),
])
def test_go_verifies_the_proof_of_a_release(go, logs, folder, size, package, version):
    proof = folder / "release.tlog-proof"
    promptuary.log_prove(logs[size].site, package, version, proof).expect(promptuary.DONE)
    done = go.run("proof", proof, logs[size].key)
    assert done.returncode == 0, done.stderr
    entry = json.loads(done.stdout)
    assert (entry["t"], entry["id"], entry["version"]) == ("release", package, version)
    proof.write_text(proof.read_text().replace("\nindex ", "\nindex 1"))
    assert go.refuses("proof", proof, logs[size].key)


def test_what_is_not_logged_has_no_proof(logs, folder):
    answer = promptuary.log_prove(logs[257].site, "@team-0/none", "1.0.0", folder / "no").expect(promptuary.DISTRUST)
    assert "log-not-logged" in answer.err and not (folder / "no").exists()


def test_package_files_that_are_not_logged_are_found(site, tree, logs, folder):
    """A built site with a log that knows nothing of it: every public package file is named."""
    shutil.copytree(site, folder / "site")
    shutil.copytree(logs[257].log, folder / "site" / "log")
    answer = promptuary.log_verify(folder / "site", *promptuary.log_keys(logs[257].key)).expect(promptuary.DISTRUST)
    assert len(answer.json["problems"]) == len([r for r in tree.releases if not r.private])
    assert {problem["code"] for problem in answer.json["problems"]} == {"log-not-logged"}


# ---------------------------------------------------------------- witnesses

def test_a_witness_cosigns_what_has_only_grown(go, logs, key, folder):
    """Its cosignature holds for Go's code, and the memory is what it gave out."""
    state, out = folder / "state", folder / "cosigned"
    before = None
    for size in (1, 255, 255, 1000):
        log = logs[size]
        answer = promptuary.log_witness(
            log.site, key, "w.example/w", state, out, *promptuary.log_keys(log.key)).expect(promptuary.DONE)
        assert answer.json.get("previous") == before and answer.json["entries"] == size
        found = go.accepts("cosigned", out, log.key, answer.json["key"])
        assert found["size"] == size and found["time"] > 1_700_000_000
        assert state.read_bytes() == out.read_bytes()
        before = size


def test_a_witness_refuses_a_smaller_and_a_forked_log(logs, key, folder):
    """Exit code 3, no cosignature, and the memory stays."""
    state, out = folder / "state", folder / "cosigned"
    promptuary.log_witness(logs[257].site, key, "w.example", state, folder / "first").expect(promptuary.DONE)
    kept = state.read_bytes()
    forked = Log.made(1000, folder / "forked", fork=100)
    for log, code in ((logs[256], "log-smaller"), (forked, "log-fork")):
        answer = promptuary.log_witness(log.site, key, "w.example", state, out).expect(promptuary.DISTRUST)
        assert answer.json["code"] == code and answer.err.strip().endswith("nothing was changed")
        assert state.read_bytes() == kept and not out.exists()
    promptuary.log_witness(logs[1000].site, key, "w.example", state, out).expect(promptuary.DONE)


def test_a_witness_remembers_before_it_speaks(logs, key, folder):
    """When the cosignature cannot be written, the memory is there already, and the next run gives it out."""
    state, nowhere = folder / "state", folder / "no" / "such" / "folder"
    promptuary.log_witness(logs[257].site, key, "w.example", state, nowhere).expect(promptuary.DISK)
    assert b"\n257\n" in state.read_bytes()
    promptuary.log_witness(logs[256].site, key, "w.example", state, folder / "out").expect(promptuary.DISTRUST)
    promptuary.log_witness(logs[257].site, key, "w.example", state, folder / "out").expect(promptuary.DONE)
    unwritable = folder / "no" / "state"
    promptuary.log_witness(logs[257].site, key, "w.example", unwritable, folder / "never").expect(promptuary.DISK)
    assert not (folder / "never").exists()


def test_a_memory_of_another_witness_or_without_sense_is_refused(logs, key, folder):
    state, out = folder / "state", folder / "out"
    for content in (b"", b"nonsense", logs[1].checkpoint.read_bytes()):
        state.write_bytes(content)
        promptuary.log_witness(logs[257].site, key, "w.example", state, out).expect(promptuary.DISTRUST)
        assert state.read_bytes() == content and not out.exists()
    state.unlink()
    promptuary.log_witness(logs[1].site, key, "w.example", state, folder / "first").expect(promptuary.DONE)
    promptuary.log_witness(logs[257].site, key, "renamed.example", state, out).expect(promptuary.DISTRUST)


def test_two_witnesses_do_not_share_a_memory_at_once(logs, key, folder):
    state = folder / "state"
    with open(f"{state}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        promptuary.log_witness(logs[257].site, key, "w.example", state, folder / "out").expect(promptuary.TRY_AGAIN)
    promptuary.log_witness(logs[257].site, key, "w.example", state, folder / "out").expect(promptuary.DONE)


def test_a_client_that_demands_witnesses_waits_for_them(go, logs, key, folder):
    """`log/witnessed` counts for `log verify`, and a proof leads to it."""
    log = logs[257].copy(folder / "log")
    small = logs[255]
    answer = promptuary.log_witness(small.site, key, "w.example", folder / "state", folder / "out").expect(promptuary.DONE)
    options = promptuary.log_keys(log.key, witnesses=[answer.json["key"]], threshold=1)
    lacking = promptuary.log_verify(log.site, *options).expect(promptuary.DISTRUST)
    assert [problem["code"] for problem in lacking.json["problems"]] == ["log-witnesses"]
    (log.log / "witnessed").write_bytes((folder / "out").read_bytes())
    good = promptuary.log_verify(log.site, *options).expect(promptuary.DONE)
    assert good.json["witnessed"] == {"entries": 255, "threshold": 1, "witnesses": ["w.example"]}
    proof = folder / "release.tlog-proof"
    promptuary.log_prove(log.site, "@team-0/tool-0", "1.1.0", proof, *options).expect(promptuary.DONE)
    assert "\n255\n" in proof.read_text() and proof.read_text().count("\u2014 ") == 2
    assert go.run("proof", proof, log.key).returncode == 0


# ---------------------------------------------------------------- use

def test_wrong_use_and_missing_files_have_their_exit_codes(logs, folder):
    log, other = logs[257], "w.example+7f9ab2a4+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    for options in (["--log-key", "nonsense"], ["--log-key", other], ["--witnesses", 1], ["--log-key", log.key, "--witnesses", 1]):
        promptuary.log_verify(log.site, *options).expect(promptuary.WRONG_USE)
    promptuary.log_prove(log.site, "no-scope", "1.0.0", folder / "x").expect(promptuary.WRONG_USE)
    promptuary.log_prove(log.site, "@team-0/tool-0", "1", folder / "x").expect(promptuary.WRONG_USE)
    promptuary.log_verify(folder / "nowhere").expect(promptuary.DISK)
    promptuary.log_consistency(log.site, folder / "nowhere").expect(promptuary.DISK)
    assert promptuary.log_verify(folder).expect(promptuary.DISTRUST).json["code"] == "log-absent"
    name, hash, key = "example.com/foo", "530d903a", "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    stranger = promptuary.log_verify(log.site, "--log-key", f"{name}+{hash}+{key}").expect(promptuary.DISTRUST)
    assert stranger.json["code"] == "log-origin"
