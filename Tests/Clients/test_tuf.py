"""The reference client of TUF works on our sites, and refuses everything that tuf_check.py can think of.

    PROMPTUARY_LARGE=1     tries a site of 20,000 targets too, and attacks every site
"""

import os
import subprocess
import sys
import time

import pytest
import tuf.api._payload as payload
from tuf.api.metadata import MetaFile, Signed, TargetFile

import promptuary
import servers
import tuf_check
from publisher import Registry
from trusted import CEREMONY, HOUR, SignedSite

BITS = [4, 8, 10]
TARGETS_A_RELEASE = 2               # the package file and its signature
LARGE = os.environ.get("PROMPTUARY_LARGE") == "1"


def judged(signed, **options):
    report = tuf_check.check(signed.site, signed.root, signed.at + HOUR, **options)
    assert not report.failures, str(report)
    return report


def make(folder, bits, targets, claimed):
    """A published tree with at least that many targets of releases; one of its two namespaces is claimed if asked for."""
    registry = Registry(folder, ("acme", "beta"))
    if claimed:
        registry.release("beta", "own", "1.0.0")
    paths = registry.fill(-(-targets // TARGETS_A_RELEASE))
    registry.give_trust(CEREMONY, bits, claimed=("beta",) if claimed else ())
    signed = SignedSite(registry.tree, registry.folder / "site", registry.online, CEREMONY + HOUR)
    registry.publish(signed.site, signed.at)
    return signed, paths


# ---------------------------------------------------------------- the sample

@pytest.fixture(scope="module")
def report(signed_sample):
    """The sample's site under every attack."""
    return judged(signed_sample)


def test_python_tuf_reads_the_sample_and_refuses_every_attack(report):
    assert report.passed > 150, str(report)


def test_no_attack_on_the_sample_is_left_out(report):
    """Only the rollback of a genuine timestamp needs an older site, and has a test of its own."""
    assert [name for name in report.skipped if "rollback of timestamp" not in name] == []


def test_an_older_state_is_refused(tmp_path):
    """After a second publish, the files of the first do not take a client back."""
    registry = Registry(tmp_path)
    registry.release("acme", "hello", "1.0.0")
    registry.give_trust(CEREMONY)
    first, second = (SignedSite(registry.tree, tmp_path / name, registry.online, CEREMONY + HOUR) for name in ("a", "b"))
    registry.publish(first.site, first.at)
    registry.publish(second.site, second.at)
    registry.release("acme", "hello", "1.1.0")
    registry.publish(second.site, second.at + HOUR)
    report = tuf_check.check(second.site, second.root, second.at + 2 * HOUR, old_site=first.site, slow=False)
    assert not report.failures and not [s for s in report.skipped if "rollback" in s], str(report)


# ---------------------------------------------------------------- generated trees

@pytest.mark.parametrize("claimed", [False, True], ids=["plain", "claimed"])
@pytest.mark.parametrize("bits", BITS)
@pytest.mark.parametrize("targets", [0, 1, 1000])
def test_python_tuf_reads_a_generated_site(tmp_path, bits, targets, claimed):
    """Sites of no, one and many releases, with few and many bins, with and without claimed namespaces."""
    signed, paths = make(tmp_path, bits, targets, claimed)
    # Endless and stalled answers, which take seconds, are tried on the sample.
    attacks = LARGE or targets == 1 or (targets, bits) == (1000, 8)
    judged(signed, sample=200 if targets > 200 else 0, slow=False, attacks=attacks)
    with signed.reader() as reader:
        roles = reader.open(signed.site).roles()
    assert len([role for role in roles if role.startswith("bin-")]) == 2**bits
    assert ("claimed" in roles and "ns.beta" in roles) == claimed
    listed = {path for role, _ in roles.values() for path in role.targets}
    assert set(paths) <= listed and {f"{path}.sshsig" for path in paths} <= listed


@pytest.mark.skipif(not LARGE, reason="takes minutes; PROMPTUARY_LARGE=1")
def test_python_tuf_reads_a_large_site(tmp_path, record_property):
    """20,000 targets: all are listed, 500 are downloaded, every attack is refused."""
    began = time.monotonic()
    signed, paths = make(tmp_path, 8, 20_000, False)
    record_property("seconds to publish", time.monotonic() - began)
    began = time.monotonic()
    judged(signed, sample=500)
    record_property("seconds to judge", time.monotonic() - began)
    with signed.reader() as reader:
        listing = reader.open(signed.site).listing()
    assert set(paths) <= set(listing) and len(listing) >= 20_000


# ---------------------------------------------------------------- teeth

FALLS_FOR = {
    "hashes of targets": (TargetFile, "verify_length_and_hashes", None, [
        "one bit of a target flipped", "a target truncated", "a target emptied", "a role with another hash than its target's"]),
    "hashes of roles": (MetaFile, "verify_length_and_hashes", None, [
        "served as", "a snapshot of another hash than timestamp says", "a role of another hash than snapshot says"]),
    "signatures": (payload._DelegatorMixin, "verify_delegate", None, [
        "timestamp without signatures", "timestamp signed by an unknown key", "targets signed by 1 of 2",
        "a role signed by the timestamp key", "next root signed by online keys", "next root of the attacker",
        "timestamp signed by the key that root revoked"]),
    "expiry": (Signed, "is_expired", False, [
        "timestamp has expired", "snapshot has expired", "root has expired", "bins has expired", "an expired snapshot",
        "an expired targets", "an expired next root"]),
}


@pytest.mark.parametrize("check", FALLS_FOR)
def test_a_client_without_one_check_is_caught(signed_sample, monkeypatch, check):
    """The attacks have teeth: a client that leaves out one check falls for those that the check is against."""
    part, method, answer, attacks = FALLS_FOR[check]
    monkeypatch.setattr(part, method, lambda *_, **__: answer)
    report = tuf_check.check(signed_sample.site, signed_sample.root, signed_sample.at + HOUR, sample=5, slow=False)
    withstood = [attack for attack in attacks if not any(attack in failure for failure in report.failures)]
    assert not withstood, f"{withstood}\n{report}"


def test_the_program_works_as_a_command(signed_sample, tmp_path):
    """tuf_check.py on its own, by URL, as an operator uses it on a live site."""
    with servers.plain(signed_sample.site, tmp_path) as host:
        done = subprocess.run(
            [sys.executable, tuf_check.__file__, "--metadata-url", f"{host.base}/metadata", "--targets-url", host.base,
             "--root", signed_sample.root_file, "--as-of", promptuary.moment(signed_sample.at + HOUR), "--sample", "20"],
            capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    assert done.returncode == 0 and ", 0 failed" in done.stdout, done.stdout + done.stderr
