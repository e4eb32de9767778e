"""What a tree holds, found out without the program under test.

A second opinion: PyYAML, `zipfile` and the folder names, nothing else. It is only ever given trees of ours.
"""

import base64
import hashlib
import json
import re
import subprocess
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml

import programs

PLAIN_VERSION = re.compile(r"\d+\.\d+\.\d+\Z", re.A)
CLIENT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,49}\Z", re.A)
RESERVED = {"con", "prn", "aux", "nul", "system", "admin"} | {p + str(n) for p in ("com", "lpt") for n in range(1, 10)}


@dataclass(frozen=True)
class Release:
    """One version of one package, as it lies in the tree."""

    tree: Path = field(repr=False)
    file: Path = field(repr=False)
    namespace: str
    name: str
    version: str
    identity: str
    private: bool
    yanked: bool

    @property
    def path(self):
        """The file's path from the tree's root, with slashes."""
        return self.file.relative_to(self.tree).as_posix()

    @property
    def is_archive(self):
        return self.file.suffix == ".pdpkg"

    @property
    def scoped(self):
        """The name in the npm-like spelling that pages and folders use."""
        return f"@{self.namespace}/{self.name}"

    @property
    def bytes(self):
        return self.file.read_bytes()

    @property
    def sha256(self):
        return hashlib.sha256(self.bytes).hexdigest()

    @property
    def published_as(self):
        """The file name of the release in the site."""
        return f"{self.name}-{self.version.replace('+', '_')}{self.file.suffix}"

    @property
    def signatures(self):
        """Its signature files of both schemes."""
        return sorted(
            f for f in self.file.parent.iterdir()
            if f.name.startswith(self.file.name) and f.suffix in (".minisig", ".sshsig"))

    @property
    def manifest(self):
        """The manifest as a dictionary, by a lenient parser."""
        if self.is_archive:
            with zipfile.ZipFile(self.file) as archive:
                return json.loads(archive.read("manifest.json"))
        return yaml.safe_load(self.bytes)

    @property
    def files(self):
        """The files inside an archive: path -> bytes."""
        with zipfile.ZipFile(self.file) as archive:
            return {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}

    @property
    def dependencies(self):
        """Scoped name -> range, whatever the format."""
        wanted = self.manifest.get("dependencies") or {}
        if isinstance(wanted, dict):
            return {k if k.startswith("@") else f"@{self.namespace}/{k}": v for k, v in wanted.items()}
        return {"@{}/{}".format(*row["package"].rpartition(".")[::2]): row["version"] for row in wanted}

    @property
    def is_nameable(self):
        """Whether the Python client can be asked for exactly this release."""
        parts = self.identity.lstrip("@").split("/")
        return (
            self.is_archive and bool(PLAIN_VERSION.match(self.version)) and len(self.version) <= 20
            and all(CLIENT_NAME.match(p) and p.lower() not in RESERVED for p in parts))


class Tree:
    """A tree on disk."""

    def __init__(self, folder):
        self.folder = Path(folder)

    @property
    def registry_name(self):
        """The name that publishers bind their signatures to."""
        return yaml.safe_load((self.folder / "registry.yaml").read_text())["name"]

    @cached_property
    def namespaces(self):
        """Name -> the document of the namespace."""
        return {
            f.parent.name: yaml.safe_load(f.read_text())
            for f in sorted(self.folder.glob("namespaces/*/namespace.yaml"))}

    def is_private(self, namespace):
        return self.namespaces[namespace].get("protection") == "private"

    def keys(self, namespace):
        """The publisher keys of a namespace, as its `keys.json` says."""
        return Keys(json.loads((self.folder / "namespaces" / namespace / "keys.json").read_text()))

    @cached_property
    def releases(self):
        """All releases, in the order of their paths."""
        found = []
        for file in sorted(self.folder.glob("packages/*/*/*/*")):
            if file.suffix not in (".pdpkg", ".yaml") or not file.is_file():
                continue
            namespace, name = file.parts[-4], file.parts[-3]
            probe = Release(self.folder, file, namespace, name, "", "", False, False)
            manifest = probe.manifest
            identity = manifest["id"] if "id" in manifest else manifest["name"]
            version = manifest["version"]
            found.append(Release(
                self.folder, file, namespace, name, version, identity, self.is_private(namespace),
                version in yanked_versions(file.parent.parent / "package.yaml")))
        return found

    @property
    def public(self):
        return [r for r in self.releases if not r.private]

    @property
    def private(self):
        return [r for r in self.releases if r.private]

    def packages(self, releases=None):
        """Scoped name -> its releases."""
        grouped = {}
        for release in self.releases if releases is None else releases:
            grouped.setdefault(release.scoped, []).append(release)
        return grouped

    @cached_property
    def secret_keys(self):
        """The secret keys of the demo, by the public key that each belongs to."""
        return secret_keys(self.folder)

    def signing_key(self, namespace, scheme=None):
        """A secret key that alone may sign for a namespace: (scheme, file), or None."""
        keys = self.keys(namespace)
        if keys.threshold != 1:
            return None
        for row in keys.rows:
            if scheme in (row["scheme"], None) and row["active"] and row["public"] in self.secret_keys:
                return row["scheme"], self.secret_keys[row["public"]]
        return None

    def signable_namespace(self, scheme=None, private=False):
        """A namespace that the demo's keys can sign for."""
        for namespace in self.namespaces:
            if self.is_private(namespace) == private and self.signing_key(namespace, scheme):
                return namespace
        raise AssertionError(
            f"no namespace of the sample can be signed for with a {scheme or 'any'} key of its demo-keys folder")


class Keys:
    """A `keys.json`, with the keys in the spelling of the stock tools."""

    def __init__(self, document):
        self.threshold = document["threshold"]
        self.rows = []
        for row in document["keys"]:
            scheme = "ssh" if row["type"] == "ssh-ed25519" else "minisign"
            public = row["key"].split()[1] if row["key"].startswith("ssh-") else row["key"].strip().splitlines()[-1]
            self.rows.append({
                "scheme": scheme, "public": public, "name": row.get("name", ""),
                "active": row.get("revoked_at") is None})

    def of(self, scheme):
        return [row["public"] for row in self.rows if row["scheme"] == scheme]


def yanked_versions(file):
    """The versions that a `package.yaml` yanks: a mapping by version, or a list of versions or of objects."""
    if not file.exists():
        return set()
    document = yaml.safe_load(file.read_text()) or {}
    found = set()
    for key, rows in document.items():
        if str(key).startswith("yank") and rows:
            for row in rows:
                found.add(row["version"] if isinstance(row, dict) else str(row))
    return found


def secret_keys(folder):
    """Every unencrypted secret key below a folder, by its public key in the stock tools' base64."""
    found = {}
    for file in sorted(Path(folder).rglob("*")):
        if not file.is_file() or file.stat().st_size > 4096:
            continue
        text = file.read_bytes()
        if text.startswith(b"-----BEGIN OPENSSH PRIVATE KEY-----"):
            file.chmod(0o600)
            shown = subprocess.run(
                [programs.path("ssh-keygen"), "-y", "-P", "", "-f", str(file)], capture_output=True, timeout=20)
            if shown.returncode == 0:
                found[shown.stdout.split()[1].decode()] = file
        elif text.startswith(b"untrusted comment:"):
            public = minisign_public_key(text)
            if public:
                found[public] = file
    return found


def minisign_public_key(text):
    """The public key inside an unencrypted minisign secret key file, or None."""
    lines = text.splitlines()
    try:
        blob = base64.b64decode(lines[1], validate=True)
    except (IndexError, ValueError):
        return None
    if len(blob) != 158 or blob[:2] != b"Ed" or blob[2:4] != b"\0\0":
        return None
    key_id, public = blob[54:62], blob[94:126]
    return base64.b64encode(b"Ed" + key_id + public).decode()
