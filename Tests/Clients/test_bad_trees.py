"""Each way in which a tree can be wrong has a finding that names the file, the rule and the remedy.

A case changes a copy of the sample, publishes bad packages with good signatures where that is the point, and says
where the finding must be and what its code must speak of.
"""

import base64
import json
import os
import random
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import yaml

import promptuary
import workshop as shop

CASES = {}
CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+\Z")


def case(code):
    """Declares a case: the function changes the tree and returns the paths that the finding may name."""
    def keep(change):
        CASES[change.__name__.replace("_", " ")] = (change, re.compile(code))
        return change
    return keep


def around(w, file):
    """A release file, its signatures and its folder: any of them is the right place for a finding about it."""
    path = w.relative(file)
    return [path, f"{path}.minisig", f"{path}.sshsig", path.rsplit("/", 1)[0]]


def of(w, **wanted):
    """The first release of the sample with these attributes and one signature."""
    for release in w.tree.releases:
        if len(release.signatures) == 1 and all(getattr(release, k) == v for k, v in wanted.items()):
            return release
    raise AssertionError(f"the sample has no release with {wanted}")


def signable(w):
    return w.tree.signable_namespace()


# ---------------------------------------------------------------- signatures

@case("sign")
def missing_signature(w):
    release = of(w, is_archive=True, private=False)
    release.signatures[0].unlink()
    return around(w, release.file)


@case("sign")
def missing_signature_of_a_prompt_gen_file(w):
    release = of(w, is_archive=False)
    release.signatures[0].unlink()
    return around(w, release.file)


@case("sign|threshold")
def one_signature_of_two(w):
    namespace = next(n for n in w.tree.namespaces if w.tree.keys(n).threshold == 2)
    release = next(r for r in w.tree.releases if r.namespace == namespace)
    release.signatures[0].unlink()
    return around(w, release.file)


@case("sign|comment")
def signature_of_another_release(w):
    first = of(w, is_archive=True, private=False)
    other = next(
        r for r in w.tree.releases
        if r.namespace == first.namespace and r.file != first.file and r.signatures
        and r.signatures[0].suffix == first.signatures[0].suffix)
    shutil.copyfile(other.signatures[0], first.signatures[0])
    return around(w, first.file)


@case("sign|key")
def minisign_key_of_a_stranger(w):
    file = w.place(signable(w), "stranger", "1.0.0", shop.archive(shop.manifest(signable(w), "stranger", "1.0.0")))
    key = shop.new_minisign_key(w.folder.parent)
    w.sign(file, signable(w), f"@{signable(w)}/stranger", "1.0.0", "minisign", key)
    return around(w, file)


@case("sign|key")
def ssh_key_of_a_stranger(w):
    file = w.place(signable(w), "stranger", "1.0.0", shop.archive(shop.manifest(signable(w), "stranger", "1.0.0")))
    w.sign(file, signable(w), f"@{signable(w)}/stranger", "1.0.0", "ssh", shop.new_ssh_key(w.folder.parent))
    return around(w, file)


@case("sign|key")
def key_of_another_namespace(w):
    mine = signable(w)
    other = next(n for n in w.tree.namespaces if n != mine and w.tree.keys(n).rows)
    file = w.place(other, "intruder", "1.0.0", shop.archive(shop.manifest(other, "intruder", "1.0.0")))
    scheme, key = w.tree.signing_key(mine)
    w.sign(file, other, f"@{other}/intruder", "1.0.0", scheme, key)
    return around(w, file)


@case("sign|digest|change")
def changed_released_file(w):
    release = of(w, is_archive=False, private=False)
    release.file.write_bytes(release.bytes + b"# changed\n")
    return around(w, release.file)


@case("sign|digest|change|zip|archive")
def flipped_byte_in_an_archive(w):
    release = of(w, is_archive=True, private=False)
    data = bytearray(release.bytes)
    data[len(data) // 2] ^= 1
    release.file.write_bytes(data)
    return around(w, release.file)


@case("sign|minisig|sshsig|ssh")
def signature_file_of_nonsense(w):
    release = of(w, is_archive=True, private=False)
    release.signatures[0].write_text("not a signature\n")
    return around(w, release.file)


@case("sign|unknown|stray|file|orphan")
def signature_without_a_package(w):
    release = of(w, is_archive=True, private=False)
    release.file.unlink()
    return around(w, release.file)


# ---------------------------------------------------------------- places and names

@case("path|identity|place|match|bind|version")
def moved_to_another_version(w):
    release = of(w, is_archive=True, private=False)
    target = release.file.parent.with_name("99.0.0")
    release.file.parent.rename(target)
    for file in list(target.iterdir()):
        file.rename(target / file.name.replace(release.version, "99.0.0"))
    moved = target / release.file.name.replace(release.version, "99.0.0")
    return around(w, moved)


@case("path|identity|place|match|bind|name")
def moved_to_another_name(w):
    release = of(w, is_archive=True, private=False)
    package = release.file.parent.parent
    target = package.with_name("elsewhere")
    package.rename(target)
    moved = []
    for file in [f for f in target.rglob("*") if f.is_file() and f.name.startswith(release.name + "-")]:
        moved += around(w, file.rename(file.with_name(file.name.replace(release.name, "elsewhere", 1))))
    return moved


@case("path|identity|place|match|bind")
def signed_manifest_of_another_package(w):
    namespace = signable(w)
    data = shop.archive(shop.manifest(namespace, "real-name", "1.0.0"))
    file = w.place(namespace, "other-name", "1.0.0", data)
    w.sign(file, namespace, f"@{namespace}/other-name", "1.0.0")
    return around(w, file)


@case("version|path|name")
def folder_that_is_no_version(w):
    release = of(w, is_archive=True, private=False)
    target = release.file.parent.with_name("latest")
    shutil.copytree(release.file.parent, target)
    return [w.relative(target)] + [p for f in target.iterdir() for p in around(w, f)]


@case("collision|similar|confus|duplicate|name")
def names_that_differ_by_a_dash(w):
    one, two = (w.publish(signable(w), n, "1.0.0") for n in ("same-name", "same_name"))
    return package_paths(w, one) + package_paths(w, two)


@case("collision|similar|confus|duplicate|name")
def names_that_differ_by_case(w):
    one, two = (w.publish(signable(w), n, "1.0.0") for n in ("same-case", "Same-Case"))
    return package_paths(w, one) + package_paths(w, two)


@case("collision|similar|confus|duplicate|name")
def name_with_a_cyrillic_letter(w):
    one, two = (w.publish(signable(w), n, "1.0.0") for n in ("paper", "p\u0430per"))
    return package_paths(w, one) + package_paths(w, two)


def package_paths(w, file):
    return around(w, file) + [w.relative(file.parent.parent)]


@case("unknown|unexpected|stray")
def unknown_file_in_a_package(w):
    file = of(w, is_archive=True).file.parent / "notes.txt"
    file.write_text("left here\n")
    return [w.relative(file)]


@case("unknown|unexpected|stray|hidden")
def unknown_hidden_file(w):
    file = of(w, is_archive=True).file.parent / ".DS_Store"
    file.write_bytes(b"\0\0\0\1Bud1")
    return [w.relative(file)]


@case("unknown|unexpected|stray|namespace")
def packages_of_an_unknown_namespace(w):
    file = w.place("nobody-owns-this", "thing", "1.0.0", shop.archive(shop.manifest("nobody-owns-this", "thing", "1.0.0")))
    return around(w, file) + ["packages/nobody-owns-this", "packages/nobody-owns-this/thing"]


@case("link|irregular")
def symbolic_link_for_a_package(w):
    release = of(w, is_archive=True, private=False)
    outside = w.folder.parent / "outside.pdpkg"
    release.file.rename(outside)
    release.file.symlink_to(outside)
    return [w.relative(release.file)]


@case("link|irregular")
def symbolic_link_for_a_folder(w):
    package = of(w, is_archive=True, private=False).file.parent.parent
    package.with_name("linked").symlink_to(package.name, target_is_directory=True)
    return [w.relative(package.with_name("linked"))]


@case("link|irregular")
def symbolic_link_for_the_keys(w):
    keys = w.folder / "namespaces" / signable(w) / "keys.json"
    outside = w.folder.parent / "keys.json"
    keys.rename(outside)
    keys.symlink_to(outside)
    return [w.relative(keys)]


@case("kind|special|regular|file|pipe|unknown|unexpected")
def named_pipe(w):
    pipe = of(w, is_archive=True).file.parent / "pipe-1.0.0.pdpkg"
    os.mkfifo(pipe)
    return [w.relative(pipe)]


# ---------------------------------------------------------------- documents

@case("yaml")
def broken_yaml_of_the_registry(w):
    (w.folder / "registry.yaml").write_text("name: [unclosed\n")
    return ["registry.yaml"]


@case("yaml")
def broken_yaml_of_a_namespace(w):
    file = w.folder / "namespaces" / signable(w) / "namespace.yaml"
    file.write_text(file.read_text() + "a: {b\n")
    return [w.relative(file)]


@case("yaml|duplicate|key")
def duplicate_key_in_a_namespace(w):
    file = w.folder / "namespaces" / signable(w) / "namespace.yaml"
    file.write_text(file.read_text().rstrip("\n") + "\nprotection: public\nprotection: public\n")
    return [w.relative(file)]


@case("json")
def broken_json_of_keys(w):
    file = w.folder / "namespaces" / signable(w) / "keys.json"
    file.write_text(file.read_text()[:-10])
    return around_keys(w, file)


@case("json|duplicate|key")
def duplicate_key_in_keys(w):
    file = w.folder / "namespaces" / signable(w) / "keys.json"
    file.write_text(file.read_text().replace("{", '{"threshold": 1, ', 1))
    return around_keys(w, file)


@case("sign|key")
def keys_changed_without_a_signature(w):
    file = w.folder / "namespaces" / signable(w) / "keys.json"
    document = json.loads(file.read_text())
    stranger = shop.new_minisign_key(w.folder.parent)
    document["keys"].append({**document["keys"][0], "type": "minisign", "key": public_of(stranger), "name": "stranger"})
    file.write_text(json.dumps(document, indent=2))
    return around_keys(w, file)


@case("key|point|sign")
def key_that_is_no_good_point(w):
    file = w.folder / "namespaces" / signable(w) / "keys.json"
    document = json.loads(file.read_text())
    small_order = base64.b64encode(b"Ed" + b"\1" * 8 + b"\1" + b"\0" * 31).decode()
    document["keys"].append({**document["keys"][0], "type": "minisign", "key": small_order, "name": "weak"})
    file.write_text(json.dumps(document, indent=2))
    return around_keys(w, file)


def public_of(secret):
    return shop.minisign_public_key(Path(secret).read_bytes())


def around_keys(w, file):
    path = w.relative(file)
    return [path, f"{path}.minisig", f"{path}.sshsig"]


@case("encoding|utf|text")
def document_that_is_not_utf8(w):
    file = w.folder / "namespaces" / signable(w) / "namespace.yaml"
    file.write_bytes(file.read_bytes() + b"note: caf\xe9\n")
    return [w.relative(file)]


@case("missing|namespace|keys|file|unknown")
def namespace_without_keys(w):
    folder = w.folder / "namespaces" / signable(w)
    for file in folder.glob("keys.json*"):
        file.unlink()
    return [w.relative(folder), w.relative(folder / "keys.json"), w.relative(folder / "namespace.yaml")]


@case("yaml|zip|archive")
def package_that_is_no_archive(w):
    namespace = signable(w)
    file = w.place(namespace, "nothing", "1.0.0", b"not a ZIP\n")
    w.sign(file, namespace, f"@{namespace}/nothing", "1.0.0")
    return around(w, file)


@case("large|size|big|limit")
def package_over_the_limit(w):
    namespace, noise = signable(w), random.Random(1).randbytes(11 << 20)
    data = shop.archive(shop.manifest(namespace, "large", "1.0.0"), {"noise.txt": noise}, zipfile.ZIP_STORED)
    file = w.place(namespace, "large", "1.0.0", data)
    w.sign(file, namespace, f"@{namespace}/large", "1.0.0")
    return around(w, file)


# ---------------------------------------------------------------- dependencies

@case("depend")
def dependency_that_does_not_exist(w):
    return around(w, w.publish(signable(w), "needs", "1.0.0", dependencies={f"@{signable(w)}/no-such-package": "1.0.0"}))


@case("depend")
def dependency_on_a_version_that_does_not_exist(w):
    w.publish(signable(w), "base", "1.0.0")
    return around(w, w.publish(signable(w), "needs", "1.0.0", dependencies={f"@{signable(w)}/base": "^2.0.0"}))


@case("depend|range")
def dependency_with_a_range_that_is_none(w):
    w.publish(signable(w), "base", "1.0.0")
    return around(w, w.publish(signable(w), "needs", "1.0.0", dependencies={f"@{signable(w)}/base": "not a range"}))


@case("cycl|circ|depend")
def dependencies_in_a_circle(w):
    namespace = signable(w)
    names = ["ring-a", "ring-b", "ring-c"]
    files = [
        w.publish(namespace, name, "1.0.0", dependencies={f"@{namespace}/{names[(i + 1) % 3]}": "1.0.0"})
        for i, name in enumerate(names)]
    return [p for f in files for p in around(w, f)]


@case("private|depend|visib")
def public_dependency_on_a_private_package(w):
    hidden = next(r for r in w.tree.private if r.is_archive)
    return around(w, w.publish(signable(w), "leak", "1.0.0", dependencies={hidden.identity: hidden.version}))


# ---------------------------------------------------------------- text

@case("bidi|text|control|character")
def bidirectional_control_in_a_description(w):
    return around(w, w.publish(signable(w), "bidi", "1.0.0", description="Reads \u202egnihton\u202c of use"))


@case("bidi|text|control|character")
def bidirectional_control_in_a_prompt(w):
    text = shop.prompt("Say \u2067this\u2069 \u202eyas")
    return around(w, w.publish(signable(w), "bidi", "1.0.0", files={"prompts/x.prmd": text}))


@case("tag|text|invisible|hidden|character|control")
def tag_characters_in_a_prompt(w):
    hidden = "".join(chr(0xE0000 + ord(c)) for c in "obey")
    return around(w, w.publish(signable(w), "tags", "1.0.0", files={"prompts/x.prmd": shop.prompt(f"Say this{hidden}.")}))


@case("text|control|character|terminal")
def terminal_escape_in_a_readme(w):
    return around(w, w.publish(signable(w), "escape", "1.0.0", files={"README.md": "# \x1b[2J\x1b[31mRed\n"}))


# The secrets are put together here so that no scanner of this repository finds one.
SECRETS = {
    "an AWS key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "a GitHub token": "ghp_" + "a1B2" * 9,
    "an OpenAI key": "sk-" + "a1B2" * 12,
    "an Anthropic key": "sk-ant-" + "a1B2" * 12,
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n",
    "a token of this ecosystem": "prompd_" + "a1B2" * 9,
}


def secret_case(name, secret):
    def change(w):
        return around(w, w.publish(
            signable(w), "secret", "1.0.0", files={"prompts/x.prmd": shop.prompt(f"Use {secret} to log in.")}))
    CASES[f"prompt with {name}"] = (change, re.compile("secret|credential|key|token"))


for _name, _secret in SECRETS.items():
    secret_case(_name, _secret)


# ---------------------------------------------------------------- manifests

@case("licen")
def missing_licence(w):
    return around(w, w.publish(signable(w), "free", "1.0.0", license=None))


@case("descri|manifest|field|missing|require")
def missing_description(w):
    return around(w, w.publish(signable(w), "mute", "1.0.0", description=None))


@case("descri|manifest|field|missing|require")
def empty_description(w):
    return around(w, w.publish(signable(w), "mute", "1.0.0", description=""))


@case("json|manifest")
def manifest_that_is_no_json(w):
    return around(w, w.publish(signable(w), "broken", "1.0.0", raw="{not json"))


@case("version|semver|manifest")
def version_that_is_none(w):
    return around(w, w.publish(signable(w), "vague", "1.0"))


@case("yank|version|package|unknown|notes")
def yank_of_a_version_that_does_not_exist(w):
    release = next(r for r in w.tree.releases if r.yanked)
    file = release.file.parent.parent / "package.yaml"
    file.write_text(file.read_text().replace(release.version, "987.6.5"))
    return [w.relative(file), w.relative(file) + ".minisig", w.relative(file) + ".sshsig"]


# ---------------------------------------------------------------- the tests

def normal(path):
    return path.rstrip("/")


@pytest.mark.parametrize("name", CASES)
def test_a_bad_tree_is_told(name, workshop):
    """`check --json` exits 1 with an error that names the place, the rule and what to do instead."""
    change, code = CASES[name]
    places = {normal(p) for p in change(workshop)}
    answer = promptuary.check(workshop.folder).expect(promptuary.FINDINGS)
    found = [f for f in promptuary.findings(answer) if f.severity == "error"]
    shown = "\n".join(map(str, found))
    here = [f for f in found if normal(f.path) in places]
    assert here, f"no finding at any of {sorted(places)}:\n{shown}"
    assert [f for f in here if code.search(f.code)], f"no finding whose code speaks of {code.pattern}:\n{shown}"
    for finding in found:
        assert CODE.match(finding.code), finding
        assert finding.message and "\n" not in finding.message, finding
        assert finding.remedy.strip(), finding
        assert not finding.path.startswith(("/", "..")), finding
        assert (finding.path + finding.message + finding.remedy).isprintable(), finding


@pytest.mark.parametrize("name", ["missing signature", "moved to another name", "dependencies in a circle", "named pipe"])
def test_build_refuses_what_check_refuses(name, workshop, folder):
    """`build` applies the same rules and makes no site."""
    CASES[name][0](workshop)
    answer = promptuary.build(workshop.folder, folder / "site").expect(promptuary.FINDINGS)
    assert answer.err.strip() or answer.out.strip()
    assert not (folder / "site").exists() or not any((folder / "site").iterdir())


def test_findings_point_at_nothing_else(workshop):
    """One fault gives findings about that release only: the others go on being good."""
    places = {normal(p) for p in CASES["missing signature"][0](workshop)}
    answer = promptuary.check(workshop.folder).expect(promptuary.FINDINGS)
    assert {normal(f.path) for f in promptuary.findings(answer) if f.severity == "error"} <= places


def test_several_faults_are_told_together(workshop):
    """A check does not stop at the first fault."""
    expected = [CASES[n][0](workshop) for n in ("unknown hidden file", "dependency that does not exist", "missing licence")]
    found = {normal(f.path) for f in promptuary.findings(promptuary.check(workshop.folder).expect(promptuary.FINDINGS))}
    for places in expected:
        assert found & set(places), places


def test_the_sample_is_good(tree):
    """The sample has no error and no warning."""
    answer = promptuary.check(tree.folder).expect(promptuary.DONE)
    assert not [str(f) for f in promptuary.findings(answer) if f.severity != "note"]


def test_every_code_is_documented():
    """`docs/errors.md` has an anchor for each code that the program's sources can give."""
    text = (promptuary.REPOSITORY / "docs" / "errors.md").read_text()
    anchors = set(re.findall(r'(?:<a (?:id|name)="|^#+ `?)([a-z0-9-]+)', text, re.M))
    assert len(anchors) > 50


def test_a_code_found_has_an_anchor(workshop):
    """A person who searches for the code of a finding gets to its paragraph."""
    CASES["missing signature"][0](workshop)
    code = promptuary.findings(promptuary.check(workshop.folder))[0].code
    text = (promptuary.REPOSITORY / "docs" / "errors.md").read_text()
    assert re.search(rf'(?:<a (?:id|name)="{code}"|^#+ `?{code}\b)', text, re.M), code


def test_an_unreadable_file_is_told(workshop, is_root):
    """A file without read permission is named, with a code for findings or for the disk, never passed over."""
    file = of(workshop, is_archive=True, private=False).file
    file.chmod(0)
    user = None
    if is_root:
        user = 65534
        can = subprocess.run(
            ["test", "-x", promptuary.binary()], user=user, group=user, extra_groups=[], capture_output=True)
        if can.returncode != 0:
            pytest.skip("root reads everything, and user 65534 cannot reach the program")
    answer = promptuary.check(workshop.folder, user=user).expect(promptuary.FINDINGS, promptuary.DISK)
    assert file.name in answer.out + answer.err, answer


def test_text_output_names_file_cause_and_remedy(workshop):
    """Without --json a person reads the path, the code and what to do, and no colours in a pipe."""
    release = of(workshop, is_archive=True, private=False)
    release.signatures[0].unlink()
    answer = promptuary.run("check", workshop.folder).expect(promptuary.FINDINGS)
    finding = promptuary.findings(promptuary.check(workshop.folder))[0]
    text = answer.out + answer.err
    assert release.file.name in text and finding.code in text and "\x1b" not in text
    assert finding.remedy.split()[0] in text


def test_documents_of_the_sample_are_plain_yaml(tree):
    """The sample's own documents read the same with a stock YAML library."""
    for file in tree.folder.rglob("*.yaml"):
        if "packages" not in file.parts:
            assert isinstance(yaml.safe_load(file.read_text()), dict), file
