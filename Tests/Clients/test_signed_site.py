"""What a signed site consists of: its targets, their names on disk, and that older clients notice no difference."""

import base64
import json
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from securesystemslib.formats import encode_canonical

import programs
import promptuary
import servers
from publisher import Registry
from test_determinism import contents
from thief import shard_path
from trusted import CEREMONY, HOUR, SignedSite

HERE = Path(__file__).parent
TARGET = re.compile(r"[A-Za-z0-9@._-]+(?:/[A-Za-z0-9@._-]+)*\Z")
ROLE_FILE = re.compile(r"(?:\d+\.[a-z0-9.-]+|timestamp)\.json\Z")
CONSISTENT = re.compile(r"(?P<folder>.*/)?(?P<sha256>[0-9a-f]{64})\.(?P<base>[^/]+)\Z")
KINDS = {
    "package file": re.compile(r"@[^/]+/[^/]+/-/[^/]+\.(?:pdpkg|yaml)\Z"),
    "signature": re.compile(r"@[^/]+/[^/]+/-/[^/]+\.(?:pdpkg|yaml)(?:\.\d+)?\.(?:minisig|sshsig)\Z"),
    "package": re.compile(r"@[^/]+/[^/]+/package\.json\Z"),
    "index": re.compile(r"index/(?:packages|namespaces)(?:\.json|/(?:all|[01]+)\.json)\Z"),
    "key shard": re.compile(r"keys(?:-new)?/[0-9a-f]{2}\.json\Z"),
    "log description": re.compile(r"keys/log\.json\Z"),
    "checkpoint": re.compile(r"log/checkpoint\Z"),
}


@pytest.fixture(scope="module")
def listing(signed_sample):
    """Target path -> length, SHA-256, custom, as the client finds them."""
    with signed_sample.reader() as reader:
        return reader.open(signed_sample.site).listing()


@pytest.fixture(scope="module")
def roles(signed_sample):
    """Role -> its signed part, as the client verified it."""
    with signed_sample.reader() as reader:
        return {name: role for name, (role, _) in reader.open(signed_sample.site).roles().items()}


def kind_of(path):
    return next((kind for kind, pattern in KINDS.items() if pattern.match(path)), None)


# ---------------------------------------------------------------- targets

def test_every_target_is_of_a_kind_that_a_verifying_client_reads(listing):
    """No page, and no document that is there for older clients only; every kind is there."""
    strange = [path for path in listing if kind_of(path) is None]
    assert not strange, strange[:10]
    assert {kind_of(path) for path in listing} == set(KINDS)


def test_every_release_with_its_signatures_is_a_target(tree, listing):
    for release in tree.public:
        path = f"{release.scoped}/-/{release.published_as}"
        assert listing[path][:2] == (len(release.bytes), release.sha256), path
        for signature in release.signatures:
            name = path + signature.name.removeprefix(release.file.name)
            assert listing[name][1] == sha256(signature.read_bytes()).hexdigest(), name
        assert f"{release.scoped}/package.json" in listing


def test_the_listing_is_complete_and_in_its_place(tree, signed_sample):
    """A client that verifies finds every package and namespace in the shard that its name chooses, with what it searches by."""
    with signed_sample.reader() as reader:
        view = reader.open(signed_sample.site)
        for kind, names in (
                ("packages", {release.scoped for release in tree.public}),
                ("namespaces", {f"@{release.namespace}" for release in tree.public})):
            directory = json.loads(view.get(f"index/{kind}.json"))
            found = []
            for shard in directory["shards"]:
                rows = json.loads(view.get(f"index/{kind}/{shard}.json"))[kind]
                for row in rows:
                    name = row["id"] if kind == "packages" else row["name"]
                    digits = f"{int(sha256(name.encode()).hexdigest(), 16):0256b}"
                    assert shard == "all" or digits.startswith(shard), (name, shard)
                    assert kind == "namespaces" or {"description", "keywords", "kind", "version"} <= set(row), row
                    found.append(name)
            assert len(found) == directory["total"] and len(set(found)) == len(found)
            assert names <= set(found)


def test_nothing_private_is_a_target(tree, listing):
    private = [release for release in tree.private if f"{release.scoped}/-/{release.published_as}" in listing]
    assert tree.private and not private


def test_target_paths_need_no_quoting(listing):
    """Letters, digits and @._/- only, no dot parts, and no two that differ by case alone."""
    for path in listing:
        assert TARGET.match(path) and not {".", ".."} & set(path.split("/")), path
    assert len({path.casefold() for path in listing}) == len(listing)


def test_targets_have_one_hash(roles):
    """Each listed hash would need a name of its own."""
    for name, role in roles.items():
        for path, target in role.targets.items():
            assert set(target.hashes) == {"sha256"}, (name, path)


def test_no_target_is_listed_twice(roles):
    paths = [path for role in roles.values() for path in role.targets]
    assert len(paths) == len(set(paths))


def test_offline_roles_vouch_for_keys_and_the_log(tree, roles, signed_sample):
    """Key sets that a ceremony confirmed, and the log's key, are targets of the offline role; bins do not list them."""
    offline = set(roles["keys"].targets)
    assert "keys/log.json" in offline
    for name, role in roles.items():
        if name.startswith("bin-"):
            assert not [path for path in role.targets if path.startswith("keys/")], name
    for namespace in {release.namespace for release in tree.public}:
        places = [shard_path(namespace, confirmed) for confirmed in (True, False)]
        found = [place for place in places if (signed_sample.site / place).exists()]
        shards = [json.loads((signed_sample.site / place).read_bytes())["namespaces"] for place in found]
        versions = [version for shard in shards for version in shard.get(namespace, [])]
        document = (tree.folder / "namespaces" / namespace / "keys.json").read_text()
        assert versions and versions[-1]["document"] == document, namespace


def test_the_custom_field_names_signatures_and_the_log(tree, listing):
    """Every package file's entry says where the log has it and which signature files there are, with their hashes."""
    indexes = set()
    for release in tree.public:
        path = f"{release.scoped}/-/{release.published_as}"
        custom = json.loads(listing[path][2])
        assert {(row["path"], row["sha256"]) for row in custom["signatures"]} == {
            (name, facts[1]) for name, facts in listing.items() if name.startswith(f"{path}.")}, path
        indexes.add(custom["log_index"])
    assert len(indexes) == len(tree.public), "two releases claim one place in the log"


# ---------------------------------------------------------------- files

def test_consistent_names_are_the_plain_files(signed_sample, listing):
    """`<dir>/<sha256>.<base>` is there for every target, with its bytes, and is the same file where links are possible."""
    for path, (length, digest, _) in listing.items():
        plain = signed_sample.site / path
        consistent = plain.with_name(f"{digest}.{plain.name}")
        data = consistent.read_bytes()
        assert len(data) == length and sha256(data).hexdigest() == digest, path
        assert plain.samefile(consistent), f"{path} lies there twice"


def test_nothing_else_has_a_consistent_name(signed_sample, listing):
    """After a first publish there are no files that nobody names."""
    expected = set()
    for path, (_, digest, _) in listing.items():
        folder, slash, base = path.rpartition("/")
        expected.add(f"{folder}{slash}{digest}.{base}")
    found = {
        p.relative_to(signed_sample.site).as_posix() for p in signed_sample.site.rglob("*")
        if p.is_file() and CONSISTENT.match(p.name)}
    assert found == expected


def test_every_package_file_has_a_log_proof(tree, signed_sample, listing):
    """A proof lies beside each package file; it is no target, because it proves itself."""
    for release in tree.public:
        path = f"{release.scoped}/-/{release.published_as}"
        lines = (signed_sample.site / f"{path}.tlog-proof").read_text().split("\n")
        assert lines[0] == "c2sp.org/tlog-proof@v1", path
        kind, _, entry = lines[1].partition(" ")
        assert kind == "extra" and json.loads(base64.b64decode(entry))["sha256"] == release.sha256, path
        assert lines[2] == f"index {json.loads(listing[path][2])['log_index']}", path
        assert f"{path}.tlog-proof" not in listing


def test_role_files_are_canonical_and_complete(signed_sample):
    """Every file under metadata is canonical JSON without a line end; those that the snapshot names are there."""
    folder = signed_sample.site / "metadata"
    for file in folder.iterdir():
        assert ROLE_FILE.match(file.name), file.name
        data = file.read_bytes()
        assert data == encode_canonical(json.loads(data)).encode(), file.name
    timestamp = json.loads((folder / "timestamp.json").read_bytes())["signed"]
    version = timestamp["meta"]["snapshot.json"]["version"]
    snapshot = json.loads((folder / f"{version}.snapshot.json").read_bytes())["signed"]
    for name, facts in snapshot["meta"].items():
        data = (folder / f"{facts['version']}.{name}").read_bytes()
        assert facts == {"hashes": {"sha256": sha256(data).hexdigest()}, "length": len(data), "version": facts["version"]}, name
    assert (folder / "1.root.json").read_bytes() == signed_sample.root
    assert all(part["spec_version"].startswith("1.") for part in (timestamp, snapshot))


def test_the_status_says_that_the_site_is_signed(signed_sample):
    assert json.loads((signed_sample.site / "status.json").read_bytes())["signed"] is True


def test_no_secret_key_is_in_the_site(signed_sample):
    for file in signed_sample.site.rglob("*"):
        if file.is_file():
            assert b"PRIVATE KEY" not in file.read_bytes(), file


# ---------------------------------------------------------------- readers

def test_our_client_verifies_the_sample(signed_sample):
    """Every guarantee holds on the sample; the answer can be read by a machine."""
    answer = signed_sample.verify().expect(promptuary.DONE)
    assert isinstance(answer.json, dict)


def test_a_changed_byte_is_distrusted(signed_sample, tree, tmp_path):
    """One flipped bit of a package file: exit code 3, the package is named, nothing was changed."""
    copy = tmp_path / "site"
    shutil.copytree(signed_sample.site, copy)
    release = tree.public[0]
    path = f"{release.scoped}/-/{release.published_as}"
    for name in (copy / path, (copy / path).with_name(f"{release.sha256}.{release.published_as}")):
        data = bytearray(name.read_bytes())
        data[len(data) // 2] ^= 1
        name.write_bytes(data)
    answer = promptuary.verify(copy, signed_sample.root_file, signed_sample.at + HOUR).expect(promptuary.DISTRUST)
    said = answer.out + answer.err
    assert release.scoped in said and "nothing was changed" in said.lower(), answer


def test_a_signed_site_has_the_files_of_an_unsigned_one(tree, signed_sample, tmp_path):
    """Every path that a build without keys writes is there, with the same bytes but for pages and the status."""
    plain = tmp_path / "plain"
    promptuary.run("build", tree.folder, plain).expect(promptuary.DONE)
    unsigned, signed = contents(plain), contents(signed_sample.site)
    differing = [path for path, digest in unsigned.items() if signed.get(path, "missing") != digest]
    pages = {p.relative_to(plain).as_posix() for p in plain.rglob("*.html") if p.read_bytes().startswith(b"<!doctype")}
    assert set(differing) <= {"status.json"} | pages, differing[:10]
    assert set(unsigned) <= set(signed)


def test_build_with_keys_is_a_publish(registry_of_two, tmp_path):
    """`build --keys` makes the site that the publish job makes."""
    registry, at = registry_of_two, CEREMONY + HOUR
    registry.publish(tmp_path / "job", at)
    promptuary.signed_build(registry.tree, tmp_path / "build", registry.online, at).expect(promptuary.DONE)
    assert contents(tmp_path / "job") == contents(tmp_path / "build")


def test_a_build_without_keys_says_that_it_is_unsigned(registry_of_two, tmp_path):
    """A preview is called one, and carries no metadata."""
    answer = promptuary.run("build", registry_of_two.tree, tmp_path / "preview").expect(promptuary.DONE)
    assert "unsigned" in (answer.out + answer.err).lower(), answer
    assert not (tmp_path / "preview" / "metadata").exists()


@pytest.fixture
def registry_of_two(tmp_path):
    registry = Registry(tmp_path / "registry")
    registry.release("acme", "hello", "1.0.0")
    registry.release("acme", "bye", "1.0.0")
    return registry.give_trust(CEREMONY)


# ---------------------------------------------------------------- claimed namespaces

@pytest.fixture
def claimed(tmp_path):
    """A registry in which the owners of one of two namespaces sign a role of their own, published."""
    registry = Registry(tmp_path / "registry", ("acme", "beta"))
    registry.release("acme", "hello", "1.0.0")
    registry.release("beta", "own", "1.0.0")
    registry.give_trust(CEREMONY, claimed=("beta",))
    signed = SignedSite(registry.tree, tmp_path / "site", registry.online, CEREMONY + HOUR)
    registry.publish(signed.site, signed.at)
    return registry, signed


def test_our_client_verifies_what_owners_list(claimed):
    """The owners' role lists a release before it is logged; the proof beside it says where the log has it."""
    registry, signed = claimed
    signed.verify().expect(promptuary.DONE)
    with signed.reader() as reader:
        roles = reader.open(signed.site).roles()
    assert "@beta/own/-/own-1.0.0.pdpkg" in roles["ns.beta"][0].targets
    listed = {path for name, (role, _) in roles.items() if name.startswith("bin-") for path in role.targets}
    assert not [path for path in listed if path.startswith("@beta/") and "/-/" in path]
    assert "@beta/own/package.json" in listed


def test_a_release_that_its_owners_have_not_listed_waits_and_holds_nobody_back(claimed):
    """No client could find it, so it is nowhere; others publish meanwhile, and after the owners' signature so do they."""
    registry, signed = claimed
    at = signed.at + HOUR
    path, other = registry.release("beta", "own", "1.1.0"), registry.release("acme", "hello", "1.1.0")
    answer = registry.publish(signed.site, at)
    assert "claim-unsigned" in answer.err and Path(path).name in answer.err and "trust claim" in answer.err, answer
    assert "1 new entries" in answer.out, answer
    assert (signed.site / other).is_file() and not (signed.site / path).exists()
    assert json.loads((signed.site / "@beta/own/package.json").read_bytes())["version"] == "1.0.0"
    signed.verify(at + HOUR).expect(promptuary.DONE)
    promptuary.trust_claim(registry.tree, "beta", [registry.folder / "publishers" / "beta"], at).expect(promptuary.DONE)
    registry.publish(signed.site, at)
    signed.verify(at + HOUR).expect(promptuary.DONE)
    with signed.reader(at + HOUR) as reader:
        assert reader.open(signed.site).get(path)


def test_a_release_touches_few_files(registry_of_two, tmp_path):
    """One more release writes at most 20 files of roles and log, together less than 1 MiB."""
    registry, site = registry_of_two, tmp_path / "site"
    registry.publish(site, CEREMONY + HOUR)
    before = set(contents(site))
    registry.release("acme", "hello", "1.1.0")
    registry.publish(site, CEREMONY + 2 * HOUR)
    new = [p for p in contents(site) if p not in before and p.startswith(("metadata/", "log/")) and (site / p).is_file()]
    # timestamp.json and log/checkpoint are replaced, not new.
    assert 3 <= len(new) + 2 <= 20, new
    assert sum((site / path).stat().st_size for path in new) < 1 << 20


@pytest.fixture(scope="module")
def signed_host(signed_sample, tmp_path_factory):
    with servers.plain(signed_sample.site, tmp_path_factory.mktemp("host")) as host:
        yield host


def test_the_unmodified_client_installs_from_the_signed_site(signed_host):
    """prompd knows nothing of all this, and passes its end-to-end script."""
    done = subprocess.run(
        [sys.executable, HERE / "prompd_e2e.py", "--base-url", signed_host.base, "--prompd", programs.prompd(), "--static",
         "--ts-probe"],
        capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^[1-9]\d* passed, 0 failed$", done.stdout, re.M), done.stdout
