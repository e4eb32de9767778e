"""The program under test, as its users call it.

Every spelling of a command, an option or a key of its JSON answers that the tests rely on stands in this file
and nowhere else.
"""

import json
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

DONE = 0
FINDINGS = 1
DISTRUST = 3
WRONG_USE = 64
OUR_BUG = 70
DISK = 74
TRY_AGAIN = 75

DOCUMENTED_EXITS = {DONE, FINDINGS, DISTRUST, WRONG_USE, OUR_BUG, DISK, TRY_AGAIN}


def binary():
    """The program: $PROMPTUARY, or the debug build of this repository."""
    return Path(os.environ.get("PROMPTUARY") or REPOSITORY / ".build" / "debug" / "promptuary").absolute()


@dataclass
class Answer:
    """How one call ended."""

    arguments: list
    code: int
    out: str
    err: str

    @property
    def json(self):
        """Standard output as one JSON value."""
        try:
            return json.loads(self.out)
        except ValueError:
            raise AssertionError(f"{self} printed no JSON") from None

    @property
    def rows(self):
        """Standard output as JSON values one after the other, on one line each or not."""
        decoder, values, text = json.JSONDecoder(), [], self.out.strip()
        while text:
            value, end = decoder.raw_decode(text)
            values.append(value)
            text = text[end:].lstrip()
        return values

    def expect(self, *codes):
        """This answer, if it ended with one of the exit codes."""
        assert self.code in codes, f"wanted exit code {' or '.join(map(str, codes))}: {self}"
        return self

    def __str__(self):
        return f"`promptuary {' '.join(self.arguments)}` exit {self.code}\n{self.out[-2000:]}\n{self.err[-2000:]}"


def environment(**changes):
    """The caller's environment without colours, proxies and settings of this program, and with the changes."""
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy") and not k.startswith("PROMPTUARY")}
    kept.update(NO_COLOR="1", TERM="dumb", **changes)
    return kept


def command(*arguments, prefix=()):
    """The words that start the program, behind those of a wrapper such as faketime."""
    return [*map(str, prefix), str(binary()), *map(str, arguments)]


def run(*arguments, prefix=(), env=None, cwd=None, timeout=300, umask=-1, user=None):
    """Runs the program to its end without a terminal; a crash by signal fails the test at once."""
    done = subprocess.run(
        command(*arguments, prefix=prefix), stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout,
        env=env or environment(), cwd=cwd, umask=umask, user=user, group=user,
        extra_groups=None if user is None else [])
    answer = Answer(
        list(map(str, arguments)), done.returncode, done.stdout.decode("utf-8", "replace"),
        done.stderr.decode("utf-8", "replace"))
    assert done.returncode >= 0, f"killed by signal {-done.returncode}: {answer}"
    assert done.returncode != OUR_BUG, f"a bug of its own: {answer}"
    return answer


# ---------------------------------------------------------------- commands

def init(tree, name, namespace, **options):
    """A new tree with a first namespace and an unencrypted key."""
    return run("init", tree, "--name", name, "--namespace", namespace, "--no-passphrase", **options)


def generate_key(scheme, out):
    """A new unencrypted key of scheme `minisign` or `ssh`; the public half is at `out` + `.pub`."""
    return run("key", "generate", "--type", scheme, "--out", out, "--no-passphrase")


def import_key(file, out):
    """Takes over a secret key of another tool."""
    return run("key", "import", file, "--out", out, "--no-passphrase")


def show_key(file):
    return run("key", "show", file)


def pack(folder, out, repack=False):
    return run("pack", folder, "-o", out, *(["--repack"] if repack else []))


def sign(file, key, registry):
    """Writes `file` + `.minisig` or `.sshsig`, by the kind of key."""
    return run("sign", file, "--key", key, "--registry", registry)


def add(tree, file):
    return run("add", tree, file)


def check(tree, **options):
    return run("check", tree, "--json", **{"timeout": 60, **options})


def build_arguments(tree, site, server_config=None):
    """Every build of these tests writes compressed files too, so that sites can be compared."""
    return ["build", tree, site, "--compress", *(["--server-config", server_config] if server_config else [])]


def build(tree, site, server_config=None, **options):
    return run(*build_arguments(tree, site, server_config), **options)


def watch(tree, site, *options):
    """The words of a build that goes on, and says a line of JSON for each build."""
    return command("build", tree, site, "--watch", "--json", *options)


def log_demo(size, folder, fork=None):
    """A made-up log of a size: `folder`/log, and its public key in `folder`/log.vkey; at `fork` is another entry."""
    return run("log", "demo", size, folder, *(["--fork", fork] if fork is not None else []))


def log_keys(*keys, witnesses=(), threshold=0):
    """The options that say which keys a log must have."""
    words = [word for key in keys for word in ("--log-key", key)]
    words += [word for key in witnesses for word in ("--witness-key", key)]
    return [*words, *(["--witnesses", threshold] if threshold else [])]


def log_verify(site, *options):
    return run("log", "verify", site, "--json", *options)


def log_prove(site, package, version, out, *options):
    return run("log", "prove", site, package, version, "-o", out, *options)


def log_consistency(site, old_checkpoint, *options):
    return run("log", "consistency", site, old_checkpoint, *options)


def log_witness(site, key, name, state, out, *options):
    """Cosigns the checkpoint of a log into `out`, remembering it in `state`."""
    return run("log", "witness", site, "--key", key, "--name", name, "--state", state, "-o", out, "--json", *options)


def serve_arguments(site, port):
    return ["serve", site, "--port", port]


# ---------------------------------------------------------------- trust

ONLINE_ROLES = ("bins", "snapshot", "timestamp", "log")


def online_key(folder, role):
    """The secret key file of an online role."""
    return Path(folder) / f"{role}.key"


def moment(time):
    """A time as the program reads it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def trust(verb, tree, *words, **options):
    """A step of a ceremony."""
    return run("trust", verb, tree, *words, **options)


def trust_init(tree, holders, threshold, bits, online, at=None, **options):
    """Makes `trust` in a tree at once; `holders` are secret key files by name, each with its `.pub` beside it."""
    words = ["trust", "init", tree, "--threshold", threshold, "--bits", bits, "--online", online, "--no-passphrase"]
    for name, key in holders.items():
        words += ["--holder", f"{name}={key}.pub", "--sign-with", key]
    return run(*words, *(["--at", moment(at)] if at else []), **options)


def trust_claim(tree, namespace, sign_with=(), at=None, **options):
    """Makes a namespace a claimed one, with a role of its own."""
    words = ["trust", "claim", tree, namespace]
    for key in sign_with:
        words += ["--sign-with", key]
    return run(*words, *(["--at", moment(at)] if at else []), **options)


def publish_arguments(tree, site, keys, at=None, state=None):
    words = ["publish-job", tree, site, "--keys", keys, "--once"]
    return words + (["--at", moment(at)] if at else []) + (["--state", state] if state else [])


def publish(tree, site, keys, at=None, state=None, **options):
    """One signed publish of the tree."""
    return run(*publish_arguments(tree, site, keys, at, state), **options)


def signed_build(tree, site, keys, at=None, **options):
    """`build` with the online keys."""
    return run("build", tree, site, "--keys", keys, *(["--at", moment(at)] if at else []), **options)


def verify(site, root, as_of=None, state=None, **options):
    """What our own client says of a site; it remembers nothing unless it gets a folder to remember in."""
    memory = ["--state", state] if state else ["--no-state"]
    return run(
        "verify", site, "--root", root, "--json", *memory, *(["--as-of", moment(as_of)] if as_of else []), **options)


# ---------------------------------------------------------------- answers

@dataclass
class Finding:
    """One finding of `check --json` or `inspect --json`."""

    code: str
    path: str
    message: str
    remedy: str
    severity: str

    @classmethod
    def of(cls, row):
        return cls(
            row["code"], row.get("path", ""), row["message"], row["remedy"], row.get("severity", "error"))

    def __str__(self):
        return f"{self.path}: {self.message}; {self.remedy} [{self.code}]"


def findings(answer):
    """The findings of a `check --json`."""
    return [Finding.of(row) for row in answer.json["findings"]]


@dataclass
class Verdict:
    """What `inspect --json` said about one file."""

    accepted: bool
    findings: list
    manifest: dict
    files: dict
    sha256: str
    exit: int = None

    @classmethod
    def of(cls, row, exit=None):
        assert row["verdict"] in ("accept", "reject"), row
        return cls(
            row["verdict"] == "accept", [Finding.of(f) for f in row["findings"]], row.get("manifest"),
            {f["path"]: (f["size"], f["sha256"]) for f in row.get("files") or []}, row.get("sha256"), exit)

    @property
    def identity(self):
        """What the manifest says it is: identity and version."""
        return self.manifest["identity"], self.manifest["version"]

    @property
    def reasons(self):
        """The findings that speak against the file."""
        return [f for f in self.findings if f.severity == "error"]


def inspect(file):
    """The verdict on one file, with the exit code of the call."""
    answer = run("inspect", file, "--json").expect(DONE, FINDINGS)
    return Verdict.of(answer.json, answer.code)


def inspect_each(files, workers=4):
    """The verdicts on files, one call each."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(inspect, files))


def inspect_batch(files):
    """The verdicts on files, one call for all: one JSON object per file, in the order of the arguments."""
    answer = run("inspect", "--json", *files, timeout=600).expect(DONE, FINDINGS)
    rows = answer.rows
    assert len(rows) == len(files), f"{len(files)} files, {len(rows)} verdicts"
    return [Verdict.of(row) for row in rows]


# ---------------------------------------------------------------- folders

def new_folder(name):
    """A folder that other users may enter (a web server drops its rights); the caller removes it."""
    folder = Path(tempfile.mkdtemp(prefix=f"promptuary-{name}-"))
    folder.chmod(0o755)
    return folder
