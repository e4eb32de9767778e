#!/usr/bin/env python3
"""Judges a static TUF repository with python-tuf, the reference client, and attacks it.

    tuf_check.py SITE --root ROOT.json [--as-of TIME] [--expect N] [--sample N] [--old-site DIR]
    tuf_check.py --metadata-url URL --targets-url URL --root ROOT.json [...]

Live checks let nothing but the client decide: refresh, find and download every target, or a sample. Attacks need the
folder; it is served on 127.0.0.1 through an overlay that replaces single answers and never writes to it. Each attack must
be refused, and the same client with the same cache must work again afterwards. There are two groups:

    genuine   the real files, without any key: flipped bits, truncation, replays, endless data ...
    twin      the same graph of roles signed again with throw-away keys, so that metadata can be offered which is rightly
              signed and wrong: rollbacks, expired roles, foreign roles, thresholds ...

One line a check, at the end `N passed, M failed`; exit code 1 if M is not 0.
"""

import argparse
import contextlib
import copy
import http.server
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Signature, TargetFile, Targets
from tuf.api.serialization.json import JSONSerializer
from tuf.ngclient import Updater
from tuf.ngclient.urllib3_fetcher import Urllib3Fetcher

REFUSED = (RepositoryError, DownloadError)
COMPACT = JSONSerializer(compact=True)
TOP = ("root", "timestamp", "snapshot", "targets")
NONE = "no/such/target-9f3a"
# The kernel's socket buffers take some bytes that the client never reads.
BUFFERED = 8_000_000
ROOT_LIMIT, METADATA_LIMIT = 512_000, 5_000_000


@dataclass
class Report:
    """What was checked, and what failed."""

    verbose: bool = False
    passed: int = 0
    failures: list = field(default_factory=list)
    skipped: list = field(default_factory=list)

    def add(self, good, name, detail=""):
        if good:
            self.passed += 1
        else:
            self.failures.append(f"{name}: {detail}")
        if self.verbose or not good:
            print(f"{'ok  ' if good else 'FAIL'} {name}{': ' + detail if detail else ''}", flush=True)

    def skip(self, name, why):
        self.skipped.append(f"{name}: {why}")

    def __str__(self):
        skipped = f", {len(self.skipped)} skipped" if self.skipped else ""
        return "\n".join([*self.failures, f"{self.passed} passed, {len(self.failures)} failed{skipped}"])


# ---------------------------------------------------------------- a server that lies

class Overlay:
    """Serves a folder. An answer can be replaced: bytes, None for a 404, ("endless", bytes) or ("stalled", bytes)."""

    STALL_SECONDS, ENDLESS_SECONDS, ENDLESS_BYTES = 6, 20, 1 << 28

    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.answers, self.sent = {}, {}
        overlay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16                   # header and body in one segment

            def log_message(self, *_):
                pass

            def do_GET(self):
                path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path).lstrip("/")
                answer = overlay.answers[path] if path in overlay.answers else overlay.honest(path)
                with contextlib.suppress(OSError):
                    if isinstance(answer, tuple):
                        self.stream(path, *answer)
                    else:
                        self.reply(answer)

            def reply(self, data):
                self.send_response(404 if data is None else 200)
                self.send_header("Content-Length", str(len(data or b"")))
                self.end_headers()
                self.wfile.write(data or b"")

            def stream(self, path, kind, begin):
                self.close_connection = True
                self.send_response(200)
                self.send_header("Connection", "close")
                self.end_headers()
                sent, end = 0, time.monotonic() + Overlay.ENDLESS_SECONDS
                try:
                    self.wfile.write(begin)
                    self.wfile.flush()
                    sent = len(begin)
                    if kind == "stalled":
                        time.sleep(Overlay.STALL_SECONDS)
                        return
                    while time.monotonic() < end and sent < Overlay.ENDLESS_BYTES:
                        self.wfile.write(b" " * 65536)
                        self.wfile.flush()
                        sent += 65536
                finally:
                    overlay.sent[path] = sent

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def honest(self, path):
        """The bytes of a file of the folder, or None."""
        file = (self.folder / path).resolve()
        return file.read_bytes() if file.is_relative_to(self.folder) and file.is_file() else None

    def close(self):
        self.server.shutdown()
        self.server.server_close()


# ---------------------------------------------------------------- a client

@dataclass
class Place:
    """Where a repository is read, with which root, and as of which time (None: now)."""

    metadata: str
    targets: str
    root: bytes
    at: datetime = None
    timeout: int = 3


class Client:
    """One installation: its cache stays from call to call, and every call is a new process to it."""

    def __init__(self, place):
        self.place = place
        self.folder = Path(tempfile.mkdtemp(prefix="tuf-check-"))
        (self.folder / "metadata").mkdir()
        (self.folder / "targets").mkdir()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def refreshed(self, at=None):
        place = self.place
        updater = Updater(
            metadata_dir=str(self.folder / "metadata"), metadata_base_url=place.metadata,
            target_dir=str(self.folder / "targets"), target_base_url=place.targets, bootstrap=place.root,
            fetcher=Urllib3Fetcher(socket_timeout=place.timeout, chunk_size=16384))
        if at or place.at:
            updater._trusted_set.reference_time = at or place.at     # the specification's "fixed update start time"
        updater.refresh()
        return updater

    def get(self, paths, at=None):
        """Path -> verified bytes. Raises what the client raises, and LookupError for what it does not find."""
        updater, found = self.refreshed(at), {}
        for path in paths:
            info = updater.get_targetinfo(path)
            if info is None:
                raise LookupError(f"no target {path}")
            found[path] = Path(updater.download_target(info)).read_bytes()
        return found

    @property
    def downloaded(self):
        return os.listdir(self.folder / "targets")

    def forget_targets(self):
        shutil.rmtree(self.folder / "targets")
        (self.folder / "targets").mkdir()


def candidates(client, report):
    """Target path -> role, read from the role files that the verified snapshot names, whether a search finds them or not."""
    snapshot = client.refreshed()._trusted_set.snapshot
    fetcher, found, total = Urllib3Fetcher(socket_timeout=client.place.timeout), {}, 0
    for name, facts in sorted(snapshot.meta.items()):
        role = name.removesuffix(".json")
        url = f"{client.place.metadata}{facts.version}.{urllib.parse.quote(role, '')}.json"
        try:
            listed = json.loads(fetcher.download_bytes(url, facts.length or 50_000_000))["signed"].get("targets", {})
        except Exception as problem:
            report.add(False, f"live: role file {facts.version}.{name} can be read", repr(problem))
            continue
        total += len(listed)
        for path in listed:
            found.setdefault(path, role)
    return found, total


# ---------------------------------------------------------------- live

def live(report, place, sample=0, expect=None, seed=1):
    """What every user does. Returns path -> role of the targets that were tried, or nothing if it cannot even begin."""
    with Client(place) as client:
        try:
            updater = client.refreshed()
        except Exception as problem:
            report.add(False, "live: refresh", repr(problem))
            return {}
        trusted = updater._trusted_set
        root, timestamp, snapshot = trusted.root, trusted.timestamp, trusted.snapshot
        report.add(
            True, "live: refresh", f"root {root.version}, timestamp {timestamp.version}, snapshot {snapshot.version}")
        live_metadata(report, root, timestamp, snapshot)
        report.add(updater.get_targetinfo(NONE) is None, "live: an unknown target is not found")
        found, total = candidates(client, report)
        if expect is not None:
            report.add(total == expect, f"live: there are {expect} targets", f"{total} in {len(snapshot.meta)} roles")
        report.add(total == len(found), "live: no target is listed twice", f"{total} lists, {len(found)} paths")
        names = sorted(found)
        if sample and sample < len(names):
            names = random.Random(seed).sample(names, sample)
        for path in names:
            try:
                info = updater.get_targetinfo(path)
                file = updater.download_target(info)
                good = updater.find_cached_target(info) is not None
                os.remove(file)
                report.add(good, f"live: target {path}")
            except Exception as problem:
                report.add(False, f"live: target {path}", repr(problem))
        try:
            client.refreshed()
            report.add(True, "live: a second refresh with the cache")
        except Exception as problem:
            report.add(False, "live: a second refresh with the cache", repr(problem))
        return {path: found[path] for path in names}


def live_metadata(report, root, timestamp, snapshot):
    """What a careful registry's metadata is like."""
    report.add(root.consistent_snapshot is True, "live: root says consistent_snapshot")
    meta = timestamp.snapshot_meta
    report.add(bool(meta.length and meta.hashes), "live: timestamp gives the snapshot's length and hash")
    lacking = [name for name, meta in snapshot.meta.items() if not (meta.length and meta.hashes)]
    report.add(not lacking, "live: snapshot gives length and hash of every role", f"not of {lacking[:3]}")
    report.add(root.roles["root"].threshold >= 2, "live: root's threshold is at least 2")
    online = {*root.roles["timestamp"].keyids, *root.roles["snapshot"].keyids}
    offline = {*root.roles["root"].keyids, *root.roles["targets"].keyids}
    report.add(not online & offline, "live: online and offline roles share no key")
    for name, key in root.keys.items():
        public = {"keytype": key.keytype, "scheme": key.scheme, "keyval": {"public": key.keyval["public"]}}
        canonical = json.dumps(public, sort_keys=True, separators=(",", ":")).encode()
        report.add(name == sha256(canonical).hexdigest(), "live: a key's id is the hash of its canonical form", name)


# ---------------------------------------------------------------- attacks

class Arena:
    """A site behind the overlay: names of its files, and one attack at a time."""

    def __init__(self, report, label, site, place, metadata, targets, victims, slow):
        self.report, self.label, self.victims, self.slow = report, label, victims, slow
        self.server = Overlay(site)
        self.metadata, self.targets = metadata, targets
        self.place = Place(self.server.url + metadata, self.server.url + targets, place.root, place.at)
        self.base = {}                  # answers of the honest state
        self.later = None               # answers of the honest state after an attack, if not the same

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def raw(self, path):
        """The honest bytes of a file."""
        return self.base[path] if path in self.base else self.server.honest(path)

    def role_file(self, role, version):
        return f"{self.metadata}{version}.{role}.json"

    def blob(self, info):
        """The file of a target."""
        folder, slash, base = info.path.rpartition("/")
        return f"{self.targets}{folder}{slash}{next(iter(info.hashes.values()))}.{base}"

    def state(self):
        """The honest site as a client sees it on the way to the victims."""
        self.server.answers = dict(self.base)
        with Client(self.place) as client:
            updater = client.refreshed()
            trusted = updater._trusted_set

            def loaded():
                return [role for role in trusted._trusted_set if role not in ("root", "timestamp", "snapshot")]

            updater.get_targetinfo(self.victims[0])
            path = loaded()
            infos = {victim: updater.get_targetinfo(victim) for victim in self.victims}
            parents = {role: parent for parent, role in trusted._trusted_delegations}
            return Seen(
                trusted.root, trusted.timestamp, trusted.snapshot, {role: trusted[role] for role in loaded()}, path,
                parents, infos)

    def attack(self, name, answers, want="", warm=True, victim=None, at=None, recover=True, bound=None, expect="refused"):
        """One attack on a client that has (`warm`) or has not seen the honest state; `want` is part of the refusal's name."""
        title, wanted = f"{self.label}: {name}", [victim or self.victims[0]]
        if any(isinstance(answer, tuple) for answer in answers.values()) and not self.slow:
            return self.report.skip(title, "slow")
        with Client(self.place) as client:
            self.server.answers = dict(self.base)
            if warm:
                try:
                    client.get(wanted)
                    client.forget_targets()
                except Exception as problem:
                    return self.report.add(False, title, f"the honest state is refused: {problem!r}")
            self.server.answers, self.server.sent = {**self.base, **answers}, {}
            outcome = self.outcome(client, wanted, at)
            good = outcome.startswith("refused") and want in outcome if expect == "refused" else outcome == expect
            if outcome.startswith("refused") and client.downloaded:
                good, outcome = False, f"{outcome}, but left a file"
            if bound is not None:
                time.sleep(0.2)
                sent = max(self.server.sent.values(), default=0)
                good, outcome = good and sent <= bound + BUFFERED, f"{outcome}, {sent} bytes were sent"
            if good and recover:
                self.server.answers = dict(self.base if self.later is None else self.later)
                client.forget_targets()
                try:
                    client.get(wanted)
                except Exception as problem:
                    good, outcome = False, f"{outcome}; the honest state is refused afterwards: {problem!r}"
            self.report.add(good, title, outcome)
        return None

    @staticmethod
    def outcome(client, wanted, at):
        try:
            client.get(wanted, at)
            return "accepted"
        except REFUSED as refusal:
            return f"refused {type(refusal).__name__}"
        except LookupError:
            return "hidden"
        except Exception as problem:
            return f"crash {type(problem).__name__}: {problem}"


@dataclass
class Seen:
    """A honest state: signed parts; roles on the way to all victims, and (`path`) to the first; delegators; targets."""

    root: Root
    timestamp: object
    snapshot: object
    roles: dict
    path: list
    parents: dict
    infos: dict


def flipped(data):
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1:]


def with_signatures(data, change):
    """A role file with its list of signatures changed."""
    document = json.loads(data)
    document["signatures"] = change(document["signatures"])
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def signed_by(signed, keys):
    metadata = Metadata(signed)
    for key in keys:
        metadata.sign(key, append=True)
    return metadata.to_bytes(COMPACT)


def new_key():
    return CryptoSigner.generate_ed25519()


# ---------------------------------------------------------------- genuine files

def genuine(arena, old_site=None):
    """Attacks by somebody who holds no key."""
    seen = arena.state()
    arena.attack("control: nothing changed", {}, expect="accepted")
    attack_blobs(arena, seen)
    attack_files(arena, seen)
    attack_with_other_files(arena, seen, old_site)
    attack_by_freezing(arena, seen)
    attack_root(arena, seen)


def leaf_of(seen, victim):
    """The role that lists a victim."""
    return next(role for role in seen.roles if victim in seen.roles[role].targets)


def attack_blobs(arena, seen):
    first = seen.infos[arena.victims[0]]
    blob = arena.blob(first)
    data = arena.raw(blob)
    arena.attack("one bit of a target flipped", {blob: flipped(data)})
    arena.attack("a target truncated", {blob: data[:-1]})
    arena.attack("a target emptied", {blob: b""})
    arena.attack("a target with one byte more", {blob: data + b"\0"})
    arena.attack("a target missing", {blob: None})
    arena.attack("an endless target", {blob: ("endless", data)}, bound=first.length)
    arena.attack("a stalled target", {blob: ("stalled", data[:len(data) // 2])})
    if len(arena.victims) > 1:
        other = arena.blob(seen.infos[arena.victims[1]])
        for victim in arena.victims:
            arena.attack(f"two targets swapped, {victim}", {blob: arena.raw(other), other: data}, victim=victim)


def attack_files(arena, seen):
    """Every metadata file on the way to the first victim, spoilt in every way."""
    meta, evil = seen.snapshot.meta, new_key()
    files = {
        "timestamp": f"{arena.metadata}timestamp.json",
        "snapshot": arena.role_file("snapshot", seen.timestamp.snapshot_meta.version),
        **{role: arena.role_file(role, meta[f"{role}.json"].version) for role in seen.path}}
    for role, file in files.items():
        data = arena.raw(file)
        warm = role == "timestamp"                  # a client that saw the state has the others in its cache

        def attack(what, answer, file=file, role=role, warm=warm, **more):
            arena.attack(f"{role} {what}", {file: answer}, warm=warm, **more)

        attack("truncated to half", data[:len(data) // 2])
        attack("cut by one byte", data[:-1])
        attack("emptied", b"")
        attack("replaced by an HTML page", b"<html><body>Please log in</body></html>")
        attack("missing", None)
        attack("without signatures", with_signatures(data, lambda old: []))
        attack("with a zero signature", with_signatures(data, lambda old: [{**one, "sig": "00" * 64} for one in old]))
        attack("with a garbage signature", with_signatures(data, lambda old: [{**one, "sig": "zz"} for one in old]))
        metadata = Metadata.from_bytes(data)
        metadata.signed.version += 1
        attack("with a higher version and the old signature", metadata.to_bytes(COMPACT))
        true_ids = list(metadata.signatures)
        metadata.sign(evil, append=False)
        attack("signed by an unknown key", metadata.to_bytes(COMPACT))
        signature = evil.sign(metadata.signed_bytes).signature
        metadata.signatures = {keyid: Signature(keyid, signature) for keyid in true_ids}
        attack("signed by an unknown key under the true ids", metadata.to_bytes(COMPACT))
        attack("followed by endless data", ("endless", data), bound=METADATA_LIMIT)
        attack("with deeply nested JSON", b'{"signed":' + b"[" * 15990)


def attack_with_other_files(arena, seen, old_site):
    """Additions, exchanges and replays."""
    meta, leaf = seen.snapshot.meta, leaf_of(seen, arena.victims[0])
    leaf_file = arena.role_file(leaf, meta[f"{leaf}.json"].version)
    extra, digest = "@evil/extra/-/extra-1.0.0.pdpkg", sha256(b"evil").hexdigest()
    metadata = Metadata.from_bytes(arena.raw(leaf_file))
    metadata.signed.targets[extra] = TargetFile(4, {"sha256": digest}, extra)
    arena.attack("a target added to a role file", {leaf_file: metadata.to_bytes(COMPACT)}, warm=False)
    arena.attack(
        "a file that no metadata names", {f"{arena.targets}@evil/extra/-/{digest}.extra-1.0.0.pdpkg": b"evil"},
        victim=extra, warm=False, recover=False, expect="hidden")
    # The same key signs every bin, and a bin's name is not inside its file. The shortest one is not stopped by its length.
    same = [
        name for name in meta if name != f"{leaf}.json" and name.rsplit("-", 1)[0] == leaf.rsplit("-", 1)[0]
        and meta[name].version == meta[f"{leaf}.json"].version]
    if same:
        name = min(same, key=lambda name: (meta[name].length or 0, name))
        role = name.removesuffix(".json")
        other = arena.raw(arena.role_file(role, meta[name].version))
        arena.attack(f"{role} served as {leaf}, which would hide targets", {leaf_file: other}, warm=False)
    else:
        arena.report.skip(f"{arena.label}: a bin served as another", f"no other bin has the version of {leaf}")
    versions = {"snapshot": seen.timestamp.snapshot_meta.version, **{r: meta[f"{r}.json"].version for r in seen.path}}
    for role, version in versions.items():
        older = arena.server.honest(arena.role_file(role, version - 1))
        if older is not None:
            arena.attack(
                f"an older {role} under the name of the present one", {arena.role_file(role, version): older}, warm=False)
    olds = [Path(old_site, arena.metadata, "timestamp.json").read_bytes()] if old_site else []
    olds = [data for data in olds if Metadata.from_bytes(data).signed.version < seen.timestamp.version]
    for data in olds:
        arena.attack("rollback: an older timestamp", {f"{arena.metadata}timestamp.json": data})
    if not olds:
        arena.report.skip(f"{arena.label}: rollback of timestamp", "there is no older site; the twin has one")


def attack_by_freezing(arena, seen):
    for role, signed in {
        "timestamp": seen.timestamp, "snapshot": seen.snapshot, **{r: seen.roles[r] for r in seen.path}, "root": seen.root,
    }.items():
        arena.attack(
            f"freeze: nothing new is served and {role} has expired", {}, warm=False, recover=False,
            at=signed.expires + timedelta(seconds=1), want="Expired")


def attack_root(arena, seen):
    evil, version = new_key(), seen.root.version
    next_file = arena.role_file("root", version + 1)
    last = arena.server.honest(arena.role_file("root", version)) or arena.place.root
    fake = Metadata.from_bytes(last)
    fake.signed.version = version + 1
    for role in TOP:
        for keyid in list(fake.signed.roles[role].keyids):
            fake.signed.revoke_key(keyid, role)
        fake.signed.add_key(evil.public_key, role)
        fake.signed.roles[role].threshold = 1
    fake.sign(evil)
    arena.attack("next root of the attacker, signed by itself", {next_file: fake.to_bytes(COMPACT)}, want="Unsigned")
    arena.attack("the present root as the next one", {next_file: last})
    arena.attack("next root without signatures", {next_file: with_signatures(fake.to_bytes(COMPACT), lambda old: [])})
    arena.attack("next root is endless", {next_file: ("endless", last)}, bound=ROOT_LIMIT)
    arena.attack("next root is an HTML page with status 200", {next_file: b"<html>not found</html>"})


# ---------------------------------------------------------------- the twin

class Draft:
    """One state of the twin before it is signed."""

    def __init__(self, twin):
        self.roles, self.snapshot, self.timestamp = map(copy.deepcopy, (twin.roles, twin.snapshot, twin.timestamp))
        self.keys = dict(twin.keys)
        self.edit_snapshot = self.edit_timestamp = None

    def newer(self):
        self.timestamp.version += 1
        self.snapshot.version += 1

    def raise_role(self, role):
        self.roles[role].version += 1


class Twin:
    """The roles on the way to the victims with keys of ours. Other roles stay listed and are never fetched."""

    def __init__(self, arena, seen):
        self.arena, self.seen = arena, seen
        self.now = (arena.place.at or datetime.now(timezone.utc)).replace(microsecond=0)
        self.future, self.past = self.now + timedelta(days=30), self.now - timedelta(minutes=1)
        self.keys = {role: [new_key() for _ in range({"root": 3, "targets": 2}.get(role, 1))] for role in TOP}
        self.keys.update({role: [new_key()] for role in seen.roles if role not in TOP})
        self.bin_key = new_key()
        self.roles = copy.deepcopy(seen.roles)
        self.snapshot, self.timestamp = copy.deepcopy(seen.snapshot), copy.deepcopy(seen.timestamp)
        self.root = Root(version=1, expires=self.future, consistent_snapshot=True)
        for role in TOP:
            for key in self.keys[role]:
                self.root.add_key(key.public_key, role)
        self.root.roles["root"].threshold = self.root.roles["targets"].threshold = 2
        for signed in self.roles.values():
            signed.expires = self.future
            if signed.delegations:
                self.rekey(signed.delegations)
        self.snapshot.version = self.timestamp.version = 10
        self.snapshot.expires = self.timestamp.expires = self.future
        self.root_file = signed_by(self.root, self.keys["root"])

    def rekey(self, delegations):
        if delegations.succinct_roles:
            keyid = self.bin_key.public_key.keyid
            delegations.keys = {keyid: self.bin_key.public_key}
            delegations.succinct_roles.keyids, delegations.succinct_roles.threshold = [keyid], 1
            for role in self.roles:
                if delegations.succinct_roles.is_delegated_role(role):
                    self.keys[role] = [self.bin_key]
            return
        delegations.keys = {}
        for name, role in (delegations.roles or {}).items():
            key = self.keys.get(name, [self.bin_key])[0].public_key
            role.keyids, role.threshold = [key.keyid], 1
            delegations.keys[key.keyid] = key

    def answers(self, edit=None, **keys):
        """The files of one state. `edit` changes its draft before it is signed; `keys` are other signers, by role."""
        draft, name = Draft(self), self.arena.role_file
        if edit:
            edit(draft)
        draft.keys.update(keys)
        found = {}
        for role, signed in draft.roles.items():
            data = signed_by(signed, draft.keys[role])
            if f"{role}.json" in draft.snapshot.meta:
                draft.snapshot.meta[f"{role}.json"] = described(signed.version, data)
            found[name(role, signed.version)] = data
        if draft.edit_snapshot:
            draft.edit_snapshot(draft.snapshot)
        snapshot = signed_by(draft.snapshot, draft.keys["snapshot"])
        draft.timestamp.snapshot_meta = described(draft.snapshot.version, snapshot)
        if draft.edit_timestamp:
            draft.edit_timestamp(draft.timestamp)
        found[name("snapshot", draft.timestamp.snapshot_meta.version)] = snapshot
        found[f"{self.arena.metadata}timestamp.json"] = signed_by(draft.timestamp, draft.keys["timestamp"])
        found[name("root", 1)] = self.root_file
        # The real site may have later roots; the twin has one.
        found.update({name("root", version): None for version in range(2, self.seen.root.version + 2)})
        return found

    def next_root(self, edit=None, keys=None, version=2):
        root = copy.deepcopy(self.root)
        root.version = version
        if edit:
            edit(root)
        return signed_by(root, self.keys["root"][:2] if keys is None else keys)

    def rotation(self, **keys):
        """A change of root that gives roles new keys."""
        def edit(root):
            for role, key in keys.items():
                root.revoke_key(self.keys[role][0].public_key.keyid, role)
                root.add_key(key.public_key, role)
        return edit


def described(version, data):
    return MetaFile(version, len(data), {"sha256": sha256(data).hexdigest()})


def newer(edit=None):
    """An edit that makes a state newer, and changes something else too."""
    def change(draft):
        draft.newer()
        if edit:
            edit(draft)
    return change


def attack_twin(arena):
    """Attacks by somebody who holds some key."""
    seen = arena.state()
    twin = Twin(arena, seen)
    arena.place.root = twin.root_file
    arena.base = twin.answers()

    def much_later(draft):                  # the registry's own next state, once it has its keys to itself again
        draft.timestamp.version += 90
        draft.snapshot.version += 90
        for signed in draft.roles.values():
            signed.version += 50

    arena.later = twin.answers(much_later)
    arena.attack("control: the signed twin", {}, expect="accepted")
    arena.attack("control: a newer state", twin.answers(newer()), expect="accepted", recover=False)
    leaf = leaf_of(seen, arena.victims[0])
    attack_by_rollback(arena, twin, leaf)
    attack_by_expiry(arena, twin, seen)
    attack_by_mixing(arena, twin, leaf)
    attack_with_foreign_keys(arena, twin, leaf)
    attack_facts_of_targets(arena, twin, seen, leaf)
    attack_types(arena, twin)
    attack_root_chain(arena, twin)
    attack_by_fast_forward(arena, twin)


def attack_by_rollback(arena, twin, leaf):
    def lower_timestamp(draft):
        draft.timestamp.version -= 1

    def lower_snapshot(draft):
        draft.timestamp.version += 1
        draft.snapshot.version -= 1

    arena.attack("rollback: a lower timestamp", twin.answers(lower_timestamp), want="BadVersion")
    arena.attack("rollback: a newer timestamp of an older snapshot", twin.answers(lower_snapshot), want="BadVersion")

    def leaf_version(more, newer_by=1):
        def edit(draft):
            draft.timestamp.version += newer_by
            draft.snapshot.version += newer_by
            draft.roles[leaf].version += more
        return edit

    honest = arena.base
    arena.base = {**honest, **twin.answers(leaf_version(5))}
    arena.attack("rollback: a snapshot with a lower version of a role", twin.answers(leaf_version(4, 2)), want="BadVersion")
    arena.base = honest

    def dropped(snapshot):
        unread = [name for name in snapshot.meta if name.removesuffix(".json") not in twin.roles]
        snapshot.meta.pop(unread[0] if unread else f"{leaf}.json")

    arena.attack(
        "a snapshot without a role that it had", twin.answers(newer(lambda draft: setattr(draft, "edit_snapshot", dropped))))


def attack_by_expiry(arena, twin, seen):
    for role in ["timestamp", "snapshot", *seen.path]:
        def expired(draft, role=role):
            signed = {"timestamp": draft.timestamp, "snapshot": draft.snapshot}.get(role) or draft.roles[role]
            signed.expires = twin.past
            if role in draft.roles:
                draft.raise_role(role)
        arena.attack(f"an expired {role}, rightly signed", twin.answers(newer(expired)), want="Expired")


def attack_by_mixing(arena, twin, leaf):
    def timestamp_says(**facts):
        def change(timestamp):
            for name, value in facts.items():
                setattr(timestamp.snapshot_meta, name, value)
        return newer(lambda draft: setattr(draft, "edit_timestamp", change))

    arena.attack(
        "a snapshot of another version than timestamp says", twin.answers(timestamp_says(version=twin.snapshot.version + 2)),
        want="BadVersion")
    arena.attack(
        "a snapshot of another hash than timestamp says", twin.answers(timestamp_says(hashes={"sha256": "00" * 32})),
        want="LengthOrHash")
    arena.attack("a snapshot longer than timestamp says", twin.answers(timestamp_says(length=10)))

    def snapshot_says(change):
        def edit(draft):
            draft.raise_role(leaf)
            draft.edit_snapshot = lambda snapshot: change(snapshot.meta[f"{leaf}.json"])
        return newer(edit)

    other_hash = snapshot_says(lambda meta: setattr(meta, "hashes", {"sha256": "11" * 32}))
    arena.attack("a role of another hash than snapshot says", twin.answers(other_hash), want="LengthOrHash")
    answers = twin.answers(snapshot_says(lambda meta: setattr(meta, "version", meta.version + 1)))
    version = twin.roles[leaf].version
    answers[arena.role_file(leaf, version + 2)] = answers[arena.role_file(leaf, version + 1)]
    arena.attack("a role of another version than snapshot says", answers, want="BadVersion")


def attack_with_foreign_keys(arena, twin, leaf):
    """Keys that were stolen from one role, used for another."""
    raised_leaf, raised_targets = (newer(lambda draft, role=role: draft.raise_role(role)) for role in (leaf, "targets"))
    for thief in ("timestamp", "snapshot"):
        keys = twin.keys[thief]
        arena.attack(f"a role signed by the {thief} key", twin.answers(raised_leaf, **{leaf: keys}), want="Unsigned")
        arena.attack(f"targets signed by the {thief} key", twin.answers(raised_targets, targets=keys), want="Unsigned")
    for role, thief in (("timestamp", "snapshot"), ("snapshot", "timestamp")):
        arena.attack(
            f"{role} signed by the {thief} key", twin.answers(newer(), **{role: twin.keys[thief]}), want="Unsigned")
    one = twin.keys["targets"][:1]
    arena.attack("targets signed by 1 of 2", twin.answers(raised_targets, targets=one), want="Unsigned")

    def without_hash(draft):
        draft.raise_role("targets")
        draft.edit_snapshot = lambda snapshot: snapshot.meta.update(
            {"targets.json": MetaFile(snapshot.meta["targets.json"].version)})

    answers = twin.answers(newer(without_hash), targets=one)
    file = arena.role_file("targets", twin.roles["targets"].version + 1)
    answers[file] = with_signatures(answers[file], lambda old: old + old)
    arena.attack("targets with one signature listed twice", answers)


def attack_facts_of_targets(arena, twin, seen, leaf):
    victim = arena.victims[0]
    info = seen.infos[victim]

    def fact(change):
        def edit(draft):
            draft.raise_role(leaf)
            change(draft.roles[leaf].targets[victim])
        return newer(edit)

    wrong = sha256(b"x").hexdigest()
    answers = twin.answers(fact(lambda target: target.hashes.update(sha256=wrong)))
    folder, slash, base = victim.rpartition("/")
    answers[f"{arena.targets}{folder}{slash}{wrong}.{base}"] = arena.raw(arena.blob(info))
    arena.attack("a role with another hash than its target's", answers)
    for change, what in ((-1, "shorter"), (1, "longer")):
        edit = fact(lambda target, change=change: setattr(target, "length", target.length + change))
        arena.attack(f"a role with a {what} length than its target's", twin.answers(edit))
    attack_outside_the_bin(arena, twin, leaf)
    attack_by_a_path_that_climbs(arena, twin)


def attack_outside_the_bin(arena, twin, leaf):
    """A bin lists a path that belongs in another one, which is there and does not list it."""
    delegations = getattr(twin.roles.get(twin.seen.parents.get(leaf)), "delegations", None)
    succinct = delegations and delegations.succinct_roles
    if not succinct:
        return arena.report.skip(f"{arena.label}: a path outside its bin", f"{leaf} is no bin")
    # No claimed namespace: its role would be asked before the bins.
    paths = (f"@evil/x{number}/-/x{number}-1.0.0.pdpkg" for number in range(10_000))
    path = next((p for p in paths if succinct.get_role_for_target(p) not in twin.roles), None)
    if path is None:
        return arena.report.skip(f"{arena.label}: a path outside its bin", "every bin holds a victim")

    def edit(draft):
        right = succinct.get_role_for_target(path)
        draft.raise_role(leaf)
        draft.roles[leaf].targets[path] = TargetFile(4, {"sha256": sha256(b"evil").hexdigest()}, path)
        draft.roles[right], draft.keys[right] = Targets(version=1, expires=twin.future), [twin.bin_key]
        draft.snapshot.meta[f"{right}.json"] = MetaFile(1)

    return arena.attack(
        "a bin with a path outside its range", twin.answers(newer(edit)), victim=path, warm=False, recover=False,
        expect="hidden")


def attack_by_a_path_that_climbs(arena, twin):
    """A target called ../.. is saved under a quoted name, inside the client's folder."""
    name = f"tuf-check-escape-{os.getpid()}"
    path, digest = f"../../{name}", sha256(b"evil").hexdigest()

    def edit(draft):
        draft.raise_role("targets")
        draft.roles["targets"].targets[path] = TargetFile(4, {"sha256": digest}, path)

    answers = twin.answers(newer(edit))
    for place in ("", "targets/", "../", arena.targets, f"{arena.targets}../../"):
        answers[f"{place}{digest}.{name}"] = b"evil"
    arena.attack(
        "control: a path that climbs is saved under a quoted name", answers, victim=path, warm=False, recover=False,
        expect="accepted")
    around = Path(tempfile.gettempdir())
    escaped = [file for folder in (around, around.parent) for file in os.listdir(folder) if file.startswith(name)]
    arena.report.add(not escaped, f"{arena.label}: no file outside the client's folder", str(escaped))


def attack_types(arena, twin):
    file = f"{arena.metadata}timestamp.json"
    answers = twin.answers(newer())
    answers[file] = signed_by(twin.snapshot, twin.keys["timestamp"])
    arena.attack("a snapshot served as timestamp, signed by the timestamp key", answers)
    answers = twin.answers(newer())
    document = json.loads(answers[file])
    document["signed"]["spec_version"] = "2.0.0"
    answers[file] = json.dumps(document).encode()
    arena.attack("an unknown spec_version", answers)


def attack_root_chain(arena, twin):
    file, after = arena.role_file("root", 2), arena.role_file("root", 3)
    one, online = twin.keys["root"][:1], [twin.keys["timestamp"][0], twin.keys["snapshot"][0]]
    arena.attack("next root signed by 1 of 2", {file: twin.next_root(keys=one)}, want="Unsigned")
    doubled = with_signatures(twin.next_root(keys=one), lambda old: old + old)
    arena.attack("next root with one signature listed twice", {file: doubled})
    arena.attack("root version 3 served as 2", {file: twin.next_root(version=3)}, want="BadVersion")
    expired = twin.next_root(lambda root: setattr(root, "expires", twin.past))
    arena.attack(
        "an expired next root, rightly signed", {file: expired, after: None}, want="Expired", recover=False)
    arena.attack("next root signed by online keys", {file: twin.next_root(keys=online)}, want="Unsigned")
    new = new_key()
    rotated = {file: twin.next_root(twin.rotation(timestamp=new)), after: None}
    arena.attack(
        "control: a new timestamp key given by root", {**twin.answers(newer(), timestamp=[new]), **rotated},
        expect="accepted", recover=False)
    arena.attack(
        "timestamp signed by the key that root revoked", {**twin.answers(newer()), **rotated}, want="Unsigned",
        recover=False)


def attack_by_fast_forward(arena, twin):
    """Versions raised to the end by stolen keys stick, until root gives new ones."""
    title, wanted = f"{arena.label}: a fast-forward is undone by new timestamp and snapshot keys", arena.victims[:1]

    def to_the_end(draft):
        draft.timestamp.version = draft.snapshot.version = 2**31 - 1

    timestamp, snapshot = new_key(), new_key()
    healed = {
        **twin.answers(newer(), timestamp=[timestamp], snapshot=[snapshot]),
        arena.role_file("root", 2): twin.next_root(twin.rotation(timestamp=timestamp, snapshot=snapshot)),
        arena.role_file("root", 3): None}
    with Client(arena.place) as client:
        outcomes = []
        for answers in ({}, twin.answers(to_the_end), {}, healed):
            arena.server.answers = {**arena.base, **answers}
            client.forget_targets()
            outcomes.append(arena.outcome(client, wanted, None).split()[0])
        arena.report.add(outcomes == ["accepted", "accepted", "refused", "accepted"], title, " ".join(outcomes))


# ---------------------------------------------------------------- all of it

def victims_of(found, seed):
    """Two targets: one of a bin if there is one, and one of another role if there is one."""
    source, names = random.Random(seed), sorted(found)
    in_bins = [path for path in names if "-" in found[path]] or names
    first = source.choice(in_bins)
    others = [path for path in names if found[path] != found[first]] or [path for path in names if path != first]
    return [first, source.choice(others)] if others else [first]


def check(site, root, at=None, metadata="metadata/", targets="", expect=None, sample=0, old_site=None, attacks=True,
          slow=True, seed=1, verbose=False, report=None):
    """Everything about a site in a folder. `slow` says whether endless and stalled answers are tried too."""
    report = report or Report(verbose)
    overlay = Overlay(site)
    try:
        place = Place(overlay.url + metadata, overlay.url + targets, bytes(root), at, 30)
        found = live(report, place, sample, expect, seed)
    finally:
        overlay.close()
    if not attacks:
        return report
    if not found or report.failures:
        report.add(False, "attacks", "not tried, because the site does not work")
        return report
    victims = victims_of(found, seed)
    with Arena(report, "genuine", site, place, metadata, targets, victims, slow) as arena:
        genuine(arena, old_site)
    with Arena(report, "twin", site, place, metadata, targets, victims, slow) as arena:
        attack_twin(arena)
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", metavar="SITE", help="the folder of a site")
    parser.add_argument("--metadata-url", metavar="URL")
    parser.add_argument("--targets-url", metavar="URL")
    parser.add_argument("--root", required=True, type=Path, help="the root metadata that clients are shipped with")
    parser.add_argument("--as-of", metavar="TIME", help="the clients' time, such as 2026-01-31T00:00:00Z")
    parser.add_argument("--expect", type=int, metavar="N", help="how many targets there are")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="download N targets instead of all")
    parser.add_argument("--metadata-subdir", default="metadata")
    parser.add_argument("--targets-subdir", default="", help="where the targets are, if not at the top")
    parser.add_argument("--old-site", metavar="DIR", help="an earlier copy of the site, for a rollback")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    at = datetime.fromisoformat(options.as_of.replace("Z", "+00:00")) if options.as_of else None
    root = options.root.read_bytes()
    if options.site:
        metadata, targets = (
            folder.strip("/") + "/" if folder.strip("/") else "" for folder in (options.metadata_subdir, options.targets_subdir))
        report = check(
            options.site, root, at, metadata, targets, options.expect, options.sample, options.old_site, seed=options.seed,
            verbose=True)
    elif options.metadata_url and options.targets_url:
        report = Report(True)
        urls = [url.rstrip("/") + "/" for url in (options.metadata_url, options.targets_url)]
        live(report, Place(*urls, root, at, 30), options.sample, options.expect, options.seed)
    else:
        parser.error("give SITE, or --metadata-url and --targets-url")
    print(report)
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
