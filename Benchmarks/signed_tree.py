"""A registry tree as publishers leave it: keys, signatures, namespaces, releases, notes.

Every namespace has the same two keys, one of minisign and one of OpenSSH, made from fixed seeds: equal corpora give equal
trees. Needs the package `cryptography`, see requirements.txt.
"""
import base64
import hashlib
import json
import os
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

REGISTRY = "bench.example"
SSH_TYPE = b"ssh-ed25519"
SETTINGS = f"""name: {REGISTRY}
title: Bench
description: A corpus of generated packages, to measure builds with.
"""
NAMESPACE = """display-name: {name}
description: Generated packages.
owners:
  - "Bench <bench@bench.example>"
protection: protected
"""


def string(data):
    """A string on the SSH wire."""
    return struct.pack(">I", len(data)) + data


class Key:
    """A key pair made from a fixed seed."""

    def __init__(self, seed):
        self.secret = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed).digest())
        self.public = self.secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


class SSHKey(Key):
    """Signs as `ssh-keygen -Y sign` does (OpenSSH, PROTOCOL.sshsig)."""

    suffix = ".sshsig"

    def __init__(self, seed):
        super().__init__(seed)
        self.blob = string(SSH_TYPE) + string(self.public)

    @property
    def line(self):
        """The public key as OpenSSH writes it."""
        return f"ssh-ed25519 {base64.b64encode(self.blob).decode()}"

    def entry(self):
        return {"type": "ssh-ed25519", "key": self.line}

    def sign(self, data, purpose, _subject):
        """The signature file; the namespace says what it is for."""
        head = string(f"{purpose}@{REGISTRY}".encode()) + string(b"") + string(b"sha512")
        signature = self.secret.sign(b"SSHSIG" + head + string(hashlib.sha512(data).digest()))
        blob = b"SSHSIG" + struct.pack(">I", 1) + string(self.blob) + head + string(string(SSH_TYPE) + string(signature))
        text = base64.b64encode(blob).decode()
        lines = [text[i:i + 70] for i in range(0, len(text), 70)]
        return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]).encode()

    def save(self, path):
        """Writes the secret key without a passphrase, and the public one beside it."""
        write(path, self.secret.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        os.chmod(path, 0o600)
        write(path + ".pub", (self.line + " bench\n").encode())


class MinisignKey(Key):
    """Signs as `minisign -S` does: the BLAKE2b-512 digest of the file, then signature and trusted comment."""

    suffix = ".minisig"

    def __init__(self, seed):
        super().__init__(seed)
        self.number = hashlib.sha256(self.public).digest()[:8]

    def entry(self):
        return {"type": "minisign", "key": base64.b64encode(b"Ed" + self.number + self.public).decode()}

    def sign(self, data, purpose, subject):
        """The signature file; the trusted comment says what it is for."""
        signature = self.secret.sign(hashlib.blake2b(data).digest())
        comment = f"{purpose} v1 {REGISTRY} {subject}".encode()
        first = base64.b64encode(b"ED" + self.number + signature)
        second = base64.b64encode(self.secret.sign(signature + comment))
        return b"\n".join([b"untrusted comment: signature of a benchmark", first, b"trusted comment: " + comment, second, b""])


SSH, MINISIGN = SSHKey(b"promptuary benchmark ssh"), MinisignKey(b"promptuary benchmark minisign")
SCHEMES = {"ssh": (SSH,), "minisign": (MINISIGN,), "mixed": (SSH, MINISIGN)}


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def write_settings(tree, default_namespace):
    write(os.path.join(tree, "registry.yaml"), f"{SETTINGS}default-namespace: {default_namespace}\n".encode())


def add_namespace(tree, namespace):
    folder = os.path.join(tree, "namespaces", namespace)
    os.makedirs(folder)
    write(os.path.join(folder, "namespace.yaml"), NAMESPACE.format(name=namespace).encode())
    place_keys(folder, namespace, 1, None, (SSH, MINISIGN), [("bench ssh", SSH), ("bench minisign", MINISIGN)])


def place_keys(folder, namespace, version, previous, signers, keys):
    rows = [{**key.entry(), "name": name, "not_before": 0, "revoked_at": None} for name, key in keys]
    document = {"keys": rows, "prev": previous, "threshold": 1, "version": version}
    data = (json.dumps(document, indent=2, sort_keys=True) + "\n").encode()
    path = os.path.join(folder, "keys.json")
    write(path, data)
    for key in signers:
        write(path + key.suffix, key.sign(data, "pdpkg-keys", f"{namespace} {version}"))


def change_keys(tree, namespace):
    """Adds a key to a namespace: the next version of its key set, signed by a key of the one before."""
    folder = os.path.join(tree, "namespaces", namespace)
    with open(os.path.join(folder, "keys.json"), "rb") as stream:
        previous = stream.read()
    version = json.loads(previous)["version"]
    for file in sorted(os.listdir(folder)):
        if file.startswith("keys.json"):
            os.rename(os.path.join(folder, file), os.path.join(folder, file.replace("keys.json", f"keys.{version}.json")))
    added = [(f"bench {number}", SSHKey(f"{namespace} {number}".encode())) for number in range(2, version + 2)]
    place_keys(
        folder, namespace, version + 1, hashlib.sha256(previous).hexdigest(), (SSH,),
        [("bench ssh", SSH), ("bench minisign", MINISIGN), *added])


def release_folder(tree, namespace, name, version):
    return os.path.join(tree, "packages", namespace, name, version)


def add_signature(folder, file, data, namespace, name, version, signer=SSH):
    write(os.path.join(folder, file + signer.suffix), signer.sign(data, "pdpkg", f"@{namespace}/{name} {version}"))


def yank(tree, namespace, name, versions):
    """Signed notes that yank releases of a package, the ones after those that are there."""
    path = os.path.join(tree, "packages", namespace, name, "package.yaml")
    number = 1
    if os.path.exists(path):
        with open(path, encoding="utf-8") as stream:
            number += next(int(line.split()[1]) for line in stream if line.startswith("version:"))
    notes = f'package: "@{namespace}/{name}"\nversion: {number}\nyanked:\n' + "".join(
        f'  - version: "{v}"\n    reason: It says the wrong thing\n' for v in versions)
    write(path, notes.encode())
    write(path + SSH.suffix, SSH.sign(notes.encode(), "pdpkg-package", f"@{namespace}/{name}"))
