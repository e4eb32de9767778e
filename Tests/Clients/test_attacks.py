"""Malicious requests, each made as an attacker would make it: in a real repository, with real tools.

Each test has its promise as its title. The repository that is judged is armed: whatever git could be led to run, by its
settings, by attributes or by the environment, would make a file appear, and no file may.
"""

import hashlib
import io
import json
import shutil
import subprocess
import zipfile

import pytest

import programs
import promptuary
import workshop as shop
from history import commit, git
from test_changes import branch  # noqa: F401: a fixture

RELEASE = "packages/acme/code-review/1.10.0/code-review-1.10.0.pdpkg"
SWITCHES = [
    "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy", "pager.diff",
    "pager.log", "pager.ls-tree", "diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean",
    "filter.evil.smudge", "filter.evil.process", "merge.evil.driver", "credential.helper", "gpg.program",
    "gpg.ssh.program", "sequence.editor", "trailer.x.command", "uploadpack.packObjectsHook", "alias.cat-file"]
HOOKS = [
    "pre-commit", "post-checkout", "post-index-change", "reference-transaction", "pre-merge-commit", "post-merge",
    "fsmonitor-watchman", "pre-auto-gc"]
VARIABLES = [
    "GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_SSH", "GIT_PAGER", "PAGER", "GIT_EDITOR", "EDITOR", "GIT_ASKPASS",
    "GIT_PROXY_COMMAND"]


class Armed:
    """A repository in which everything that git may be told to run makes a file appear."""

    def __init__(self, tree, folder):
        self.tree, self.folder, self.canary = tree, folder, folder / "canary"
        self.script = folder / "script"
        self.script.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{self.canary}'\ncat\n")
        self.script.chmod(0o755)
        hooks = folder / "hooks"
        hooks.mkdir()
        for place in (hooks, tree / ".git" / "hooks"):
            for name in HOOKS:
                shutil.copy(self.script, place / name)
        info = tree / ".git" / "info"
        info.mkdir(exist_ok=True)
        (info / "attributes").write_text("* filter=evil diff=evil merge=evil\n")
        for name in SWITCHES:
            git(tree, "config", name, f"!{self.script}" if name.startswith(("alias", "credential")) else str(self.script))
        git(tree, "config", "core.hooksPath", hooks)
        self.env = promptuary.environment(**{name: str(self.script) for name in VARIABLES})

    def check(self, *words, head="change"):
        answer = promptuary.run("check", self.tree, "--base", "main", "--head", head, *words, env=self.env)
        assert not self.canary.exists(), self.canary.read_text()
        return answer


@pytest.fixture
def verdict(branch, folder):  # noqa: F811
    """The verdict on the branch: the findings as (rule, path), and whether it may merge; nothing may have run."""
    armed = []

    def judge(head="change"):
        if not armed:
            armed.append(Armed(branch.folder, folder))
        answer = armed[0].check("--json", "--output", f"dossier={folder / 'dossier.html'}", head=head)
        document = answer.expect(promptuary.DONE, promptuary.FINDINGS).json
        errors = {(f["code"], f["path"]) for f in document["findings"] if f["severity"] == "error"}
        document["errors"], document["rules"] = errors, {f["code"] for f in document["findings"]}
        assert (answer.code == promptuary.FINDINGS) == bool(errors)
        assert not errors or document["mayMerge"]["answer"] == "no"
        return document

    return judge


def keys_file(folder, namespace):
    return folder / "namespaces" / namespace / "keys.json"


def succeed_keys(branch, namespace, change, signer):  # noqa: F811
    """Version 2 of a key set, signed by a minisign key, with version 1 kept beside it."""
    file = keys_file(branch.folder, namespace)
    old = file.read_bytes()
    for path in sorted(file.parent.glob("keys.json*")):
        path.rename(path.with_name(path.name.replace("keys.json", "keys.1.json")))
    document = json.loads(old)
    change(document)
    document.update(version=2, prev=hashlib.sha256(old).hexdigest())
    file.write_text(json.dumps(document, indent=2) + "\n")
    shop.sign_by_minisign(file, signer, f"pdpkg-keys v1 {branch.tree.registry_name} {namespace} 2")


def stranger(folder):
    """A minisign key that no tree knows: (secret file, public line)."""
    secret = shop.new_minisign_key(folder)
    return secret, (folder / "stranger.pub").read_text().splitlines()[1]


def write_tree(folder, entries):
    """A git tree of entries (mode, name, number) as they are, in their order, also those that git refuses to write."""
    raw = b"".join(f"{mode} ".encode() + name + b"\0" + bytes.fromhex(number) for mode, name, number in entries)
    words = [programs.path("git"), "-C", folder, "hash-object", "-t", "tree", "--literally", "-w", "--stdin"]
    return subprocess.run(words, input=raw, check=True, capture_output=True).stdout.decode().strip()


def with_entry(folder, mode, name, number):
    """A commit on `main` whose root has one more entry, in git's order."""
    listing = git(folder, "ls-tree", "main").splitlines()
    entries = [(line.split()[0].lstrip("0"), line.split("\t")[1].encode(), line.split()[2]) for line in listing]
    entries = sorted([*entries, (mode, name, number)], key=lambda e: e[1] + (b"/" if e[0] == "40000" else b""))
    tree = write_tree(folder, entries)
    return git(folder, "commit-tree", tree, "-p", "main", "-m", "x").strip()


def blob(folder, data):
    words = [programs.path("git"), "-C", folder, "hash-object", "-w", "--stdin"]
    return subprocess.run(words, input=data, check=True, capture_output=True).stdout.decode().strip()


# ---------------------------------------------------------------- the canary


def test_the_canary_sings_when_git_is_used_carelessly(branch, folder):  # noqa: F811
    """Without it, nothing below would prove anything."""
    armed = Armed(branch.folder, folder)
    branch.publish("acme", "code-review", "1.11.0")
    for words in (["status"], ["add", "-A"], ["diff", "HEAD"], ["checkout", "-q", "-B", "again"]):
        armed.canary.unlink(missing_ok=True)
        subprocess.run(
            [programs.path("git"), "-C", branch.folder, *words], env=armed.env, capture_output=True, timeout=60)
        assert armed.canary.exists(), words


# ---------------------------------------------------------------- whose name it is


def test_nobody_publishes_in_the_namespace_of_others(branch, verdict):  # noqa: F811
    """A valid signature by the keys of another namespace is none."""
    file = branch.place("guild", "secure-review", "9.0.0", shop.archive(
        shop.manifest("guild", "secure-review", "9.0.0"), {"prompts/main.prmd": shop.prompt(), "README.md": "# x\n"}))
    scheme, key = branch.tree.signing_key("acme")
    branch.sign(file, "guild", "@guild/secure-review", "9.0.0", scheme, key)
    commit(branch.folder, "one")
    found = verdict()["errors"]
    assert ("signature-threshold", branch.relative(file)) in found


def test_a_signed_file_cannot_be_moved_to_another_version_name_or_namespace(branch, verdict):  # noqa: F811
    """A replayed release with its own good signatures stays what it was."""
    old = branch.folder / RELEASE
    places = []
    for namespace, name, version in [
            ("acme", "code-review", "1.11.0"), ("acme", "code-reviews", "1.10.0"), ("guild", "code-review", "1.10.0")]:
        file = branch.place(namespace, name, version, old.read_bytes())
        for signature in old.parent.glob(old.name + ".*"):
            shutil.copy(signature, f"{file}{signature.name[len(old.name):]}")
        places.append(branch.relative(file))
    commit(branch.folder, "one")
    found = verdict()["errors"]
    assert ("release-path-version", places[0]) in found
    assert ("release-path-name", places[1]) in found and ("release-path-name", places[2]) in found


def test_a_signature_for_another_registry_or_release_does_not_count(branch, verdict):  # noqa: F811
    """The owners' own keys have signed these bytes, but for something else."""
    scheme, key = branch.tree.signing_key("acme", "minisign")
    ssh_scheme, ssh_key = branch.tree.signing_key("acme", "ssh")
    files = []
    for version, sign in [
            ("1.11.0", lambda file: shop.sign_by_ssh(file, ssh_key, shop.ssh_namespace("other.example"))),
            ("1.11.1", lambda file: shop.sign_by_minisign(
                file, key, shop.trusted_comment("other.example", "@acme/code-review", "1.11.1"))),
            ("1.11.2", lambda file: shop.sign_by_minisign(
                file, key, shop.trusted_comment(branch.tree.registry_name, "@acme/sql-explainer", "1.11.2")))]:
        file = branch.place("acme", "code-review", version, shop.archive(
            shop.manifest("acme", "code-review", version), {"prompts/main.prmd": shop.prompt()}))
        sign(file)
        files.append(branch.relative(file))
    commit(branch.folder, "one")
    found = verdict()["errors"]
    assert {path for code, path in found if code == "signature-threshold"} == set(files)


# ---------------------------------------------------------------- keys


def test_keys_are_not_used_in_the_request_that_brings_them(branch, verdict, folder):  # noqa: F811
    """Even a change of keys that the owners have signed counts from the next request on."""
    secret, public = stranger(folder)
    _, owner = branch.tree.signing_key("acme", "minisign")
    succeed_keys(branch, "acme", lambda document: document["keys"].append(
        {"key": public, "name": "new", "not_before": 0, "revoked_at": None, "type": "minisign"}), owner)
    file = branch.place("acme", "code-review", "1.11.0", shop.archive(
        shop.manifest("acme", "code-review", "1.11.0"), {"prompts/main.prmd": shop.prompt()}))
    branch.sign(file, "acme", "@acme/code-review", "1.11.0", "minisign", secret)
    commit(branch.folder, "one")
    answer = verdict()
    assert ("signature-threshold", branch.relative(file)) in answer["errors"]
    assert "keys-at-once" in {code for code, _ in answer["errors"]}


def test_nobody_but_the_holders_of_the_old_keys_changes_keys(branch, verdict, folder):  # noqa: F811
    """A successor that is signed by the new key only, and a whole chain of a stranger's own, are refused."""
    secret, public = stranger(folder)
    entry = {"key": public, "name": "new", "not_before": 0, "revoked_at": None, "type": "minisign"}
    succeed_keys(branch, "acme", lambda document: document["keys"].append(entry), secret)
    file = keys_file(branch.folder, "guild")
    for path in file.parent.glob("keys.json.*"):
        path.unlink()
    file.write_text(json.dumps({"keys": [entry], "prev": None, "threshold": 1, "version": 1}, indent=2) + "\n")
    shop.sign_by_minisign(file, secret, f"pdpkg-keys v1 {branch.tree.registry_name} guild 1")
    commit(branch.folder, "one")
    found = verdict()["errors"]
    for namespace in ("acme", "guild"):
        rules = {code for code, path in found if path.startswith(f"namespaces/{namespace}/")}
        assert rules & {"keys-signature", "keys-changed"}, namespace


# ---------------------------------------------------------------- what is published


def test_a_released_version_is_never_overwritten(branch, verdict):  # noqa: F811
    """Other bytes under an old version are refused, also when the owners have signed them; so is taking it away."""
    removed = "packages/acme/code-review/1.0.0"
    if not (branch.folder / removed).exists():
        removed = sorted((branch.folder / "packages/acme/sql-explainer").iterdir())[0].relative_to(branch.folder).as_posix()
    shutil.rmtree(branch.folder / removed)
    (branch.folder / RELEASE).parent.joinpath("code-review-1.10.0.pdpkg.minisig").unlink(missing_ok=True)
    branch.publish("acme", "code-review", "1.10.0", description="Something else under the same number, long enough")
    commit(branch.folder, "one")
    found = verdict()["errors"]
    assert ("release-changed", RELEASE) in found
    assert any(code == "release-removed" and path.startswith(removed) for code, path in found)


def test_a_merge_commit_hides_nothing(branch, verdict):  # noqa: F811
    """What a merge of two harmless sides has in neither of them is judged like everything else."""
    branch.publish("commons", "interview-guide", "2.0.0")
    commit(branch.folder, "harmless")
    git(branch.folder, "checkout", "-q", "main")
    (branch.folder / "README.md").write_text("# Prompts\n")
    commit(branch.folder, "harmless, too")
    git(branch.folder, "checkout", "-q", "change")
    git(branch.folder, "merge", "-q", "--no-commit", "--no-ff", "main")
    (branch.folder / RELEASE).write_bytes((branch.folder / RELEASE).read_bytes() + b"\0")
    commit(branch.folder, "Merge branch 'main'")
    assert ("release-changed", RELEASE) in verdict()["errors"]


def test_what_a_branch_did_on_its_way_proves_nothing(branch, verdict):  # noqa: F811
    """A change that is made and taken back is none, and one that is taken back in name only is found."""
    release, kept = branch.folder / RELEASE, (branch.folder / RELEASE).read_bytes()
    release.write_bytes(b"other")
    commit(branch.folder, "one")
    release.write_bytes(kept)
    commit(branch.folder, "Revert")
    branch.publish("acme", "sql-explainer", "9.9.9", files={"notes.txt": "key = AKIAIOSFODNN7EXAMPLZ\n"})
    commit(branch.folder, "two")
    shutil.rmtree(branch.folder / "packages/acme/sql-explainer/9.9.9")
    commit(branch.folder, "Revert")
    git(branch.folder, "checkout", "-q", "-b", "named")
    release.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    commit(branch.folder, "Revert")
    answer = verdict()
    assert answer["changes"] == [] and answer["mayMerge"]["answer"] == "no"
    assert ("release-changed", RELEASE) in verdict("named")["errors"]


# ---------------------------------------------------------------- the git tree


@pytest.mark.parametrize("target", ["../../../../namespaces/acme/keys.json", "/etc/passwd", "package.yaml"])
def test_a_symbolic_link_is_never_followed(branch, verdict, target):  # noqa: F811
    """In the place of a package file, of a folder, and of the settings."""
    link = branch.folder / "packages/acme/code-review/1.11.0/code-review-1.11.0.pdpkg"
    link.parent.mkdir()
    link.symlink_to(target)
    (branch.folder / "packages/acme/linked").symlink_to("code-review")
    (branch.folder / "registry.yaml").unlink()
    (branch.folder / "registry.yaml").symlink_to(target)
    commit(branch.folder, "one")
    found = verdict()["errors"]
    for path in ("packages/acme/code-review/1.11.0/code-review-1.11.0.pdpkg", "packages/acme/linked", "registry.yaml"):
        assert ("file-irregular", path) in found


def test_a_submodule_is_never_fetched(branch, verdict, folder):  # noqa: F811
    """Neither is the program that its address names."""
    (branch.folder / ".gitmodules").write_text(
        f"[submodule \"x\"]\n\tpath = plugins/x\n\turl = ext::sh -c 'touch {folder}/canary'\n\tupdate = !touch {folder}/canary\n")
    git(branch.folder, "add", "-A", "-f")
    git(branch.folder, "update-index", "--add", "--cacheinfo", f"160000,{'12' * 20},plugins/x")
    git(branch.folder, "commit", "-q", "-m", "one")
    found = verdict()
    assert ("file-irregular", "plugins/x") in found["errors"]
    assert any(f["path"] == ".gitmodules" for f in found["findings"])


@pytest.mark.parametrize("name", [b".git", b".GIT", b".Git", b"git~1", "\u200b.git".encode(), ".gi\u200ct".encode(), b"..", b"."])
def test_no_path_leads_into_the_repository_or_out_of_the_tree(branch, verdict, name):  # noqa: F811
    """Names that git or a file system takes for `.git`, `..` or `.`, written by hand where git would refuse to."""
    inner = write_tree(branch.folder, [("100755", b"post-checkout", blob(branch.folder, b"#!/bin/sh\ntouch canary\n"))])
    git(branch.folder, "update-ref", "refs/heads/evil", with_entry(branch.folder, "40000", name, inner))
    answer = verdict("evil")
    assert answer["rules"] & {"file-name", "file-unexpected", "tree-form"}, answer["findings"]
    assert answer["errors"]


@pytest.mark.parametrize("one, other", [
    ("docs/Guide.md", "docs/guide.md"), ("docs/caf\u00e9.md", "docs/cafe\u0301.md"), ("docs/a/x.md", "docs/A/y.md")])
def test_no_two_paths_are_one_file_on_some_systems(branch, verdict, one, other):  # noqa: F811
    """Only one of them would be checked out, and nobody knows which."""
    number = blob(branch.folder, b"x\n")
    for path in (one, other):
        git(branch.folder, "-c", "core.precomposeunicode=false", "update-index", "--add", "--cacheinfo", f"100644,{number},{path}")
    git(branch.folder, "commit", "-q", "-m", "one")
    assert "file-collision" in {code for code, _ in verdict()["errors"]}


# ---------------------------------------------------------------- programs


def test_attributes_of_a_branch_run_no_filter(branch, verdict):  # noqa: F811
    """Filters, drivers and conversions that a branch names stay names, and are a finding."""
    text = "* filter=evil diff=evil merge=evil ident eol=crlf working-tree-encoding=UTF-16 export-subst\n"
    (branch.folder / ".gitattributes").write_text(text)
    (branch.folder / "packages/acme/.gitattributes").write_text(text)
    file = branch.publish("commons", "interview-guide", "2.0.0")
    data = file.read_bytes()
    git(branch.folder, "update-index", "--add", "--cacheinfo", f"100644,{blob(branch.folder, text.encode())},.gitattributes")
    for path in sorted(file.parent.iterdir()):
        number = blob(branch.folder, path.read_bytes())
        git(branch.folder, "update-index", "--add", "--cacheinfo", f"100644,{number},{branch.relative(path)}")
    git(branch.folder, "commit", "-q", "-m", "one")
    answer = verdict()
    assert "git-file" in answer["rules"]
    # The bytes are those of the object: with a filter or a conversion no signature would fit.
    assert not any(path == branch.relative(file) for _, path in answer["errors"])
    assert file.read_bytes() == data


def test_settings_and_hooks_of_the_repository_run_nothing(branch, verdict):  # noqa: F811
    """A good change of an armed repository is judged as good."""
    branch.publish("commons", "interview-guide", "2.0.0")
    commit(branch.folder, "one")
    assert verdict()["errors"] == set()


def test_a_missing_object_is_fetched_from_nowhere(branch, folder):  # noqa: F811
    """A partial clone whose remote is a program does not get it started."""
    branch.publish("commons", "interview-guide", "2.0.0")
    commit(branch.folder, "one")
    path = "packages/commons/interview-guide/2.0.0/interview-guide-2.0.0.pdpkg"
    number = git(branch.folder, "rev-parse", f"change:{path}").strip()
    (branch.folder / ".git/objects" / number[:2] / number[2:]).unlink()
    for name, value in {
            "core.repositoryFormatVersion": "1", "extensions.partialClone": "evil", "remote.evil.promisor": "true",
            "remote.evil.url": f"ext::sh -c 'touch {folder}/canary'", "protocol.ext.allow": "always"}.items():
        git(branch.folder, "config", name, value)
    answer = Armed(branch.folder, folder).check()
    answer.expect(promptuary.WRONG_USE)
    assert "change-objects-missing" in answer.err


@pytest.mark.parametrize("path", [
    ".github/workflows/check.yml", ".gitlab-ci.yml", ".gitea/workflows/check.yml", ".forgejo/workflows/check.yml",
    ".github/CODEOWNERS"])
def test_what_forges_run_never_changes_without_a_person(branch, verdict, path):  # noqa: F811
    """A request that brings its own checks is not merged by them."""
    file = branch.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("on: pull_request_target\njobs: {x: {runs-on: x, steps: [{run: 'true'}]}}\n")
    branch.publish("commons", "interview-guide", "2.0.0")
    commit(branch.folder, "one")
    answer = verdict()
    assert "forge-changed" in answer["rules"] and answer["mayMerge"]["answer"] == "no"


# ---------------------------------------------------------------- policy and consent


def test_no_request_judges_itself(branch, verdict, folder):  # noqa: F811
    """Its policy, its reviewers and its approvals count for nothing; those of the base do."""
    git(branch.folder, "checkout", "-q", "main")
    settings = branch.folder / "registry.yaml"
    before = settings.read_text()
    settings.write_text(before + "policy: {licences: {deny: [MIT]}}\n")
    commit(branch.folder, "strict")
    git(branch.folder, "checkout", "-q", "-B", "change")
    secret, public = stranger(folder)
    settings.write_text(
        before + "policy:\n  merge-alone: [release, package, file, namespace, keys]\n  approvals: 1\n"
        f"  reviewers: [{{name: eve, key: \"{public}\"}}]\n")
    file = branch.publish("acme", "new-tool", "1.0.0")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    consents = []
    for kind, text in [
            ("approvals", f"subject: \"@acme/new-tool 1.0.0\"\nsha256: {digest}\n"),
            ("overrides", "rule: licence-policy\nsubject: \"@acme/new-tool 1.0.0\"\n"
             f"reason: the licence is fine for us\nsha256: {digest}\n")]:
        path = branch.folder / kind / "eve.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        shop.sign_by_minisign(path, secret, f"pdpkg-consent v1 {branch.tree.registry_name} {kind}/eve.yaml")
        consents.append(f"{kind}/eve.yaml")
    commit(branch.folder, "one")
    answer = verdict()
    assert ("licence-policy", branch.relative(file)) in answer["errors"]
    assert {("consent-invalid", path) for path in consents} <= answer["errors"]
    assert "policy-changed" in answer["rules"]
    assert answer["approvals"] == [] and answer["overrides"] == []


def test_nobody_but_the_owners_speaks_for_a_package(branch, verdict, folder):  # noqa: F811
    """Yanks, tags and deprecations without the owners' signature are refused."""
    notes = branch.folder / "packages/acme/support-triage/package.yaml"
    for old in notes.parent.glob("package.yaml*"):
        old.unlink()
    notes.write_text(notes_text("@acme/support-triage", 2, "deprecated: {reason: use mine, successor: \"@acme/code-review\"}"))
    secret, _ = stranger(folder)
    shop.sign_by_minisign(notes, secret, f"pdpkg-notes v1 {branch.tree.registry_name} @acme/support-triage")
    commit(branch.folder, "one")
    assert ("notes-signature", branch.relative(notes)) in verdict()["errors"]


def notes_text(package, number, text):
    return f"package: \"{package}\"\nversion: {number}\n{text}\n"


def say(branch, name, number, text):  # noqa: F811
    """Notes about a package of `acme`, signed by its owner with OpenSSH."""
    notes = branch.folder / f"packages/acme/{name}/package.yaml"
    for old in notes.parent.glob("package.yaml*"):
        old.unlink()
    notes.write_text(notes_text(f"@acme/{name}", number, text))
    key = branch.folder / "demo-keys/acme.2.key"
    shop.sign_by_ssh(notes, key, f"pdpkg-package@{branch.tree.registry_name}")
    return notes


def test_what_owners_said_of_one_package_is_not_said_of_another(branch, verdict):  # noqa: F811
    """Notes that owners have signed with OpenSSH, which names no package, are refused beside another one."""
    git(branch.folder, "checkout", "-q", "main")
    source = say(branch, "support-triage", 2, "quarantine: {reason: somebody has taken it over}")
    commit(branch.folder, "owners")
    git(branch.folder, "checkout", "-q", "-B", "change")
    target = branch.folder / "packages/acme/code-review"
    for old in target.glob("package.yaml*"):
        old.unlink()
    for file in source.parent.glob("package.yaml*"):
        shutil.copy(file, target / file.name)
    commit(branch.folder, "stranger")
    answer = verdict()
    assert ("notes-package", branch.relative(target / "package.yaml")) in answer["errors"]
    assert answer["mayMerge"]["answer"] == "no"


def test_what_owners_have_taken_back_stays_taken_back(branch, verdict):  # noqa: F811
    """Older notes, which owners have signed and the base has had, are refused when somebody puts them back."""
    git(branch.folder, "checkout", "-q", "main")
    texts = [
        "dist-tags: {latest: 1.10.0}", "dist-tags: {latest: 1.10.0}\nyanked: [{version: 1.9.0, reason: it is rude}]",
        "dist-tags: {latest: 1.10.0}"]
    for number, text in enumerate(texts, 2):
        notes = say(branch, "code-review", number, text)
        commit(branch.folder, f"notes {number}")
    git(branch.folder, "checkout", "-q", "-B", "change")
    git(branch.folder, "checkout", "-q", "main~1", "--", branch.relative(notes.parent))
    commit(branch.folder, "stranger")
    answer = verdict()
    assert ("notes-order", branch.relative(notes)) in answer["errors"]
    assert answer["mayMerge"]["answer"] == "no"


def test_a_package_that_is_held_back_is_listed(branch, verdict):  # noqa: F811
    """A quarantine does not ride along with a release unseen, and waits for a person."""
    branch.publish("commons", "interview-guide", "2.0.0")
    say(branch, "support-triage", 2, "quarantine: {reason: somebody has taken it over}")
    commit(branch.folder, "one")
    answer = verdict()
    assert not answer["errors"]
    assert {"action": "added", "kind": "quarantine", "subject": "@acme/support-triage"} in answer["changes"]
    assert answer["mayMerge"]["answer"] == "no"
    assert any("for quarantine" in str(reason) for reason in answer["mayMerge"]["reasons"])


# ---------------------------------------------------------------- package files


def raw_archive(entries):
    """An archive of (name, data, mode) with a manifest, without any of the checks of a writer."""
    out = io.BytesIO()
    manifest = json.dumps(shop.manifest("acme", "code-review", "1.11.0"))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data, mode in [("manifest.json", manifest, 0o100644), *entries]:
            entry = zipfile.ZipInfo(name, shop.FIXED_TIME)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, mode << 16, 3
            target.writestr(entry, data)
    return out.getvalue()


@pytest.mark.parametrize("rule, entries", [
    ("zip-name-dots", [("../../../registry.yaml", b"name: evil\n", 0o100644)]),
    ("zip-name-dots", [("/etc/cron.d/x", b"x", 0o100644)]),
    ("zip-name-git", [(".git/hooks/post-checkout", b"#!/bin/sh\n", 0o100755)]),
    ("zip-symbolic-link", [("link", b"/etc/passwd", 0o120777)]),
    ("zip-name-twice", [("a.prmd", b"x", 0o100644), ("A.prmd", b"y", 0o100644)]),
    ("zip-ratio", [("zeros.txt", b"\0" * (9 << 20), 0o100644)]),
    ("zip-entry-too-large", [("zeros.txt", b"\0" * (17 << 20), 0o100644)]),
], ids=lambda value: value if isinstance(value, str) else None)
def test_a_package_file_that_would_climb_or_burst_is_not_opened(branch, verdict, rule, entries):  # noqa: F811
    """Although the owners' key has signed it: a stolen key opens no door."""
    file = branch.place("acme", "code-review", "1.11.0", raw_archive(entries))
    branch.sign(file, "acme", "@acme/code-review", "1.11.0")
    commit(branch.folder, "one")
    assert (rule, branch.relative(file)) in verdict()["errors"]


def test_a_secret_or_hidden_text_in_a_release_is_found_before_it_is_public(branch, verdict):  # noqa: F811
    """A release is for ever, so that it is too late afterwards."""
    file = branch.publish("commons", "interview-guide", "2.0.0", files={
        "notes.txt": "key = AKIAIOSFODNN7ABCDEFG\n", "prompts/hidden.prmd": shop.prompt("Do \u202eti\u202c \U000e0041it.")})
    commit(branch.folder, "one")
    found = {code for code, path in verdict()["errors"] if path == branch.relative(file)}
    assert {"plain-secret", "hidden-text"} <= found
