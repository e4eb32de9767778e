"""A registry of small packages, written and signed in this process: thousands of releases in seconds.

Signatures are made as `minisign -S` and `ssh-keygen -Y sign` make them, with keys that come from fixed seeds, so that equal
calls give equal trees. Only `trust` is made by the program under test.
"""

import base64
import copy
import hashlib
import json
import struct
import subprocess
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

import promptuary
import workshop

REGISTRY = "small.example"
SSH_TYPE = b"ssh-ed25519"


def string(data):
    """A string on the SSH wire."""
    return struct.pack(">I", len(data)) + data


class Key:
    """A key pair made from words."""

    def __init__(self, words):
        self.words = words
        self.secret = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(words.encode()).digest())
        self.public = self.secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


class SSHKey(Key):
    """Signs as `ssh-keygen -Y sign` does (OpenSSH, PROTOCOL.sshsig)."""

    suffix = ".sshsig"

    @property
    def blob(self):
        return string(SSH_TYPE) + string(self.public)

    @property
    def line(self):
        """The public key as OpenSSH writes it."""
        return f"ssh-ed25519 {base64.b64encode(self.blob).decode()}"

    @property
    def entry(self):
        return {"type": "ssh-ed25519", "key": self.line}

    def sign(self, data, purpose, subject, registry=REGISTRY):
        """The signature file; the namespace says what it is for."""
        head = string(f"{purpose}@{registry}".encode()) + string(b"") + string(b"sha512")
        signature = self.secret.sign(b"SSHSIG" + head + string(hashlib.sha512(data).digest()))
        blob = b"SSHSIG" + struct.pack(">I", 1) + string(self.blob) + head + string(string(SSH_TYPE) + string(signature))
        text = base64.b64encode(blob).decode()
        lines = [text[i:i + 70] for i in range(0, len(text), 70)]
        return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]).encode()

    def save(self, file):
        """The secret key as an OpenSSH file without a passphrase, the public one in `file` + `.pub`."""
        file = Path(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self.secret.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        file.chmod(0o600)
        Path(f"{file}.pub").write_text(f"{self.line} {self.words.replace(' ', '-')}\n")
        return file


class MinisignKey(Key):
    """Signs as `minisign -S` does: the BLAKE2b-512 digest of the file, then signature and trusted comment."""

    suffix = ".minisig"

    @property
    def number(self):
        return hashlib.sha256(self.public).digest()[:8]

    @property
    def entry(self):
        return {"type": "minisign", "key": base64.b64encode(b"Ed" + self.number + self.public).decode()}

    def sign(self, data, purpose, subject, registry=REGISTRY):
        """The signature file; the trusted comment says what it is for."""
        signature = self.secret.sign(hashlib.blake2b(data).digest())
        comment = f"{purpose} v1 {registry} {subject}".encode()
        first = base64.b64encode(b"ED" + self.number + signature)
        second = base64.b64encode(self.secret.sign(signature + comment))
        return b"\n".join([b"untrusted comment: signature of a test", first, b"trusted comment: " + comment, second, b""])


def package(namespace, name, version, text="Say {hello}.", **changes):
    """The bytes of a small package that breaks no rule."""
    return workshop.archive(
        workshop.manifest(namespace, name, version, **changes), {"prompts/main.prmd": workshop.prompt(text)})


def key_document(keys, version=1, previous=None, revoked=None):
    """The text of a keys.json: keys by name, the index at which a name is revoked, the bytes of the document before."""
    rows = [
        {**key.entry, "name": name, "not_before": 0, "revoked_at": (revoked or {}).get(name)}
        for name, key in keys.items()]
    prev = hashlib.sha256(previous).hexdigest() if previous else None
    return (json.dumps({"keys": rows, "prev": prev, "threshold": 1, "version": version}, indent=2) + "\n").encode()


class Registry:
    """A tree that is written step by step; `publish` and `verify` call the program on it."""

    def __init__(self, folder, namespaces=("acme",)):
        self.folder = Path(folder)
        self.tree, self.online = self.folder / "tree", self.folder / "online"
        self.keys = {}
        self.write("registry.yaml", (
            f"name: {REGISTRY}\ntitle: Small\ndescription: Packages of tests.\ndefault-namespace: {namespaces[0]}\n"))
        for name in namespaces:
            self.add_namespace(name)

    def copy_to(self, folder):
        """The same registry in another folder, to go on from there."""
        subprocess.run(["cp", "-a", self.folder, folder], check=True, timeout=60)
        copied = copy.copy(self)
        copied.folder, copied.keys = Path(folder), {name: dict(keys) for name, keys in self.keys.items()}
        copied.tree, copied.online = copied.folder / "tree", copied.folder / "online"
        return copied

    def write(self, path, data):
        file = self.tree / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        return file

    # ------------------------------------------------------------ the tree

    def add_namespace(self, name):
        """A namespace with two keys, one for each tool, one of which must sign."""
        self.keys[name] = {"laptop": SSHKey(f"{name} laptop"), "stick": MinisignKey(f"{name} stick")}
        self.write(f"namespaces/{name}/namespace.yaml", (
            f"display-name: {name}\ndescription: A namespace.\nowners:\n  - \"Someone <someone@{REGISTRY}>\"\n"
            "protection: protected\n"))
        self.place_keys(name, key_document(self.keys[name]), 1, self.keys[name].values())

    def place_keys(self, namespace, document, version, signers):
        self.write(f"namespaces/{namespace}/keys.json", document)
        for key in signers:
            self.write(
                f"namespaces/{namespace}/keys.json{key.suffix}", key.sign(document, "pdpkg-keys", f"{namespace} {version}"))

    def change_keys(self, namespace, added=None, revoked=None):
        """The next version of a key set, signed by the first key of the version before."""
        folder = self.tree / "namespaces" / namespace
        previous = (folder / "keys.json").read_bytes()
        version = json.loads(previous)["version"]
        signer = next(iter(self.keys[namespace].values()))
        for file in sorted(folder.glob("keys.json*")):
            file.rename(folder / file.name.replace("keys.json", f"keys.{version}.json"))
        self.keys[namespace] = {**self.keys[namespace], **(added or {})}
        self.place_keys(namespace, key_document(self.keys[namespace], version + 1, previous, revoked), version + 1, [signer])

    def release(self, namespace, name, version, key=None, **changes):
        """A signed release; returns its path in the site."""
        data = package(namespace, name, version, **changes)
        key = key or next(iter(self.keys[namespace].values()))
        place = f"packages/{namespace}/{name}/{version}/{name}-{version}.pdpkg"
        self.write(place, data)
        self.write(place + key.suffix, key.sign(data, "pdpkg", f"@{namespace}/{name} {version}"))
        return f"@{namespace}/{name}/-/{name}-{version}.pdpkg"

    def yank(self, namespace, name, version):
        """Signed notes that yank one release, the first ones of the package."""
        notes = (
            f"package: \"@{namespace}/{name}\"\nversion: 1\n"
            f"yanked:\n  - version: \"{version}\"\n    reason: It says the wrong thing\n").encode()
        key = next(iter(self.keys[namespace].values()))
        self.write(f"packages/{namespace}/{name}/package.yaml", notes)
        self.write(
            f"packages/{namespace}/{name}/package.yaml{key.suffix}", key.sign(notes, "pdpkg-package", f"@{namespace}/{name}"))

    def fill(self, releases, namespace="acme", versions=5):
        """Many releases of one namespace, `versions` of each package; returns their paths in the site."""
        return [
            self.release(namespace, f"tool-{number // versions:05d}", f"1.{number % versions}.0")
            for number in range(releases)]

    # ------------------------------------------------------------ the program

    def give_trust(self, at, bits=4, claimed=(), people=("ada", "ben", "cleo"), threshold=2):
        """Makes `trust` by the people's keys, and the online keys, without a passphrase."""
        holders = {name: SSHKey(f"holder {name}").save(self.folder / "holders" / name) for name in people}
        promptuary.trust_init(self.tree, holders, threshold, bits, self.online, at).expect(promptuary.DONE)
        for namespace in claimed:
            own = self.keys[namespace]["laptop"].save(self.folder / "publishers" / namespace)
            promptuary.trust_claim(
                self.tree, namespace, [*list(holders.values())[:threshold], own], at).expect(promptuary.DONE)
        return self

    @property
    def root(self):
        """The root file that clients are shipped with."""
        return self.tree / "trust" / "root.json"

    def publish(self, site, at, state=None, **options):
        return promptuary.publish(self.tree, site, self.online, at, state, **options).expect(promptuary.DONE)
