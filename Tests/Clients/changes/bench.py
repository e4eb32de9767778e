"""A tree in a repository that a change is made in, by stock tools: git, zip, ssh-keygen and minisign."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import yaml

import programs
import promptuary
import workshop as shop

REGISTRY = "changes.example"
NOBODY = {
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@small.example",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@small.example"}


def git(folder, *words, codes=(0,), **options):
    """Runs git as nobody in particular; the answer is what it printed on both channels."""
    done = subprocess.run(
        [programs.path("git"), "-C", folder, *map(str, words)], capture_output=True, timeout=60,
        env=promptuary.environment(**NOBODY), **options)
    assert done.returncode in codes, f"git {words}: {done.stderr.decode('utf-8', 'replace')}"
    return done


class Bench:
    """A tree that is changed, and the keys of everybody."""

    def __init__(self, folder, keys=None):
        self.folder = Path(folder)
        self.keys = keys
        self.is_committed = False       # by a change that no working tree can hold

    # ------------------------------------------------------------ files

    def path(self, name):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, name, data):
        self.path(name).write_bytes(data if isinstance(data, bytes) else data.encode())
        return self.folder / name

    def read(self, name):
        return (self.folder / name).read_bytes()

    def remove(self, name):
        path = self.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def document(self, name):
        return yaml.safe_load(self.read(name))

    def settings(self, **changes):
        """Changes members of `registry.yaml`."""
        self.write("registry.yaml", yaml.safe_dump({**self.document("registry.yaml"), **changes}, sort_keys=False))

    # ------------------------------------------------------------ signatures

    def public(self, person):
        """A public key as key sets have it: the tool and the key."""
        if (self.keys / f"{person}.minisign").exists():
            return "minisign", (self.keys / f"{person}.pub").read_text().splitlines()[1]
        return "ssh-ed25519", " ".join((self.keys / f"{person}.pub").read_text().split()[:2])

    def sign(self, name, people, kind, subject):
        """Signs a file; `kind` and `subject` are what the signature is bound to."""
        file, numbers = self.folder / name, []
        for person in people:
            scheme = self.public(person)[0]
            numbers.append((person, scheme, sum(1 for _, other, _ in numbers if other == scheme) + 1))
        # The highest number first: the tools know one name only, which the first signature keeps.
        for person, scheme, number in reversed(numbers):
            if scheme == "minisign":
                made = shop.sign_by_minisign(file, self.keys / f"{person}.minisign", f"{kind} v1 {REGISTRY} {subject}")
            else:
                made = shop.sign_by_ssh(file, self.keys / person, f"{kind}@{REGISTRY}")
            if number > 1:
                made.rename(f"{file}.{number}{made.suffix}")

    # ------------------------------------------------------------ releases

    def release(self, package, version, by=("bea",), files=None, data=None, place=None, **manifest):
        """A signed release; the result is the path of its package file."""
        namespace, name = package.removeprefix("@").split("/")
        if data is None:
            contents = {"README.md": f"# {name}\n", "prompts/main.prmd": shop.prompt(), **(files or {})}
            data = shop.archive(
                shop.manifest(namespace, name, version, **manifest),
                {path: content for path, content in contents.items() if content is not None})
        folder = (place or version).replace("+", "_")
        path = f"packages/{namespace}/{name}/{folder}/{name}-{folder}.pdpkg"
        self.write(path, data)
        self.sign(path, by, "pdpkg", f"{package} {version}")
        return path

    def dotted(self, identity, version, by=("gus",), **changes):
        """A signed Prompt Gen release `namespace.name`."""
        namespace, name = identity.rsplit(".", 1)
        document = {
            "id": identity, "version": version,
            "metadata": {
                "name": "Colours", "description": "Some colours for pictures", "authors": ["Test"], "license": "MIT"},
            "namespaces": {"common.base": {
                "id": "common.base",
                "datatypes": {"COLOUR": {"name": "Colour", "values": [{"text": "red", "weight": 1}, {"text": "blue"}]}},
            }}, **changes}
        path = f"packages/{namespace}/{name}/{version}/{name}-{version}.yaml"
        self.write(path, yaml.safe_dump(document, sort_keys=False))
        self.sign(path, by, "pdpkg", f"@{namespace}/{name} {version}")
        return path

    def notes(self, package, by=("bea",), number=None, **members):
        """The signed notes of a package; without a number those that follow the ones that are there."""
        path = f"packages/{package.removeprefix('@')}/package.yaml"
        if number is None:
            number = (self.document(path)["version"] if (self.folder / path).exists() else 0) + 1
        for old in (self.folder / path).parent.glob("package.yaml*"):
            old.unlink()
        told = {name.replace("_", "-"): value for name, value in members.items()}
        self.write(path, yaml.safe_dump({"package": package, "version": number, **told}))
        self.sign(path, by, "pdpkg-package", package)
        return path

    # ------------------------------------------------------------ namespaces

    def namespace(self, name, people, threshold=1, by=None, protection="protected", **members):
        """A namespace with its first key set."""
        self.describe(name, protection=protection, **members)
        self.key_set(name, people, threshold, by=people if by is None else by)

    def describe(self, name, **members):
        """Changes members of `namespace.yaml`."""
        path = f"namespaces/{name}/namespace.yaml"
        old = self.document(path) if (self.folder / path).exists() else {}
        self.write(path, yaml.safe_dump({**old, **members}, sort_keys=False))

    def key_set(self, name, people, threshold=1, version=1, previous=None, by=(), revoked=None, named=None):
        """Writes and signs `keys.json`; `revoked` has the log index at which a person's key counts no more.

        `named` is the namespace that the document says it is for, if it says it.
        """
        keys = []
        for person in people:
            kind, key = self.public(person)
            index = (revoked or {}).get(person, "null")
            keys.append(
                '{"key":"%s","name":"%s","not_before":0,"revoked_at":%s,"type":"%s"}' % (key, person, index, kind))
        path = f"namespaces/{name}/keys.json"
        for old in (self.folder / path).parent.glob("keys.json*"):
            old.unlink()
        digest = f'"{hashlib.sha256(previous).hexdigest()}"' if previous else "null"
        claim = f'"namespace":"{named}",' if named else ""
        self.write(
            path, '{"keys":[%s],%s"prev":%s,"threshold":%d,"version":%d}\n' % (
                ",".join(keys), claim, digest, threshold, version))
        self.sign(path, by, "pdpkg-keys", f"{name} {version}")

    def next_keys(self, name, people, by, threshold=1, version=2, revoked=None, named=None):
        """The next key set of a namespace; the one before stays beside it."""
        folder = self.folder / "namespaces" / name
        old = (folder / "keys.json").read_bytes()
        for file in list(folder.glob("keys.json*")):
            file.rename(folder / file.name.replace("keys.json", f"keys.{version - 1}.json", 1))
        self.key_set(name, people, threshold, version, old, by, revoked, named)

    # ------------------------------------------------------------ reviewers

    def consent(self, name, by=("rea",), **members):
        """A signed statement of reviewers: `overrides/…` or `approvals/…`."""
        path = f"{name}.yaml"
        self.write(path, yaml.safe_dump(members))
        self.sign(path, by, "pdpkg-consent", path)
        return path

    def digest(self, name):
        return hashlib.sha256(self.read(name)).hexdigest()

    def change_digest(self, path):
        """What a statement is bound to, but for approvals of new releases: what `sha256sum` says of both sides."""
        git(self.folder, "add", "-A", "-f")
        names = git(self.folder, "diff", "--cached", "--name-only", "--no-renames", "-z", "main", "--", path).stdout
        lines = b""
        for name in sorted(names.split(b"\0")[:-1]):
            file = self.folder / name.decode()
            old = git(self.folder, "cat-file", "blob", f"main:{name.decode()}", codes=(0, 128))
            before = hashlib.sha256(old.stdout).hexdigest() if old.returncode == 0 else "0" * 64
            after = self.digest(file) if file.exists() else "0" * 64
            lines += f"{before}  {after}  ".encode() + name + b"\n"
        return hashlib.sha256(lines).hexdigest()

    # ------------------------------------------------------------ commits

    def commit(self, message="change"):
        git(self.folder, "add", "-A", "-f")
        git(self.folder, "commit", "-q", "--allow-empty", "-m", message)

    def head(self, revision="HEAD"):
        return git(self.folder, "rev-parse", revision).stdout.decode().strip()

    def blob(self, data):
        """The number of a blob that no file has to hold."""
        return git(self.folder, "hash-object", "-w", "--stdin", input=data).stdout.decode().strip()

    def commit_index(self, *lines):
        """Commits the index with these `MODE BLOB\\tPATH` besides: what no working tree can hold."""
        git(self.folder, "add", "-A", "-f")
        git(self.folder, "update-index", "-z", "--index-info", input="".join(f"{one}\0" for one in lines).encode())
        git(self.folder, "commit", "-q", "-m", "change")
        self.is_committed = True

    def commit_tree(self, tree):
        """Commits a tree object on top of what is checked out."""
        made = git(self.folder, "commit-tree", tree, "-p", "HEAD", "-m", "change").stdout.decode().strip()
        git(self.folder, "update-ref", "HEAD", made)
        self.is_committed = True

    def tree_object(self, entries):
        """The number of a tree object with these entries in this order: mode, name, number of the object."""
        data = b"".join(f"{mode} ".encode() + name + b"\0" + bytes.fromhex(number) for mode, name, number in entries)
        words = ["hash-object", "-t", "tree", "-w", "--literally", "--stdin"]
        return git(self.folder, *words, input=data).stdout.decode().strip()

    def entries(self, revision="HEAD"):
        """The entries of the root of a commit, in their order."""
        found = []
        for line in git(self.folder, "ls-tree", "-z", revision).stdout.split(b"\0")[:-1]:
            (mode, _, number), name = line.split(b"\t", 1)[0].decode().split(), line.split(b"\t", 1)[1]
            found.append((mode.lstrip("0"), name, number))
        return found
