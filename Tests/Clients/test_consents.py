"""Statements of reviewers count once, for the step that they were made about, and one person is one, whatever the keys."""

import base64
import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

import promptuary
from changes import base
from changes.bench import REGISTRY, Bench, git

SETTINGS = """\
name: {registry}
title: Consents
description: A registry that three keys of two reviewers look after
policy:
  approvals: 2
  reviewers:
    - {{name: Rea, key: {rea}}}
    - {{name: Rob at home, key: {home}}}
    - {{name: Rob at work, key: {work}}}
"""


def twin(keys, secret, name):
    """The key of a minisign file as one of OpenSSH."""
    data = base64.b64decode((keys / secret).read_text().splitlines()[1])
    # Algorithms, salt and limits take 54 bytes, the number of the key 8; without a passphrase the seed is there as it is.
    key = Ed25519PrivateKey.from_private_bytes(data[62:94])
    file = keys / name
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    file.chmod(0o600)
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    (keys / f"{name}.pub").write_bytes(public + b"\n")


@pytest.fixture
def bench(folder):
    """A tree on `main` with two reviewers, of whom one has the same key for both tools; `change` is checked out."""
    keys = base.make_keys(folder / "keys")
    twin(keys, "rob.minisign", "work")
    bench = Bench(folder / "tree", keys)
    people = {name: bench.public(person)[1] for name, person in [("rea", "rea"), ("home", "rob"), ("work", "work")]}
    bench.write("registry.yaml", SETTINGS.format(registry=REGISTRY, **people))
    bench.write("docs/guide.md", "# Guide\n")
    bench.namespace("acme", ["bea"])
    bench.release("@acme/lib", "1.0.0")
    git(bench.folder, "init", "-q", "-b", "main")
    bench.commit("base")
    git(bench.folder, "checkout", "-q", "-b", "change")
    return bench


def verdict(bench):
    bench.commit()
    return promptuary.run("check", bench.folder, "--base", "main", "--json").expect(
        promptuary.DONE, promptuary.FINDINGS).json


def answer(bench):
    """What the verdict says, and the rules that have something to say."""
    said = verdict(bench)
    return said["mayMerge"]["answer"], {finding["code"] for finding in said["findings"]}


def agree(bench, name, subject, by=("rea", "rob"), **more):
    return bench.consent(name, by=by, subject=subject, sha256=bench.change_digest(subject), **more)


def merge(bench):
    """The branch gets in; the next one begins there."""
    git(bench.folder, "checkout", "-q", "-B", "main", "change")
    git(bench.folder, "checkout", "-q", "-B", "change")


def maintain(bench, message, edit):
    """A change that maintainers make by hand on the base; the branch begins anew behind it."""
    git(bench.folder, "checkout", "-q", "main")
    edit()
    bench.commit(message)
    git(bench.folder, "checkout", "-q", "-B", "change")


def copy(bench, old, new, endings=("", ".sshsig")):
    for ending in endings:
        bench.write(f"{new}.yaml{ending}", bench.read(f"{old}.yaml{ending}"))


def test_two_keys_of_one_person_are_one_reviewer(bench):
    """The same Ed25519 key for minisign and for OpenSSH says yes once, under whatever names; a second person is another."""
    bench.write("docs/guide.md", "# Another guide\n")
    agree(bench, "approvals/home", "docs/guide.md", by=["rob", "work"])
    said = verdict(bench)
    assert said["mayMerge"]["answer"] == "no" and said["valid"]
    assert [one["approver"] for one in said["approvals"]] == ["Rob at home"]
    agree(bench, "approvals/work", "docs/guide.md", by=["work"], number=2)
    assert answer(bench) == ("no", set())
    agree(bench, "approvals/rea", "docs/guide.md", by=["rea"], number=3)
    assert answer(bench) == ("yes", set())


def policy(bench):
    """A request that lets everything merge, with all that two reviewers have to say for it."""
    settings = bench.document("registry.yaml")
    bench.settings(policy={**settings["policy"], "merge-alone": ["release", "package", "file", "namespace", "keys"]})
    agree(bench, "approvals/policy", "registry.yaml")
    agree(bench, "overrides/policy", "registry.yaml", rule="policy-changed", reason="A test of a day")


def test_what_was_agreed_to_once_is_not_agreed_to_for_ever(bench):
    """Maintainers take a policy back; a stranger proposes it again with copies of the statements: nothing counts."""
    before = bench.read("registry.yaml")
    policy(bench)
    assert answer(bench)[0] == "yes"
    after = bench.read("registry.yaml")
    merge(bench)
    maintain(bench, "take it back", lambda: bench.write("registry.yaml", before))
    bench.write("registry.yaml", after)
    assert answer(bench) == ("no", {"policy-changed"})
    copy(bench, "approvals/policy", "approvals/z-again")
    copy(bench, "overrides/policy", "overrides/z-again")
    assert answer(bench) == ("no", {"policy-changed", "consent-invalid"})


def test_what_was_agreed_to_does_not_come_back_after_a_revert(bench):
    """`git revert` takes the statements out with what they were about, and the base is as it was: they count no more."""
    text = bench.read("docs/guide.md")
    bench.write("docs/guide.md", "# New\n")
    agree(bench, "approvals/guide", "docs/guide.md")
    assert answer(bench)[0] == "yes"
    merge(bench)
    merged = git(bench.folder, "rev-parse", "main").stdout.decode().strip()

    def revert():
        bench.write("docs/guide.md", text)
        for file in (bench.folder / "approvals").iterdir():
            file.unlink()

    maintain(bench, "revert", revert)
    git(bench.folder, "checkout", "-q", merged, "--", ".")
    assert answer(bench) == ("no", {"consent-invalid"})


def test_what_was_agreed_to_does_not_come_back_where_a_clone_does_not_tell(bench, folder):
    """A clone that does not reach back does not know what was agreed to before, and says so."""
    for text in ("One", "Two"):
        maintain(bench, text, lambda: bench.write("docs/other.md", f"# {text}\n"))
    bench.write("docs/guide.md", "# New\n")
    agree(bench, "approvals/guide", "docs/guide.md")
    bench.commit()
    clone = folder / "clone"
    git(folder, "clone", "-q", "--depth", "2", "--no-single-branch", f"file://{bench.folder}", clone)
    refused = promptuary.run("check", clone, "--base", "origin/main", "--head", "origin/change")
    assert refused.code == promptuary.WRONG_USE and "change-shallow" in refused.err


def test_what_was_agreed_to_holds_for_one_step_only(bench):
    """Where the base is another one, the same end is another step, also when nobody has seen the statements before."""
    text = bench.read("docs/guide.md")
    bench.write("docs/guide.md", "# New\n")
    agree(bench, "approvals/guide", "docs/guide.md")
    assert answer(bench)[0] == "yes"
    kept = {ending: bench.read(f"approvals/guide.yaml{ending}") for ending in ("", ".sshsig", ".minisig")}
    git(bench.folder, "reset", "-q", "--hard", "main")
    maintain(bench, "other text", lambda: bench.write("docs/guide.md", text + b"More.\n"))
    bench.write("docs/guide.md", "# New\n")
    for ending, data in kept.items():
        bench.write(f"approvals/guide.yaml{ending}", data)
    assert answer(bench) == ("no", {"consent-stray"})


def test_reviewers_can_agree_to_the_same_again(bench):
    """`approve` numbers a statement that the base has already; the number makes it another document."""
    text = bench.read("docs/guide.md")

    def propose():
        bench.write("docs/guide.md", "# New\n")
        bench.commit()
        git(bench.folder, "checkout", "-q", "--detach")
        files = set()
        for key, more in [("rea", []), ("rob.minisign", ["--no-passphrase"])]:
            said = promptuary.run(
                "approve", "change", "--tree", bench.folder, "--base", "main", "--key", bench.keys / key, "--json",
                *more, env=promptuary.environment(
                    GIT_AUTHOR_NAME="A", GIT_AUTHOR_EMAIL="a@b.example", GIT_COMMITTER_NAME="A",
                    GIT_COMMITTER_EMAIL="a@b.example")).expect(promptuary.DONE).json
            files |= {file for file in said["files"] if file.endswith(".yaml")}
        assert said["verdict"]["mayMerge"]["answer"] == "yes"
        git(bench.folder, "checkout", "-q", "change")
        return files

    first = propose()
    merge(bench)
    maintain(bench, "take it back", lambda: bench.write("docs/guide.md", text))
    again = propose()
    assert len(first) == len(again) == 1 and first != again
    assert bench.document(again.pop()) == {**bench.document(first.pop()), "number": 2}


@pytest.mark.parametrize("count", [1, 2])
def test_statements_about_nothing_in_the_request_do_not_merge_alone(bench, count):
    """What lies in `approvals` is there for ever: a good signature is not enough to put it there."""
    for number in range(2, count + 2):
        bench.consent(f"approvals/n{number}", subject="docs/guide.md", sha256="0" * 64, number=number)
    assert answer(bench) == ("no", {"consent-stray"})


def test_nothing_comes_along_with_a_statement(bench):
    """Signatures that do not count, a second one by the same key, and the same document twice are errors where they lie."""
    bench.write("docs/guide.md", "# New\n")
    path = agree(bench, "approvals/guide", "docs/guide.md")
    assert answer(bench) == ("yes", set())
    lines = bench.read(f"{path}.minisig").split(b"\n", 1)
    extra = {
        f"{path}.2.minisig": b"untrusted comment: buy my stuff\n" + lines[1],
        f"{path}.2.sshsig": bench.read(f"{path}.sshsig"),
        f"{path}.3.sshsig": bench.read("namespaces/acme/keys.json.sshsig"),
        "approvals/guide2.yaml": bench.read(path), "approvals/guide2.yaml.sshsig": bench.read(f"{path}.sshsig")}
    for name, data in extra.items():
        bench.write(name, data)
    said = verdict(bench)
    assert said["mayMerge"]["answer"] == "no"
    places = {(one["code"], one["path"]) for one in said["findings"]}
    assert places == {("consent-invalid", name) for name in extra if name != "approvals/guide2.yaml.sshsig"}


def test_files_of_other_namespaces_do_not_ride_along(bench):
    """A signature of keys that goes or comes beside a good release is listed, and waits for a person."""
    bench.namespace("victim", ["eve", "ada"])
    bench.commit()
    merge(bench)
    bench.release("@acme/lib", "1.0.1")
    assert answer(bench) == ("yes", set())
    old = bench.read("namespaces/victim/keys.json.sshsig")
    bench.write("namespaces/victim/keys.json.2.sshsig", old)
    said = verdict(bench)
    assert said["mayMerge"]["answer"] == "no" and json.dumps(said["changes"]).count("keys.json.2.sshsig") == 1
    bench.remove("namespaces/victim/keys.json.2.sshsig")
    bench.remove("namespaces/victim/keys.json.sshsig")
    assert answer(bench) == ("no", {"signature-removed"})
    bench.write("namespaces/victim/keys.json.sshsig", old)
    bench.write("namespaces/victim/keys.json.3.minisig", bench.read("packages/acme/lib/1.0.1/lib-1.0.1.pdpkg.sshsig"))
    assert answer(bench)[0] == "no" and answer(bench)[1]


def test_a_signature_of_keys_that_does_not_count_can_be_taken_away(bench):
    """The base has it, from a time when nobody looked: what takes it away is no error, and a person decides."""
    bench.sign("namespaces/acme/keys.json", ["rob"], "pdpkg-keys", "acme 1")
    assert "signature-unknown-key" in answer(bench)[1]
    merge(bench)
    bench.remove("namespaces/acme/keys.json.minisig")
    assert answer(bench) == ("no", {"signature-removed"})


@pytest.mark.parametrize("name, text", [
    ("approvals/a{0}.yaml", "subject: docs/{0}.md\n"), ("approvals/a{0}.yaml.minisig", "{0}\n"),
    ("namespaces/n{0}/namespace.yaml", "owners: [a{0}]\n"), ("packages/n{0}/tool/package.yaml", "dist-tags: {{}} # {0}\n")])
def test_a_request_with_thousands_of_files_is_judged_in_seconds(bench, name, text):
    """The work grows with the files, and not with their square, also where each of them is an error."""
    lines = ["commit refs/heads/many", "committer A <a@b.example> 1767225600 +0000", "data 4", "many", "from main^0"]
    for number in range(1, 8001):
        data = text.format(number)
        lines += [f"M 100644 inline {name.format(number)}", f"data {len(data)}", data]
    git(bench.folder, "fast-import", "--quiet", input="\n".join(lines).encode() + b"\n")
    begin = time.monotonic()
    said = promptuary.run(
        "check", bench.folder, "--base", "main", "--head", "many", "--json").expect(promptuary.FINDINGS).json
    assert said["mayMerge"]["answer"] == "no" and len(said["findings"]) >= 8000
    assert time.monotonic() - begin < 120
