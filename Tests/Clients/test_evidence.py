"""What vouches for a release is what its reviewers saw, and nobody fills it up with what adds nothing."""

import pytest

import promptuary
import workshop as shop
from changes import base
from changes.bench import REGISTRY, Bench, git
from test_consents import twin

SETTINGS = """\
name: {registry}
title: Evidence
policy:
  approvals: 1
  reviewers:
    - {{name: Rea, key: {rea}}}
"""
OLD = "packages/acme/lib/1.0.0/lib-1.0.0.pdpkg"


@pytest.fixture
def bench(folder):
    """A namespace of three owners, of whom one has the same key for both tools; `change` is checked out."""
    keys = base.make_keys(folder / "keys")
    twin(keys, "ada.minisign", "work")
    bench = Bench(folder / "tree", keys)
    bench.write("registry.yaml", SETTINGS.format(registry=REGISTRY, rea=bench.public("rea")[1]))
    bench.namespace("acme", ["ada", "bea", "work", "eve"], by=["ada"])
    bench.release("@acme/lib", "1.0.0", by=["ada"])
    git(bench.folder, "init", "-q", "-b", "main")
    bench.commit("base")
    git(bench.folder, "checkout", "-q", "-b", "change")
    return bench


def verdict(bench):
    bench.commit()
    said = promptuary.run("check", bench.folder, "--base", "main", "--json").expect(
        promptuary.DONE, promptuary.FINDINGS).json
    return said, said["mayMerge"]["answer"], {finding["code"] for finding in said["findings"]}


def test_a_stranger_cannot_use_up_the_names_of_signatures(bench):
    """Fifteen copies of a good signature are fifteen errors, in a change and in a tree; one of another owner is none."""
    lines = bench.read(f"{OLD}.minisig").split(b"\n", 1)
    for number in range(2, 17):
        bench.write(f"{OLD}.{number}.minisig", b"untrusted comment: %d\n" % number + lines[1])
    said, answer, codes = verdict(bench)
    assert answer == "no" and codes == {"signature-repeated"} and len(said["findings"]) == 15
    assert OLD + ".minisig" not in {finding["path"] for finding in said["findings"]}
    promptuary.check(bench.folder).expect(promptuary.FINDINGS)
    for number in range(2, 17):
        bench.remove(f"{OLD}.{number}.minisig")
    bench.sign(OLD, ["bea"], "pdpkg", "@acme/lib 1.0.0")
    assert verdict(bench)[1:] == ("yes", set())
    promptuary.check(bench.folder).expect(promptuary.DONE)


def test_the_same_key_with_the_other_tool_waits_for_a_person(bench):
    """It is a good signature, and no more behind the release than before."""
    bench.sign(OLD, ["work"], "pdpkg", "@acme/lib 1.0.0")
    said, answer, codes = verdict(bench)
    assert (answer, codes) == ("no", set())
    assert [reason["sentence"] for reason in said["mayMerge"]["reasons"]] == ["no further key has signed @acme/lib 1.0.0"]
    subject = "@acme/lib 1.0.0"
    bench.consent("approvals/twin", subject=subject, sha256=bench.change_digest("packages/acme/lib"))
    assert verdict(bench)[1:] == ("yes", set())


def test_an_override_holds_for_the_signatures_that_the_reviewer_saw(bench):
    """A release by another owner is let pass; signed by yet another key, it asks again, though the package is the same."""
    path = bench.release("@acme/lib", "1.0.1", by=["bea"])
    assert verdict(bench)[1:] == ("no", {"evidence-lost"})
    subject = "@acme/lib 1.0.1"
    bench.consent(
        "overrides/lost", subject=subject, sha256=bench.change_digest("packages/acme/lib"), rule="evidence-lost",
        reason="Ada is on leave, Bea signs")
    bench.consent("approvals/lib", subject=subject, sha256=bench.digest(path))
    assert verdict(bench)[1:] == ("yes", set())
    bench.remove(f"{path}.sshsig")
    bench.sign(path, ["eve"], "pdpkg", subject)
    said, answer, codes = verdict(bench)
    assert (answer, codes) == ("no", {"evidence-lost", "consent-stray"})
    assert said["overrides"][0]["lifted"] == []
    # The approval is about the package file, which is the same.
    assert [one["approver"] for one in said["approvals"]] == ["Rea"]


def test_the_verdict_tells_what_statements_are_bound_to(bench):
    """Both digests of a new release can be computed with `sha256sum`, and those of anything else are one."""
    path = bench.release("@acme/lib", "1.0.1", by=["ada"])
    bench.notes("@acme/lib", by=["ada"], dist_tags={"stable": "1.0.0"})
    subjects = {one.pop("subject"): one for one in verdict(bench)[0]["subjects"]}
    everything = bench.change_digest("packages/acme/lib")
    assert subjects["@acme/lib 1.0.1"] == {"sha256": bench.digest(path), "overrideSha256": everything}
    assert subjects["@acme/lib stable"] == {"sha256": everything, "overrideSha256": everything}


def test_a_reviewer_who_signs_again_with_another_tool_signs_once(bench):
    """The first line of a minisign signature is free: the second one of the same key is not taken."""
    settings = bench.document("registry.yaml")
    settings["policy"]["reviewers"].append({"name": "Rob", "key": bench.public("rob")[1]})
    git(bench.folder, "checkout", "-q", "main")
    bench.settings(policy=settings["policy"])
    bench.commit()
    git(bench.folder, "checkout", "-q", "-B", "change")
    bench.release("@acme/lib", "1.0.1", by=["ada"])
    bench.commit()
    git(bench.folder, "checkout", "-q", "main")
    person = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

    def approve(*words):
        return promptuary.run(
            "approve", "change", "--tree", bench.folder, "--base", "main", "--json", *words,
            env=promptuary.environment(**person)).expect(promptuary.DONE).json

    said = approve("--key", bench.keys / "rob.minisign", "--no-passphrase")
    document = next(file for file in said["files"] if file.endswith(".yaml"))
    data = git(bench.folder, "cat-file", "blob", f"change:{document}").stdout
    file = bench.folder.parent / "again.yaml"
    file.write_bytes(data)
    signature = shop.sign_by_minisign(
        file, bench.keys / "rob.minisign", f"pdpkg-consent v1 {REGISTRY} {document}")
    signature.write_bytes(b"untrusted comment: once more\n" + signature.read_bytes().split(b"\n", 1)[1])
    again = approve("--signature", signature)
    assert (again["outcome"], again["files"], again["reviewers"]) == ("unchanged", [], ["Rob"])
