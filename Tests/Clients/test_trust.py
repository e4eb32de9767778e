"""What people sign with offline keys is what python-tuf follows, whichever tool signed it."""

import datetime
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_ssh_private_key
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import BadVersionNumberError, UnsignedMetadataError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Timestamp
from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet
from tuf.ngclient.config import EnvelopeType

import promptuary
import workshop as shop

HUGE = 2**31 - 1


# ---------------------------------------------------------------- a ceremony

class Ceremony:
    """A new tree with one namespace, the keys of people, made by their own tools, and the commands they give."""

    def __init__(self, folder):
        self.folder, self.tree, self.online = folder, folder / "tree", folder / "online"
        promptuary.init(self.tree, "prompts.example", "acme", cwd=folder).expect(promptuary.DONE)
        self.keys = {}
        for number, name in enumerate(["ada", "bea", "cyr"]):
            self.new_key(name, "ssh" if number == 1 else "minisign")

    def new_key(self, name, tool):
        """A key without a passphrase, made with `minisign -G` or `ssh-keygen`."""
        key = self.folder / f"{name}.key"
        if tool == "ssh":
            shop.tool("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key)
        else:
            shop.tool("minisign", "-G", "-W", "-f", "-p", f"{key}.pub", "-s", key)
        key.chmod(0o600)
        self.keys[name] = key

    def holder(self, name):
        return "--holder", f"{name}={self.keys[name]}.pub"

    def begin(self, *more):
        holders = [word for name in self.keys for word in self.holder(name)]
        return self.trust("init", *holders, "--threshold", 2, "--online", self.online, "--no-passphrase", *more)

    def trust(self, verb, *words, codes=(promptuary.DONE,)):
        return promptuary.trust(verb, self.tree, *words).expect(*codes)

    def sign(self, *names):
        for name in names:
            self.trust("sign", "--key", self.keys[name], "--yes")

    def publish(self, *names):
        """Those who are named sign what is proposed, and it is published."""
        self.sign(*names)
        self.trust("publish-root")

    def file(self, name):
        return (self.tree / "trust" / name).read_bytes()

    def pending(self, pattern):
        found = list((self.tree / "trust" / "pending").glob(pattern))
        assert len(found) == 1, found
        return found[0]

    @property
    def root_version(self):
        return 1 + len(list((self.tree / "trust").glob("[0-9]*.root.json")))


@pytest.fixture
def ceremony(folder):
    return Ceremony(folder)


# ---------------------------------------------------------------- the client

def online_signer(folder, role):
    """A key of the server, for python-tuf."""
    return CryptoSigner(load_ssh_private_key((Path(folder) / f"{role}.key").read_bytes(), None))


def online_roles(trust, online, version=1):
    """Snapshot and timestamp over the offline roles of a trust folder, signed here as a server would."""
    later = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=7)
    meta = {}
    for name in ("targets", "keys", "bins"):
        data = (trust / f"{name}.json").read_bytes()
        meta[f"{name}.json"] = MetaFile(
            Metadata.from_bytes(data).signed.version, len(data), {"sha256": hashlib.sha256(data).hexdigest()})
    snapshot = Metadata(Snapshot(version=version, expires=later, meta=meta))
    snapshot.sign(online_signer(online, "snapshot"))
    data = snapshot.to_bytes()
    timestamp = Metadata(Timestamp(version=version, expires=later, snapshot_meta=MetaFile(
        version, len(data), {"sha256": hashlib.sha256(data).hexdigest()})))
    timestamp.sign(online_signer(online, "timestamp"))
    return timestamp.to_bytes(), data


def follow(trust, first=None):
    """A python-tuf client that was shipped with the first root and follows all others."""
    client = TrustedMetadataSet(first or (trust / "root.json").read_bytes(), EnvelopeType.METADATA)
    version = client.root.version + 1
    while (trust / f"{version}.root.json").exists():
        client.update_root((trust / f"{version}.root.json").read_bytes())
        version += 1
    return client


def accept(trust, online, first=None):
    """python-tuf takes every offline role, through a snapshot and timestamp of the server's keys; gives the client."""
    client = follow(trust, first)
    timestamp, snapshot = online_roles(trust, online)
    client.update_timestamp(timestamp)
    client.update_snapshot(snapshot)
    client.update_targets((trust / "targets.json").read_bytes())
    for name in ("keys", "bins"):
        client.update_delegated_targets((trust / f"{name}.json").read_bytes(), name, "targets")
    return client


# ---------------------------------------------------------------- what is promised

def test_python_tuf_takes_a_first_ceremony(ceremony):
    """Roles that two of three holders signed, with a minisign and an OpenSSH key, satisfy python-tuf, and so do their targets."""
    ceremony.begin()
    ceremony.trust("confirm")
    ceremony.publish("ada", "bea")
    trust = ceremony.tree / "trust"
    client = accept(trust, ceremony.online)
    assert client.root.consistent_snapshot and client.root.version == 1
    asked = client.targets.delegations.get_roles_for_target
    assert list(asked("keys/00.json"))[0] == ("keys", True)
    assert list(asked("@acme/x/-/x-1.0.0.pdpkg")) == list(asked("keys/deep/00.json")) == [("bins", True)]
    bins = client["bins"].delegations.succinct_roles
    assert bins.bit_length == 8 and bins.name_prefix == "bin" and bins.get_role_for_target("a").startswith("bin-")
    targets = client["keys"].targets
    assert sorted(targets) == ["keys/%s.json" % hashlib.sha256(b"acme").hexdigest()[:2], "keys/log.json"]
    for path, target in targets.items():
        name = path.removeprefix("keys/")
        target.verify_length_and_hashes((trust / (name if name == "log.json" else f"shards/{name}")).read_bytes())
    shard = json.loads((trust / f"shards/{hashlib.sha256(b'acme').hexdigest()[:2]}.json").read_text())
    document = shard["namespaces"]["acme"][0]["document"]
    assert document.encode() == (ceremony.tree / "namespaces/acme/keys.json").read_bytes()
    promptuary.check(ceremony.tree).expect(promptuary.DONE)


def test_every_role_is_canonical_as_python_tuf_writes_it(ceremony):
    """What was signed is byte for byte what securesystemslib signs, and the file is that, with the signatures."""
    ceremony.begin()
    signed = {p.name.removesuffix("-1.signed"): p.read_bytes() for p in (ceremony.tree / "trust/pending").glob("*.signed")}
    assert sorted(signed) == ["bins", "keys", "root", "targets"]
    ceremony.publish("bea", "cyr")
    for name, data in signed.items():
        metadata = Metadata.from_bytes(ceremony.file(f"{name}.json"))
        assert metadata.signed_bytes == data
        assert len(metadata.signatures) == 2


def test_minisign_alone_can_sign(ceremony):
    """`minisign -S -l` over the bytes to sign is taken over, role by role; its usual, prehashed form is refused."""
    ceremony.begin()
    ceremony.sign("bea")
    for role in ("root", "targets", "keys", "bins"):
        data = ceremony.pending(f"{role}-1.signed")
        prehashed, plain = ceremony.folder / "prehashed.minisig", ceremony.folder / "plain.minisig"
        shop.tool("minisign", "-S", "-W", "-s", ceremony.keys["cyr"], "-m", data, "-x", prehashed)
        refused = ceremony.trust(
            "sign", "--minisign-signature", prehashed, "--role", role, codes=[promptuary.FINDINGS])
        assert "trust-signature-form" in refused.err
        shop.tool("minisign", "-S", "-l", "-W", "-s", ceremony.keys["cyr"], "-m", data, "-x", plain)
        ceremony.trust("sign", "--minisign-signature", plain, "--role", role)
        wrong = "keys" if role != "keys" else "bins"
        refused = ceremony.trust("sign", "--minisign-signature", plain, "--role", wrong, codes=[promptuary.FINDINGS])
        assert "trust-signature-forged" in refused.err
    ceremony.trust("publish-root")
    accept(ceremony.tree / "trust", ceremony.online)


def test_signatures_travel_in_a_file(ceremony):
    """Somebody signs a copy of the tree elsewhere; their one file, put beside the proposal under any name, counts."""
    ceremony.begin()
    elsewhere = Ceremony.__new__(Ceremony)
    elsewhere.__dict__ = {**ceremony.__dict__, "tree": shop.copy_tree(ceremony.tree, ceremony.folder / "elsewhere")}
    file = ceremony.folder / "stick.sig.json"
    review = elsewhere.trust("sign", "--key", ceremony.keys["cyr"], "--yes", "-o", file).err
    assert not list((elsewhere.tree / "trust/pending").glob("*.sig.json"))
    (ceremony.tree / "trust/pending/from cyr.sig.json").write_bytes(file.read_bytes())
    ceremony.sign("ada")
    again = promptuary.trust("sign", ceremony.tree, "--key", ceremony.keys["bea"], "--yes").expect(promptuary.DONE).err
    spoken = [text.split("Compare over the phone")[1].split("\n")[1] for text in (review, again)]
    assert spoken[0] == spoken[1] and len(spoken[0].split()) == 16
    ceremony.trust("publish-root")
    accept(ceremony.tree / "trust", ceremony.online)


def test_the_phone_digest_can_be_made_with_sha256sum(ceremony):
    """The digest that people compare follows from the bytes to sign, without this program."""
    review = ceremony.begin().out
    lines = sorted(
        f"{path.name.removesuffix('-1.signed')} 1 {hashlib.sha256(path.read_bytes()).hexdigest()}\n"
        for path in (ceremony.tree / "trust/pending").glob("*.signed"))
    assert hashlib.sha256("".join(lines).encode()).hexdigest() == "".join(
        review.split("Compare over the phone\n")[1].split("\n")[0].split())


def test_nobody_signs_unseen(ceremony):
    """Without a terminal to ask and without --yes nothing is signed; a stranger's key signs nothing."""
    ceremony.begin()
    before = sorted(p.name for p in (ceremony.tree / "trust/pending").rglob("*"))
    ceremony.trust("sign", "--key", ceremony.keys["ada"], codes=[promptuary.WRONG_USE])
    ceremony.new_key("dan", "ssh")
    refused = ceremony.trust("sign", "--key", ceremony.keys["dan"], "--yes", codes=[promptuary.FINDINGS])
    assert "trust-not-a-signer" in refused.err
    assert sorted(p.name for p in (ceremony.tree / "trust/pending").rglob("*")) == before


def test_lost_key_drill(ceremony):
    """Three keys, one lost, one replaced: the two others sign, and a client of the first day follows."""
    ceremony.begin()
    ceremony.publish("ada", "bea")
    first = ceremony.file("root.json")
    ceremony.keys["bea"].unlink()
    ceremony.new_key("dan", "ssh")
    ceremony.trust("remove-key", "--holder", "bea")
    ceremony.trust("add-key", *ceremony.holder("dan"))
    assert promptuary.trust("publish-root", ceremony.tree).code == promptuary.FINDINGS
    ceremony.publish("ada", "cyr")
    client = accept(ceremony.tree / "trust", ceremony.online, first)
    assert client.root.version == 2 and client.root.roles["root"].threshold == 2
    assert sorted(client.root.unrecognized_fields["x-promptuary-holders"].values()) == ["ada", "cyr", "dan"]
    ceremony.trust("renew")
    ceremony.publish("dan", "cyr")
    assert accept(ceremony.tree / "trust", ceremony.online, first).root.version == 3


def test_stolen_key_drill(ceremony):
    """A thief's signature is no threshold; after the removal it counts for nothing, neither in ours nor in python-tuf's eyes."""
    ceremony.begin()
    ceremony.publish("ada", "bea")
    first = ceremony.file("root.json")
    ceremony.trust("rotate", "--role", "bins", "--online", ceremony.folder / "evil", "--no-passphrase")
    ceremony.sign("bea")
    assert "trust-incomplete" in ceremony.trust("publish-root", codes=[promptuary.FINDINGS]).err
    stolen = Metadata.from_bytes(ceremony.file("bins.json"))
    take_back(ceremony.tree / "trust/pending")

    ceremony.trust("remove-key", "--holder", "bea", "--threshold", 2)
    ceremony.publish("ada", "cyr")
    client = accept(ceremony.tree / "trust", ceremony.online, first)
    # bins version 1, signed by ada and bea, has lost a signature that counts.
    with pytest.raises(UnsignedMetadataError):
        client.targets.verify_delegate("bins", stolen.signed_bytes, stolen.signatures)
    refused = ceremony.trust("remove-key", "--holder", "cyr", codes=[promptuary.FINDINGS])
    assert "trust-threshold" in refused.err


def take_back(folder):
    """Takes a proposal back as the documentation says."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


def test_stolen_online_keys_drill(ceremony):
    """Version numbers that a thief used up stick to clients, until both keys are replaced by a root: then they come back."""
    ceremony.begin()
    ceremony.publish("ada", "bea")
    trust = ceremony.tree / "trust"
    first = ceremony.file("root.json")
    poisoned, _ = online_roles(trust, ceremony.online, HUGE)

    stuck = follow(trust)
    stuck.update_timestamp(poisoned)
    with pytest.raises(BadVersionNumberError):
        stuck.update_timestamp(online_roles(trust, ceremony.online, 2)[0])

    new = ceremony.folder / "online-new"
    roles = [word for role in ("bins", "snapshot", "timestamp", "log") for word in ("--role", role)]
    ceremony.trust("rotate", *roles, "--online", new, "--no-passphrase")
    ceremony.publish("bea", "cyr")
    healed = follow(trust, first)
    with pytest.raises(UnsignedMetadataError):
        healed.update_timestamp(poisoned)
    timestamp, snapshot = online_roles(trust, new, 3)
    healed.update_timestamp(timestamp)
    healed.update_snapshot(snapshot)
    bins = accept(trust, new, first)["bins"].delegations
    old = online_signer(ceremony.online, "bins").public_key.keyid
    assert online_signer(new, "bins").public_key.keyid in bins.keys and old not in bins.keys
    log = json.loads(ceremony.file("log.json"))
    assert len(log["keys"]) == 1 and log["origin"] == "prompts.example/log"


def test_online_keys_are_encrypted_unless_told_otherwise(ceremony):
    """The server's keys have the passphrase that was given, as ssh-keygen sees it, and never lie in the tree."""
    words = ceremony.folder / "words"
    words.write_text("open sesame\n")
    holders = [word for name in ceremony.keys for word in ceremony.holder(name)]
    inside = ceremony.trust(
        "init", *holders, "--threshold", 2, "--online", ceremony.tree / "online", "--passphrase-file", words,
        codes=[promptuary.FINDINGS])
    assert "trust-online-folder" in inside.err and not (ceremony.tree / "online").exists()
    ceremony.trust("init", *holders, "--threshold", 2, "--online", ceremony.online, "--passphrase-file", words)
    for role in ("bins", "snapshot", "timestamp", "log"):
        key = ceremony.online / f"{role}.key"
        assert key.stat().st_mode & 0o077 == 0
        shop.tool("ssh-keygen", "-y", "-P", "open sesame", "-f", key)
        with pytest.raises(AssertionError):
            shop.tool("ssh-keygen", "-y", "-P", "", "-f", key)


def test_a_status_says_who_is_missing(ceremony):
    """`trust status --json` names whose signatures are missing and what to do next, at every step."""
    def status():
        return promptuary.trust("status", ceremony.tree, "--json").expect(promptuary.DONE).json

    assert "trust init" in status()["next"][0]
    ceremony.begin()
    assert status()["pending"]["complete"] is False and status()["roles"] == []
    ceremony.sign("cyr")
    needs = {role["role"]: role["needs"] for role in status()["pending"]["roles"]}
    assert set(needs) == {"root", "targets", "keys", "bins"}
    for need in needs.values():
        assert need[0]["signed"] == ["cyr"] and need[0]["unsigned"] == ["ada", "bea"] and need[0]["missing"] == 1
    ceremony.sign("ada")
    assert status()["pending"]["complete"] and "publish-root" in status()["next"][0]
    ceremony.trust("publish-root")
    now = status()
    assert "pending" not in now and [row["state"] for row in now["roles"]] == ["valid"] * 4
    assert now["unconfirmed"] == ["acme"] and now["first_root"] == hashlib.sha256(ceremony.file("root.json")).hexdigest()
    late = promptuary.trust("status", ceremony.tree, "--json", "--at", "2999-01-01T00:00:00Z").json
    assert {row["state"] for row in late["roles"]} == {"expired"} and any("trust renew" in step for step in late["next"])


def test_few_holders_are_warned(folder):
    """One holder is possible, signs and publishes in one go, and is told what that means."""
    ceremony = Ceremony(folder)
    answer = promptuary.trust(
        "init", ceremony.tree, *ceremony.holder("ada"), "--threshold", 1, "--online", ceremony.online, "--no-passphrase",
        "--sign-with", ceremony.keys["ada"]).expect(promptuary.DONE)
    assert "warning" in answer.err and "passphrase" in answer.err
    accept(ceremony.tree / "trust", ceremony.online)


def test_the_sample_is_trusted_for_years(tree):
    """The sample's own trust satisfies python-tuf, and will for nine years."""
    trust = tree.folder / "trust"
    client = accept(trust, tree.folder / "demo-keys/online")
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=9 * 365)
    assert all(role.expires > soon for role in (client.root, client.targets, client["keys"], client["bins"]))
    confirmed = promptuary.trust("status", tree.folder, "--json").expect(promptuary.DONE).json
    assert confirmed["unconfirmed"] == [] and len(confirmed["confirmed"]) >= 5


def test_owners_can_sign_a_role_of_their_own(workshop):
    """A claimed namespace: the owner's minisign signs its role, and python-tuf finds its packages there and not in the bins."""
    tree, keys = workshop.folder, workshop.folder / "demo-keys"
    promptuary.trust("claim", tree, "acme", "--sign-with", *(keys / f"holders/{n}.key" for n in ("ada", "cyr"))).expect(promptuary.DONE)
    assert promptuary.trust("publish-root", tree).code == promptuary.FINDINGS
    signature = tree.parent / "acme.minisig"
    shop.tool("minisign", "-S", "-l", "-W", "-s", keys / "acme.1.key", "-m", tree / "trust/pending/ns.acme-1.signed", "-x", signature)
    promptuary.trust("sign", tree, "--minisign-signature", signature, "--role", "ns.acme").expect(promptuary.DONE)
    promptuary.trust("publish-root", tree).expect(promptuary.DONE)
    trust = tree / "trust"
    targets, claimed, own = (Metadata.from_bytes((trust / f"{n}.json").read_bytes()) for n in ("targets", "claimed", "ns.acme"))
    targets.signed.verify_delegate("claimed", claimed.signed_bytes, claimed.signatures)
    claimed.signed.verify_delegate("ns.acme", own.signed_bytes, own.signatures)
    path = next(p for p in own.signed.targets if p.endswith(".pdpkg"))
    assert list(targets.signed.delegations.get_roles_for_target(path)) == [("claimed", False), ("bins", True)]
    assert list(targets.signed.delegations.get_roles_for_target("@guild/x/-/x-1.0.0.pdpkg")) == [("bins", True)]
    assert list(claimed.signed.delegations.get_roles_for_target(path)) == [("ns.acme", True)]
    assert not list(claimed.signed.delegations.get_roles_for_target("@guild/x/-/x-1.0.0.pdpkg"))
    packages = {p.name for p in (tree / "packages/acme").rglob("*") if ".pdpkg" in p.name or p.suffix == ".yaml" and p.name != "package.yaml"}
    assert {Path(p).name for p in own.signed.targets} == packages
    for target in own.signed.targets.values():
        assert isinstance(target, TargetFile) and set(target.hashes) == {"sha256"}
    assert isinstance(Metadata.from_bytes((trust / "root.json").read_bytes()).signed, Root)
