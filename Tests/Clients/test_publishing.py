"""A publisher's daily work, from an empty folder to an installed package, with nothing but the commands."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

import programs
import promptuary
import servers
import workshop as shop
from prompd_e2e import Client
from sample import Tree, secret_keys

REGISTRY, NAMESPACE = "registry.example", "acme"


@pytest.fixture
def started(folder):
    """A new tree and the secret key of its first namespace."""
    place = folder / "new"
    place.mkdir()
    env = promptuary.environment(HOME=str(place))
    promptuary.init(place / "tree", REGISTRY, NAMESPACE, env=env, cwd=place).expect(promptuary.DONE)
    keys = [k for k in secret_keys(place).values()]
    assert len(keys) == 1, f"init left {len(keys)} secret keys: {keys}"
    assert not keys[0].is_relative_to(place / "tree") or ignored(place / "tree", keys[0]), "the secret key would be committed"
    return place / "tree", keys[0]


def ignored(tree, file):
    """Whether the tree's .gitignore keeps a file out."""
    rules = (tree / ".gitignore").read_text() if (tree / ".gitignore").exists() else ""
    return any(part in rules for part in file.relative_to(tree).parts)


def test_a_new_tree_is_ready_to_build(started, folder):
    """`init` makes a tree that passes `check` and builds."""
    tree, _ = started
    promptuary.check(tree).expect(promptuary.DONE)
    promptuary.build(tree, folder / "site").expect(promptuary.DONE)
    assert json.loads((folder / "site/.well-known/registry.json").read_text())["endpoints"]


def test_init_never_overwrites(started):
    """A second `init` at the same place is refused and changes nothing."""
    tree, _ = started
    before = {p: p.read_bytes() for p in tree.rglob("*") if p.is_file()}
    refused = promptuary.init(tree, "other.example", "other")
    assert refused.code in (promptuary.FINDINGS, promptuary.WRONG_USE), refused
    assert {p: p.read_bytes() for p in tree.rglob("*") if p.is_file()} == before


def test_from_folder_to_installed_package(started, folder):
    """pack, sign, add, check, build: then the real client installs the package, with the files of the folder."""
    tree, key = started
    registry = Tree(tree).registry_name
    source = shop.write_folder(folder / "source", NAMESPACE, "hello", "1.0.0")
    file = folder / "hello-1.0.0.pdpkg"
    promptuary.pack(source, file).expect(promptuary.DONE)
    promptuary.sign(file, key, registry).expect(promptuary.DONE)
    assert promptuary.inspect(file).accepted
    promptuary.add(tree, file).expect(promptuary.DONE)
    placed = tree / "packages" / NAMESPACE / "hello" / "1.0.0" / file.name
    assert placed.read_bytes() == file.read_bytes()
    promptuary.check(tree).expect(promptuary.DONE)
    promptuary.build(tree, folder / "site").expect(promptuary.DONE)
    with servers.plain(folder / "site", folder) as host:
        client = Client(programs.prompd(), str(folder), "publisher", 120, False)
        client.setup(host.base)
        project = client.project()
        client.must("install", f"@{NAMESPACE}/hello", cwd=project)
        place, manifest = client.check_installed(project, f"@{NAMESPACE}/hello", "1.0.0")
    assert manifest["version"] == "1.0.0"
    assert (Path(place) / "prompts/main.prmd").read_bytes() == (source / "prompts/main.prmd").read_bytes()


def test_packing_gives_the_same_bytes_and_both_manifests(folder):
    """Two packings of equal folders are equal; both manifest names are inside, equal; names are ASCII; no entry twice."""
    made = []
    for number in range(2):
        source = shop.write_folder(folder / f"source-{number}", NAMESPACE, "hello", "1.0.0", files={
            "b.txt": "b", "a.txt": "a", "deep/er/c.txt": "c"})
        out = folder / f"{number}.pdpkg"
        promptuary.pack(source, out).expect(promptuary.DONE)
        made.append(out.read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(folder / "0.pdpkg") as archive:
        names = archive.namelist()
        assert len(names) == len(set(names)) and all(n.isascii() for n in names)
        assert archive.read("manifest.json") == archive.read("prompd.json")
        assert archive.read("deep/er/c.txt") == b"c"


def test_the_client_finds_nothing_wrong_with_what_we_pack(folder):
    """The client's own validation accepts a packed file."""
    source = shop.write_folder(folder / "source", NAMESPACE, "hello", "1.0.0")
    promptuary.pack(source, folder / "hello-1.0.0.pdpkg").expect(promptuary.DONE)
    client = Client(programs.prompd(), str(folder), "validate", 120, False)
    client.must("package", "validate", str(folder / "hello-1.0.0.pdpkg"))


def test_what_the_client_packs_can_be_repacked(folder):
    """An archive of the client's own packer, with its second manifest, becomes one that is accepted."""
    source = shop.write_folder(folder / "source", NAMESPACE, "hello", "1.0.0")
    theirs, ours = folder / "theirs.pdpkg", folder / "ours.pdpkg"
    Client(programs.prompd(), str(folder), "packer", 120, False).must("pack", str(source), str(theirs))
    assert not promptuary.inspect(theirs).accepted
    before = theirs.read_bytes()
    answer = promptuary.pack(theirs, ours, repack=True).expect(promptuary.DONE)
    assert theirs.read_bytes() == before
    verdict = promptuary.inspect(ours)
    assert verdict.accepted, [str(f) for f in verdict.findings]
    assert hashlib.sha256(ours.read_bytes()).hexdigest() == verdict.sha256
    assert verdict.sha256 in answer.out + answer.err, "repacking changes the digest, which must be said"
    with zipfile.ZipFile(theirs) as old, zipfile.ZipFile(ours) as new:
        assert json.loads(old.read("manifest.json"))["version"] == json.loads(new.read("manifest.json"))["version"]
        assert old.read("prompts/main.prmd") == new.read("prompts/main.prmd")


def test_pack_refuses_what_no_client_installs(folder):
    """Names outside ASCII, links out of the folder and a missing manifest are refused, with nothing written."""
    cases = {"caf\u00e9.md": "x", "a\\b.md": "x"}
    for number, (name, text) in enumerate(cases.items()):
        source = shop.write_folder(folder / f"source-{number}", NAMESPACE, "hello", "1.0.0", files={name: text})
        out = folder / f"{number}.pdpkg"
        promptuary.pack(source, out).expect(promptuary.FINDINGS, promptuary.WRONG_USE)
        assert not out.exists()
    linked = shop.write_folder(folder / "linked", NAMESPACE, "hello", "1.0.0")
    (linked / "secret.txt").symlink_to("/etc/hostname")
    promptuary.pack(linked, folder / "linked.pdpkg").expect(promptuary.FINDINGS, promptuary.WRONG_USE)
    (folder / "empty").mkdir()
    promptuary.pack(folder / "empty", folder / "empty.pdpkg").expect(promptuary.FINDINGS, promptuary.WRONG_USE)
    assert not (folder / "linked.pdpkg").exists() and not (folder / "empty.pdpkg").exists()


def test_add_refuses_what_does_not_belong(started, folder):
    """Without a signature, with a stranger's, or twice with other bytes: refused, and the tree stays as it was."""
    tree, key = started
    registry = Tree(tree).registry_name
    file = folder / "hello-1.0.0.pdpkg"
    file.write_bytes(shop.archive(shop.manifest(NAMESPACE, "hello", "1.0.0"), {"prompts/main.prmd": shop.prompt()}))
    before = {p: p.read_bytes() for p in tree.rglob("*") if p.is_file()}
    promptuary.add(tree, file).expect(promptuary.FINDINGS, promptuary.WRONG_USE, 3)
    shop.sign_by_minisign(file, shop.new_minisign_key(folder), shop.trusted_comment(registry, f"@{NAMESPACE}/hello", "1.0.0"))
    promptuary.add(tree, file).expect(promptuary.FINDINGS, 3)
    assert {p: p.read_bytes() for p in tree.rglob("*") if p.is_file()} == before
    Path(f"{file}.minisig").unlink()
    promptuary.sign(file, key, registry).expect(promptuary.DONE)
    promptuary.add(tree, file).expect(promptuary.DONE)
    promptuary.check(tree).expect(promptuary.DONE)
    placed = {p: p.read_bytes() for p in tree.rglob("*") if p.is_file()}
    other = shop.manifest(NAMESPACE, "hello", "1.0.0", keywords=["other"])
    file.write_bytes(shop.archive(other, {"prompts/main.prmd": shop.prompt()}))
    for signature in folder.glob("hello-1.0.0.pdpkg.*sig"):
        signature.unlink()
    promptuary.sign(file, key, registry).expect(promptuary.DONE)
    promptuary.add(tree, file).expect(promptuary.FINDINGS)
    assert {p: p.read_bytes() for p in tree.rglob("*") if p.is_file()} == placed


def test_every_command_explains_itself():
    """`--help` of each command exits 0 and shows an example."""
    for words in (
        [], ["init"], ["key"], ["key", "generate"], ["key", "import"], ["key", "show"], ["pack"], ["sign"], ["add"],
        ["inspect"], ["check"], ["build"], ["serve"], ["completions"],
    ):
        answer = promptuary.run(*words, "--help").expect(promptuary.DONE)
        assert answer.out.strip() and "\x1b" not in answer.out, words
        assert len(words) == 0 or words == ["key"] or "promptuary " + " ".join(words) in answer.out, words
        assert len(words) == 0 or words == ["key"] or "example" in answer.out.lower(), words


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions(shell):
    """A completion script for each shell names the commands."""
    text = promptuary.run("completions", shell).expect(promptuary.DONE).out
    assert "inspect" in text and "build" in text
