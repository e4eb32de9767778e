"""Somebody who holds every online key of a registry and may write its site.

What is made here is right in every signature that an online key can make. Nothing of it comes from the program under test.
"""

import base64
import json
import subprocess
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_ssh_private_key
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, TargetFile
from tuf.api.serialization.json import JSONSerializer

import promptuary
from trusted import SignedSite

COMPACT = JSONSerializer(compact=True)
CHECKPOINT = "log/checkpoint"


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def shard_path(namespace, confirmed):
    """The shard that holds a namespace's key set."""
    return f"{'keys' if confirmed else 'keys-new'}/{sha256(namespace.encode()).hexdigest()[:2]}.json"


# ---------------------------------------------------------------- the log

def leaf(entry):
    return sha256(b"\0" + entry).digest()


def root_of(hashes):
    """The root of a Merkle tree (RFC 6962, 2.1)."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1" + root_of(hashes[:half]) + root_of(hashes[half:])).digest()


def path_of(index, hashes):
    """The audit path of a leaf (RFC 6962, 2.1.1)."""
    if len(hashes) <= 1:
        return []
    half = 1 << (len(hashes) - 1).bit_length() - 1
    if index < half:
        return [*path_of(index, hashes[:half]), root_of(hashes[half:])]
    return [*path_of(index - half, hashes[half:]), root_of(hashes[:half])]


class Log:
    """A log of fewer than 256 entries, as its files are (C2SP tlog-tiles)."""

    def __init__(self, site, key):
        self.key = key
        self.origin, size, root = (Path(site) / CHECKPOINT).read_text().split("\n")[:3]
        data = (Path(site) / f"log/tile/entries/000.p/{size}").read_bytes()
        self.entries = []
        while data:
            length = int.from_bytes(data[:2], "big")
            self.entries.append(data[2:2 + length])
            data = data[2 + length:]
        assert len(self.entries) == int(size) < 256 and base64.b64encode(root_of(self.hashes)).decode() == root

    @property
    def hashes(self):
        return [leaf(entry) for entry in self.entries]

    @property
    def documents(self):
        return [json.loads(entry) for entry in self.entries]

    def find(self, **facts):
        """The index of the last entry that has the facts."""
        rows = [i for i, row in enumerate(self.documents) if all(row.get(k) == v for k, v in facts.items())]
        assert rows, f"the log has no entry with {facts}: {self.documents}"
        return rows[-1]

    @property
    def checkpoint(self):
        """The signed head (C2SP tlog-checkpoint and signed-note)."""
        text = f"{self.origin}\n{len(self.entries)}\n{base64.b64encode(root_of(self.hashes)).decode()}\n"
        public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        number = sha256(self.origin.encode() + b"\n\x01" + public).digest()[:4]
        signature = base64.b64encode(number + self.key.sign(text.encode())).decode()
        return f"{text}\n\u2014 {self.origin} {signature}\n".encode()

    def proof(self, index):
        """The `.tlog-proof` of an entry, which it carries as extra data (C2SP tlog-proof)."""
        extra = base64.b64encode(self.entries[index]).decode()
        lines = ["c2sp.org/tlog-proof@v1", f"extra {extra}", f"index {index}"]
        lines += [base64.b64encode(one).decode() for one in path_of(index, self.hashes)]
        return ("\n".join(lines) + "\n\n").encode() + self.checkpoint

    @property
    def files(self):
        """Path -> bytes of what this size of the log consists of."""
        size = len(self.entries)
        return {
            f"log/tile/entries/000.p/{size}": b"".join(len(e).to_bytes(2, "big") + e for e in self.entries),
            f"log/tile/0/000.p/{size}": b"".join(self.hashes), CHECKPOINT: self.checkpoint}


# ---------------------------------------------------------------- the thief

class Thief:
    """A copy of a signed site in a folder of the thief's own, and what can be done to it."""

    def __init__(self, signed, folder):
        self.site = Path(folder) / "stolen"
        subprocess.run(["cp", "-a", signed.site, self.site], check=True, timeout=60)
        self.signed = SignedSite(signed.tree, self.site, signed.online, signed.at)
        self.keys = {
            role: load_ssh_private_key(promptuary.online_key(signed.online, role).read_bytes(), None)
            for role in promptuary.ONLINE_ROLES}
        with signed.reader() as reader:
            view = reader.open(self.site)
            self.roles = {name: role for name, (role, parent) in view.roles().items() if parent == "bins"}
            self.bins = view.trusted["bins"].delegations.succinct_roles
            self.snapshot, self.timestamp = view.trusted.snapshot, view.trusted.timestamp
        self.log = Log(self.site, self.keys["log"])
        self.touched = set()

    def role_of(self, path):
        name = self.bins.get_role_for_target(path)
        self.touched.add(name)
        return self.roles[name]

    def write(self, path, data):
        """Puts a file in the place of another, whose other names keep their bytes."""
        file = self.site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        file.write_bytes(data)

    def put(self, path, data, custom=None):
        """Adds or replaces a target; what an honest publish says beside it stays unless told."""
        role = self.role_of(path)
        digest = sha256(data).hexdigest()
        if custom is None and path in role.targets:
            custom = role.targets[path].custom
        role.targets[path] = TargetFile(len(data), {"sha256": digest}, path, {"custom": custom} if custom else None)
        folder, _, base = path.rpartition("/")
        self.write(path, data)
        self.write(f"{folder}/{digest}.{base}", data)

    def drop(self, path):
        """Takes a target away."""
        self.role_of(path).targets.pop(path)
        (self.site / path).unlink()

    def custom(self, package, log_index, signatures):
        """What a bin says of a package file: its place in the log, and its signature files."""
        return {
            "log_index": log_index,
            "signatures": [
                {"path": package + ending, "sha256": sha256(data).hexdigest()} for ending, data in signatures.items()]}

    def release(self, package, data, signatures, log_index=None, proof=True):
        """Replaces or adds a release with its signature files, and says where the log has it."""
        for path in [p for role in self.roles.values() for p in role.targets if p.startswith(f"{package}.")]:
            self.drop(path)
        for ending, signature in signatures.items():
            self.put(package + ending, signature)
        old = self.role_of(package).targets.get(package)
        if log_index is None:
            log_index = old.custom["log_index"] if old else 0
        self.put(package, data, self.custom(package, log_index, signatures))
        if proof:
            self.write(f"{package}.tlog-proof", self.log.proof(log_index))

    def log_release(self, package, data, signatures, index=None):
        """Logs a release, by the pattern of another one, at the end or in the place of an entry; returns its index."""
        identity, _, name = package.partition("/-/")
        version = name.removesuffix(".pdpkg")[len(identity.partition("/")[2]) + 1:]
        like = self.log.documents[self.log.find(t="release")]
        entry = canonical({
            **like, "id": identity, "version": version, "sha256": sha256(data).hexdigest(), "size": len(data),
            "keyids": like["keyids"][:1] * len(signatures),
            "sig_sha256": [sha256(one).hexdigest() for one in signatures.values()]})
        if index is None:
            self.log.entries.append(entry)
            return len(self.log.entries) - 1
        self.log.entries[index] = entry
        self.prove_all()
        return index

    def prove_all(self):
        """New proofs of every release, which fit a log that was rewritten."""
        for index, row in enumerate(self.log.documents):
            if row["t"] == "release":
                name = row["id"].partition("/")[2]
                self.write(f"{row['id']}/-/{name}-{row['version']}.pdpkg.tlog-proof", self.log.proof(index))

    def log_keys(self, namespace, document, version):
        """Appends an entry for a key set, by the pattern of another one."""
        like = self.log.documents[self.log.find(t="keys")]
        self.log.entries.append(canonical(
            {**like, "namespace": namespace, "version": version, "sha256": sha256(document).hexdigest()}))

    def write_log(self):
        """Writes the log as it is now; its checkpoint is a target."""
        for path, data in self.log.files.items():
            if path == CHECKPOINT:
                self.put(path, data)
            else:
                self.write(path, data)

    def put_key_sets(self, namespace, versions):
        """Replaces what keys-new says of a namespace: pairs of a document and its signature files."""
        path = shard_path(namespace, confirmed=False)
        file = self.site / path
        shard = json.loads(file.read_bytes()) if file.exists() else {"format": 1, "namespaces": {}}
        shard["namespaces"].pop(namespace, None)
        if versions:
            shard["namespaces"][namespace] = [
                {"document": document.decode(), "signatures": {name: data.decode() for name, data in signatures.items()}}
                for document, signatures in versions]
        self.put(path, canonical(shard))

    def publish(self):
        """Signs everything that was touched, as the publish job would."""
        self.write_log()
        for name in sorted(self.touched):
            role = self.roles[name]
            role.version += 1
            self.snapshot.meta[f"{name}.json"] = self.sign(role, "bins", f"{role.version}.{name}.json")
        self.touched.clear()
        self.snapshot.version += 1
        self.timestamp.snapshot_meta = self.sign(self.snapshot, "snapshot", f"{self.snapshot.version}.snapshot.json")
        self.timestamp.version += 1
        self.sign(self.timestamp, "timestamp", "timestamp.json")
        return self.signed

    def sign(self, signed, role, file):
        metadata = Metadata(signed)
        metadata.sign(CryptoSigner(self.keys[role]))
        data = metadata.to_bytes(COMPACT)
        self.write(f"metadata/{file}", data)
        return MetaFile(signed.version, len(data), {"sha256": sha256(data).hexdigest()})
