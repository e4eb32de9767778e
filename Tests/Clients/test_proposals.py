"""A maintainer proposes, reviewers approve, with this program or with stock tools: git is real, and so are the keys."""

import base64
import hashlib
import json
import shutil
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

import programs
import promptuary
import workshop as shop
from test_determinism import contents
from trusted import after_ceremony

RELEASE = "publish/@acme/code-review/1.11.0"


def environment(**changes):
    return promptuary.environment(
        GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1", GIT_AUTHOR_NAME="Ada", GIT_COMMITTER_NAME="Ada",
        GIT_AUTHOR_EMAIL="ada@small.example", GIT_COMMITTER_EMAIL="ada@small.example", **changes)


def git(folder, *words):
    done = subprocess.run(
        [programs.path("git"), "-C", str(folder), *map(str, words)], capture_output=True, timeout=60, env=environment())
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout.decode().rstrip("\n")


def commit(folder, message):
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "-m", message)


class Bench:
    """A tree with two reviewers on `main`, and package files beside it."""

    def __init__(self, world, folder):
        self.shop, self.tree, self.folder = world, world.folder, folder
        self.rita = shop.new_minisign_key(folder)
        self.sam = shop.new_ssh_key(folder)
        rita = Path(f"{folder}/stranger.pub").read_text().splitlines()[1]
        sam = " ".join(Path(f"{self.sam}.pub").read_text().split()[:2])
        with open(self.tree / "registry.yaml", "a") as settings:
            settings.write(
                "policy:\n  approvals: 2\n  known-names:\n    other.example: ['@acme/borrowed']\n"
                "  names:\n    - name: paypal\n    - name: 'openai-*'\n      for: [guild]\n      reason: theirs\n"
                f"  reviewers:\n    - name: rita\n      key: {rita}\n    - name: sam\n      key: {sam}\n")
        git(self.tree, "init", "-q", "-b", "main")
        commit(self.tree, "sample")

    def package(self, name="code-review", version="1.11.0", namespace="acme"):
        """A package file: one more version of what there is, or something new."""
        file = self.folder / f"{name}-{version}.pdpkg"
        manifest, files = shop.manifest(namespace, name, version), {"prompts/main.prmd": shop.prompt(), "README.md": "# x\n"}
        for last in self.tree.glob(f"packages/{namespace}/{name}/1.10.0/*.pdpkg"):
            with zipfile.ZipFile(last) as archive:
                files = {entry: archive.read(entry) for entry in archive.namelist()}
            manifest = {**json.loads(files.pop("manifest.json")), "version": version}
            files.pop("prompd.json", None)
        file.write_bytes(shop.archive(manifest, files))
        return file

    def key(self, namespace="acme", scheme=None):
        return self.shop.tree.signing_key(namespace, scheme)[1]

    def run(self, *words):
        return promptuary.run(*words, "--tree", self.tree, env=environment())

    def propose(self, *words, file=None):
        return self.run("propose", file or self.package(), *words)

    def proposed(self, *words, code=promptuary.DONE, **package):
        """The branch of a release that is proposed."""
        answer = self.propose("--key", self.key(), "--no-passphrase", "--json", *words, file=self.package(**package))
        return answer.expect(code).json["branch"]

    def verdict(self, head):
        words = ("check", self.tree, "--base", "main", "--head", head, "--json")
        return promptuary.run(*words, env=environment()).expect(promptuary.DONE, promptuary.FINDINGS).json


@pytest.fixture
def bench(workshop, folder):
    return Bench(workshop, folder)


# ---------------------------------------------------------------- propose

@pytest.mark.parametrize("scheme", ["minisign", "ssh"])
def test_a_proposal_is_a_branch_that_the_check_lets_merge(bench, scheme):
    """Signed, in its place, on top of the base, with the command that sends it; the verdict is that of `check`."""
    answer = bench.propose("--key", bench.key(scheme=scheme), "--no-passphrase", "--json").expect(promptuary.DONE).json
    assert answer["outcome"] == "proposed" and answer["branch"] == RELEASE
    assert answer["push"] == f"git -C {bench.tree} push origin {RELEASE}"
    assert answer["sha256"] == hashlib.sha256(bench.package().read_bytes()).hexdigest()
    assert git(bench.tree, "rev-parse", f"{RELEASE}^") == git(bench.tree, "rev-parse", "main")
    assert sorted(git(bench.tree, "diff", "--name-only", "main", RELEASE).splitlines()) == answer["files"]
    assert answer["verdict"] == bench.verdict(RELEASE)
    # The other key of the namespace signs this package for the first time: that is a question to a person.
    assert answer["verdict"]["mayMerge"]["answer"] == ("yes" if scheme == "minisign" else "no")
    message = git(bench.tree, "log", "-1", "--format=%B", RELEASE)
    assert message.startswith("Publish @acme/code-review 1.11.0\n\n") and answer["sha256"] in message


def test_what_is_checked_out_stays_as_it_is(bench):
    """Changes, the index and the branch of the checkout are the same before and after."""
    (bench.tree / "registry.yaml").write_text("half a thought")
    (bench.tree / "new.txt").write_text("x")
    git(bench.tree, "add", "new.txt")
    before = git(bench.tree, "status", "--porcelain"), git(bench.tree, "symbolic-ref", "HEAD"), git(bench.tree, "write-tree")
    bench.propose("--key", bench.key(), "--no-passphrase").expect(promptuary.DONE)
    after = git(bench.tree, "status", "--porcelain"), git(bench.tree, "symbolic-ref", "HEAD"), git(bench.tree, "write-tree")
    assert before == after
    assert not (bench.tree / "packages/acme/code-review/1.11.0").exists()


def test_bytes_reach_the_branch_as_they_are(bench):
    """No filter, line ending or hook of the repository touches what was signed."""
    mark = bench.folder / "mark"
    script = bench.folder / "script"
    script.write_text(f"#!/bin/sh\necho ran >> {mark}\ncat\n")
    script.chmod(0o755)
    for name, value in [
            ("filter.evil.clean", script), ("core.autocrlf", "true"), ("core.hooksPath", bench.folder), ("core.fsmonitor", script)]:
        git(bench.tree, "config", name, value)
    for hook in ["reference-transaction", "post-index-change", "pre-commit"]:
        (bench.folder / hook).symlink_to(script)
    (bench.tree / ".git/info/attributes").write_text("* filter=evil text eol=crlf\n")
    file = bench.package()
    answer = bench.propose("--key", bench.key(), "--no-passphrase", "--json").expect(promptuary.DONE).json
    blob = subprocess.run(
        [programs.path("git"), "-C", bench.tree, "cat-file", "blob", f"{RELEASE}:{answer['files'][0]}"],
        capture_output=True, check=True, env=environment()).stdout
    assert blob == file.read_bytes()
    assert not mark.exists()


def test_the_same_again_says_so(bench):
    """Once on the branch, once in the base: nothing new is made, and the exit code is 0."""
    first = bench.propose("--key", bench.key(), "--no-passphrase", "--json").json
    again = bench.propose("--key", bench.key(), "--no-passphrase", "--json").expect(promptuary.DONE).json
    assert again["outcome"] == "unchanged" and again["commit"] == first["commit"]
    git(bench.tree, "merge", "-q", "--ff-only", RELEASE)
    merged = bench.propose("--key", bench.key(), "--no-passphrase", "--json").expect(promptuary.DONE).json
    assert merged["outcome"] == "released" and "push" not in merged


def test_an_error_leaves_no_branch(bench):
    """A key of nobody, a released version with other bytes, a file that is no package: exit code 1, and no branch."""
    before = git(bench.tree, "for-each-ref")
    stranger = bench.propose("--key", bench.rita, "--no-passphrase", "--json").expect(promptuary.FINDINGS).json
    assert stranger["outcome"] == "refused" and "push" not in stranger
    changed = bench.propose("--key", bench.key(), "--no-passphrase", "--json", file=bench.package(version="1.10.0"))
    codes = {finding["code"] for finding in changed.expect(promptuary.FINDINGS).json["verdict"]["findings"]}
    assert "release-changed" in codes
    broken = bench.folder / "broken-1.0.0.pdpkg"
    broken.write_bytes(b"PK\x03\x04 nothing")
    bench.propose("--key", bench.key(), "--no-passphrase", file=broken).expect(promptuary.FINDINGS)
    trial = bench.propose("--key", bench.key(), "--no-passphrase", "--dry-run", "--json").expect(promptuary.DONE).json
    assert trial["outcome"] == "trial"
    assert git(bench.tree, "for-each-ref") == before


def test_wrong_use_is_told(bench):
    """No signature, a bad name for a branch, a branch that holds something else, a folder without git."""
    bench.propose().expect(promptuary.WRONG_USE)
    bench.propose("--key", bench.key(), "--no-passphrase", "--branch", "a..b").expect(promptuary.WRONG_USE)
    bench.propose("--key", bench.key(), "--no-passphrase", "--branch", "main").expect(promptuary.WRONG_USE)
    bench.propose("--key", bench.key(), "--no-passphrase", "--base", "nowhere").expect(promptuary.WRONG_USE)
    words = ("propose", bench.package(), "--key", bench.key(), "--no-passphrase", "--tree", bench.folder)
    promptuary.run(*words, env=environment()).expect(promptuary.WRONG_USE)


@pytest.mark.parametrize("scheme", ["minisign", "ssh"])
def test_signatures_of_stock_tools_are_taken(bench, scheme):
    """Beside the file, or given with --signature, also under the name that ssh-keygen gives."""
    file = bench.package()
    if scheme == "minisign":
        signature = shop.sign_by_minisign(
            file, bench.key(scheme=scheme),
            shop.trusted_comment(bench.shop.tree.registry_name, "@acme/code-review", "1.11.0"))
    else:
        signature = shop.sign_by_ssh(file, bench.key(scheme=scheme), shop.ssh_namespace(bench.shop.tree.registry_name))
    beside = bench.run("propose", file, "--dry-run", "--json").expect(promptuary.DONE).json
    moved = signature.rename(bench.folder / "given.sig")
    given = bench.run("propose", file, "--signature", moved, "--json").expect(promptuary.DONE).json
    assert beside["files"] == given["files"] and given["outcome"] == "proposed"


def test_a_branch_of_a_remote_begins_at_its_default_branch(bench):
    """Commits that only this clone has are no part of the request; what is pushed is what was judged."""
    clone = bench.folder / "clone"
    git(bench.folder, "clone", "-q", bench.tree, clone)
    (clone / "docs").mkdir()
    (clone / "docs/mine.md").write_text("mine\n")
    commit(clone, "mine")
    words = ("propose", bench.package(), "--key", bench.key(), "--no-passphrase", "--tree", clone, "--json")
    answer = promptuary.run(*words, env=environment()).expect(promptuary.DONE).json
    assert git(clone, "rev-parse", f"{answer['branch']}^") == git(bench.tree, "rev-parse", "main")
    subprocess.run(answer["push"].split(), check=True, capture_output=True, env=environment())
    assert bench.verdict(answer["branch"])["mayMerge"]["answer"] == "yes"


# ---------------------------------------------------------------- approve

def test_two_reviewers_approve_a_new_package(bench):
    """One approval is not enough where the policy wants two; both sign the same documents."""
    branch = bench.proposed(name="brand-new-thing", version="1.0.0")
    assert bench.verdict(branch)["mayMerge"]["answer"] == "no"
    shown = bench.run("approve", branch, "--json").expect(promptuary.DONE).json
    assert shown["outcome"] == "shown" and not shown["files"]
    assert {"@acme/brand-new-thing", "@acme/brand-new-thing 1.0.0"} == {s["subject"] for s in shown["statements"]}
    digest = hashlib.sha256(bench.package("brand-new-thing", "1.0.0").read_bytes()).hexdigest()
    assert [s["sha256"] for s in shown["statements"] if s["subject"].endswith(" 1.0.0")] == [digest]
    one = bench.run("approve", branch, "--key", bench.rita, "--no-passphrase", "--json").expect(promptuary.DONE).json
    assert one["outcome"] == "committed" and one["reviewers"] == ["rita"]
    assert one["verdict"]["mayMerge"]["answer"] == "no"
    two = bench.run("approve", branch, "--key", bench.sam, "--json").expect(promptuary.DONE).json
    assert two["reviewers"] == ["sam"] and all(f.endswith(".sshsig") for f in two["files"])
    assert two["verdict"]["mayMerge"]["answer"] == "yes" and two["verdict"] == bench.verdict(branch)
    again = bench.run("approve", branch, "--key", bench.sam, "--json").expect(promptuary.DONE).json
    assert again["outcome"] == "unchanged"
    assert git(bench.tree, "rev-list", "--count", f"main..{branch}") == "3"


@pytest.mark.parametrize("scheme", ["minisign", "ssh"])
def test_an_approval_by_stock_tools_counts(bench, scheme):
    """`--output` writes the documents; `minisign` or `ssh-keygen` signs them, and `git` commits them."""
    branch = bench.proposed(name="brand-new-thing", version="1.0.0")
    git(bench.tree, "checkout", "-q", branch)
    written = bench.run("approve", branch, "--base", "main", "--output", bench.tree, "--json").expect(promptuary.DONE).json
    assert written["outcome"] == "written"
    registry = bench.shop.tree.registry_name
    for path in written["files"]:
        if scheme == "minisign":
            shop.sign_by_minisign(bench.tree / path, bench.rita, f"pdpkg-consent v1 {registry} {path}")
        else:
            shop.sign_by_ssh(bench.tree / path, bench.sam, f"pdpkg-consent@{registry}")
    commit(bench.tree, "approve")
    verdict = bench.verdict(branch)
    assert verdict["valid"], verdict["findings"]
    assert {a["approver"] for a in verdict["approvals"]} == {"rita" if scheme == "minisign" else "sam"}


def test_a_signature_of_another_tool_can_be_handed_in(bench):
    """A reviewer signs on another machine; the file finds its statement by itself."""
    branch = bench.proposed(name="brand-new-thing", version="1.0.0")
    away = bench.folder / "away"
    words = ("--subject", "@acme/brand-new-thing 1.0.0")
    path = bench.run("approve", branch, "--output", away, "--json", *words).expect(promptuary.DONE).json["files"][0]
    signature = shop.sign_by_ssh(away / path, bench.sam, f"pdpkg-consent@{bench.shop.tree.registry_name}")
    answer = bench.run("approve", branch, "--signature", signature, "--json").expect(promptuary.DONE).json
    assert answer["reviewers"] == ["sam"]


def test_only_reviewers_of_the_base_are_heard(bench):
    """A stranger's key, a signature for something else, an unknown subject: nothing is committed."""
    branch = bench.proposed(name="brand-new-thing", version="1.0.0")
    before = git(bench.tree, "rev-parse", branch)
    bench.run("approve", branch, "--key", bench.key(), "--no-passphrase").expect(promptuary.WRONG_USE)
    other = bench.folder / "other"
    other.write_text("x")
    wrong = shop.sign_by_ssh(other, bench.sam, f"pdpkg-consent@{bench.shop.tree.registry_name}")
    bench.run("approve", branch, "--signature", wrong).expect(promptuary.WRONG_USE)
    bench.run("approve", branch, "--subject", "@acme/other", "--key", bench.sam).expect(promptuary.WRONG_USE)
    bench.run("approve", "nowhere", "--key", bench.sam).expect(promptuary.WRONG_USE)
    git(bench.tree, "checkout", "-q", branch)
    bench.run("approve", branch, "--base", "main", "--key", bench.sam).expect(promptuary.WRONG_USE)
    assert git(bench.tree, "rev-parse", branch) == before and git(bench.tree, "status", "--porcelain") == ""


def test_an_override_lifts_a_finding(bench):
    """The verdict lists who lifted which finding of what, and why."""
    bench.proposed(version="1.13.0", code=promptuary.FINDINGS)
    branch = bench.proposed("--for-review", version="1.13.0", code=promptuary.FINDINGS)
    assert "version-skipped" in {f["code"] for f in bench.verdict(branch)["findings"]}
    words = ("--override", "version-skipped", "--subject", "@acme/code-review 1.13.0", "--reason", "two were lost")
    answer = bench.run("approve", branch, *words, "--key", bench.sam, "--json").expect(promptuary.DONE).json
    verdict = answer["verdict"]
    assert verdict["valid"] and "version-skipped" not in {f["code"] for f in verdict["findings"]}
    assert [(o["rule"], o["approver"], o["reason"]) for o in verdict["overrides"]] == [
        ("version-skipped", "sam", "two were lost")]
    never = ("--override", "release-changed", "--subject", "@acme/code-review 1.13.0", "--reason", "x")
    bench.run("approve", branch, *never, "--key", bench.sam).expect(promptuary.WRONG_USE)


def test_an_approval_of_a_remote_branch_goes_to_a_branch_of_that_name(bench):
    """A reviewer's clone has no such branch yet."""
    branch = bench.proposed(name="brand-new-thing", version="1.0.0")
    clone = bench.folder / "clone"
    git(bench.folder, "clone", "-q", bench.tree, clone)
    words = ("approve", f"origin/{branch}", "--tree", clone, "--key", bench.sam, "--json")
    answer = promptuary.run(*words, env=environment()).expect(promptuary.DONE).json
    assert answer["branch"] == branch
    assert git(clone, "rev-parse", f"{branch}^") == git(bench.tree, "rev-parse", branch)


# ---------------------------------------------------------------- name check

@pytest.mark.parametrize("name, code, exit_code", [
    ("@acme/entirely-new", "namespace-owned", promptuary.DONE),
    ("@acme/code-review", "name-taken", promptuary.FINDINGS),
    ("@acme", "name-taken", promptuary.FINDINGS),
    ("@acrne/tool", "name-confusable", promptuary.FINDINGS),
    ("@guilds", "name-similar", promptuary.DONE),
    ("@commons/pay-pal", "name-reserved", promptuary.FINDINGS),
    ("@commons/openai-tools", "name-reserved", promptuary.FINDINGS),
    ("@guild/openai-tools", "namespace-owned", promptuary.DONE),
    ("@acme/borrowed", "name-elsewhere", promptuary.DONE),
    ("@Acme/Tool", "name-namespace", promptuary.FINDINGS),
    ("@acme/nul", "name-package-reserved", promptuary.FINDINGS),
])
def test_a_name_is_judged_before_it_is_asked_for(bench, name, code, exit_code):
    answer = promptuary.run("name", "check", name, bench.tree, "--json").expect(exit_code).json
    assert code in {remark["code"] for remark in answer["remarks"]}
    assert answer["free"] == (exit_code == promptuary.DONE)
    text = promptuary.run("name", "check", name, bench.tree).expect(exit_code)
    assert code in text.out


def test_a_site_tells_names_but_no_policy(bench):
    """Private namespaces and the policy stay unknown to whoever has the site alone."""
    site = bench.folder / "site"
    promptuary.run("build", bench.tree, site).expect(promptuary.DONE)
    taken = promptuary.run("name", "check", "@acme/code-review", site, "--json").expect(promptuary.FINDINGS).json
    assert "name-taken" in {remark["code"] for remark in taken["remarks"]} and taken["policy"] is False
    promptuary.run("name", "check", "@commons/pay-pal", site).expect(promptuary.DONE)
    private = [name for name in bench.shop.tree.namespaces if bench.shop.tree.is_private(name)]
    for name in private:
        assert promptuary.run("name", "check", f"@{name}", site, "--json").json["remarks"] == []
    promptuary.run("name", "check", "@acme", bench.folder).expect(promptuary.WRONG_USE)


# ---------------------------------------------------------------- approvals for ever

class Approved:
    """A new package that two reviewers have approved, merged and published with the demo's keys."""

    def __init__(self, bench):
        self.bench, self.site = bench, bench.folder / "site"
        self.state = bench.folder / "state"
        self.at = after_ceremony(bench.tree)
        branch = bench.proposed(name="brand-new-thing", version="1.0.0")
        for key in (bench.rita, bench.sam):
            bench.run("approve", branch, "--key", key, "--no-passphrase").expect(promptuary.DONE)
        git(bench.tree, "merge", "-q", "--ff-only", branch)
        self.publish().expect(promptuary.DONE)

    def publish(self, later=0, site=None, state=None):
        online = self.bench.tree / "demo-keys" / "online"
        at = self.at + timedelta(hours=later)
        return promptuary.publish(
            self.bench.tree, site or self.site, online, at, state or self.state, env=environment())

    def verify(self, later=1):
        root = self.bench.tree / "trust" / "root.json"
        return promptuary.verify(self.site, root, self.at + timedelta(hours=later))

    @property
    def approvals(self):
        """The approvals of the only version, as its document lists them."""
        versions = json.loads((self.site / "@acme/brand-new-thing/versions.json").read_text())["versions"]
        return versions[0].get("approvals", [])

    @property
    def entry(self):
        """The entry of the log, as the proof beside the package file has it."""
        proof = (self.site / "@acme/brand-new-thing/-/brand-new-thing-1.0.0.pdpkg.tlog-proof").read_text()
        extra = next(line for line in proof.splitlines() if line.startswith("extra "))
        return json.loads(base64.b64decode(extra.split()[1]))

    def statement(self):
        """The path of the approval of the release in the tree."""
        found = [f for f in self.bench.tree.glob("approvals/*.yaml") if '"@acme/brand-new-thing 1.0.0"' in f.read_text()]
        return found[0].relative_to(self.bench.tree).as_posix()


@pytest.fixture
def approved(bench):
    return Approved(bench)


def test_approvals_are_published_with_their_release_and_logged(approved):
    """The statement and both signatures lie beside the package file; the log has the digest of each."""
    path = approved.statement()
    [approval] = approved.approvals
    digest = hashlib.sha256((approved.bench.tree / path).read_bytes()).hexdigest()
    assert approval["file"] == f"-/approvals/{digest[:32]}.yaml"
    assert {(s["reviewer"], s["form"]) for s in approval["signatures"]} == {("rita", "minisign"), ("sam", "ssh")}
    digests = []
    for name in [approval["file"]] + [s["file"] for s in approval["signatures"]]:
        there = (approved.site / "@acme/brand-new-thing" / name).read_bytes()
        in_tree = approved.bench.tree / (path + name.removeprefix(approval["file"]))
        assert there == in_tree.read_bytes()
        digests.append(hashlib.sha256(there).hexdigest())
    assert approved.entry["approvals"] == digests
    page = (approved.site / "@acme/brand-new-thing/index.html").read_text()
    assert "rita" in page and approval["file"].removeprefix("-/") in page
    report = approved.verify().expect(promptuary.DONE)
    assert "brand-new-thing" not in report.err
    promptuary.run("log", "verify", approved.site).expect(promptuary.DONE)


def test_published_approvals_are_verified_by_stock_tools(approved):
    """What is beside the package file is all that `minisign` and `ssh-keygen` need."""
    path, registry = approved.statement(), approved.bench.shop.tree.registry_name
    file = approved.site / "@acme/brand-new-thing" / approved.approvals[0]["file"]
    rita = (approved.bench.folder / "stranger.pub").read_text().splitlines()[1]
    assert shop.verify_by_minisign(file, f"{file}.minisig", rita) == f"pdpkg-consent v1 {registry} {path}"
    signers = approved.bench.folder / "signers"
    signers.write_text("sam " + Path(f"{approved.bench.sam}.pub").read_text())
    shop.verify_by_ssh(file, f"{file}.sshsig", signers, "sam", f"pdpkg-consent@{registry}")


def test_an_approval_that_comes_late_is_not_added(approved):
    """The log says what was approved when the release was published; the same holds for a site that is made anew."""
    before = approved.approvals
    approvals = approved.bench.tree / "approvals"
    target = approvals / "late.yaml"
    target.write_text(f'sha256: "{approved.entry["sha256"]}"\nsubject: "@acme/brand-new-thing 1.0.0"\n')
    shop.sign_by_ssh(target, approved.bench.sam, f"pdpkg-consent@{approved.bench.shop.tree.registry_name}")
    # And a copy of what was there before, under a name that comes first.
    statement = approved.bench.tree / approved.statement()
    for end in ("", ".minisig", ".sshsig"):
        shutil.copy(f"{statement}{end}", approvals / f"0.yaml{end}")
    commit(approved.bench.tree, "late")
    approved.publish(later=3).expect(promptuary.DONE)
    assert approved.approvals == before
    approved.verify(later=4).expect(promptuary.DONE)


def test_an_approval_that_is_taken_away_stops_the_build(approved):
    """What was published with a release stays with it, in the tree and in the site."""
    path = approved.statement()
    (approved.bench.tree / (path + ".sshsig")).unlink()
    commit(approved.bench.tree, "takes one away")
    refused = approved.publish(later=2)
    refused.expect(promptuary.FINDINGS)
    assert "approval-removed" in refused.err
    assert len(approved.approvals[0]["signatures"]) == 2
    approved.verify(later=3).expect(promptuary.DONE)


def test_verify_misses_an_approval_that_the_log_has(approved):
    """Whoever takes an approval off the site, or changes one, is found out."""
    [approval] = approved.approvals
    folder = approved.site / "@acme/brand-new-thing/-/approvals"
    for file in folder.iterdir():
        data = file.read_bytes()
        file.write_bytes(data.replace(b"1.0.0", b"1.0.1") + b"#")
    approved.verify().expect(promptuary.DISTRUST)
    for file in folder.iterdir():
        file.unlink()
    approved.verify().expect(promptuary.DISTRUST)


def test_approvals_of_strangers_and_of_other_bytes_are_not_published(approved):
    """Only what reviewers of the tree have signed, about the bytes that are there."""
    bench, registry = approved.bench, approved.bench.shop.tree.registry_name
    file = bench.shop.publish("acme", "second-thing", "1.0.0")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    for name, sha256, key in [("other-bytes", "0" * 64, bench.sam), ("stranger", digest, bench.key(scheme="ssh"))]:
        statement = bench.tree / f"approvals/{name}.yaml"
        statement.write_text(f'subject: "@acme/second-thing 1.0.0"\nsha256: "{sha256}"\n')
        shop.sign_by_ssh(statement, key, f"pdpkg-consent@{registry}")
    commit(bench.tree, "second")
    approved.publish(later=2).expect(promptuary.DONE)
    versions = json.loads((approved.site / "@acme/second-thing/versions.json").read_text())["versions"]
    assert "approvals" not in versions[0]
    assert not (approved.site / "@acme/second-thing/-/approvals").exists()


def test_an_approval_that_arrives_before_the_release_is_logged_changes_its_page(bench):
    """A preview shows what the tree has, whichever came first, and a build that goes on is the same as one anew."""
    site, anew = bench.folder / "site", bench.folder / "anew"
    file = bench.shop.publish("acme", "second-thing", "1.0.0")
    commit(bench.tree, "second")
    promptuary.build(bench.tree, site).expect(promptuary.DONE)
    statement = bench.tree / "approvals/one.yaml"
    statement.parent.mkdir()
    statement.write_text(
        f'subject: "@acme/second-thing 1.0.0"\nsha256: "{hashlib.sha256(file.read_bytes()).hexdigest()}"\n')

    def same(expected):
        promptuary.build(bench.tree, site).expect(promptuary.DONE)
        shutil.rmtree(anew, ignore_errors=True)
        promptuary.build(bench.tree, anew).expect(promptuary.DONE)
        versions = json.loads((site / "@acme/second-thing/versions.json").read_text())["versions"]
        assert len(versions[0].get("approvals", [])) == expected
        assert {path: data for path, data in contents(site).items() if not path.startswith(".")} == {
            path: data for path, data in contents(anew).items() if not path.startswith(".")}

    same(0)
    signature = shop.sign_by_ssh(statement, bench.sam, f"pdpkg-consent@{bench.shop.tree.registry_name}")
    same(1)
    commit(bench.tree, "approve")
    same(1)
    signature.unlink()
    same(0)
