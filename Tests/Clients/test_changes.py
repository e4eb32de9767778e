"""A change of a tree is judged from commits: the same verdict wherever git is, and made with stock tools only."""

import html
import json
import xml.etree.ElementTree as ElementTree

import pytest

import promptuary
import workshop as shop
from history import commit, git, start

# What reviewers without this program type, as the format of trees has it.
LIST = r"""
side() {{ git cat-file -e "$1:$2" 2>/dev/null && git cat-file blob "$1:$2" | sha256sum | cut -c 1-64 || printf '%064d\n' 0; }}
git diff --name-only --no-renames main... -- {0} | LC_ALL=C sort | while read -r file; do
  echo "$(side main "$file")  $(side HEAD "$file")  $file"
done | sha256sum
"""
FORMS = ["text", "json", "sarif", "markdown", "junit", "github", "gitlab", "gitea", "forgejo"]


@pytest.fixture
def branch(workshop):
    """The sample on `main`, with the branch `change` checked out."""
    start(workshop.folder)
    return workshop


def check(tree, *words):
    return promptuary.run("check", tree, "--base", "main", *words)


def verdict(tree, *words):
    return check(tree, "--json", *words).expect(promptuary.DONE, promptuary.FINDINGS).json


@pytest.mark.parametrize("scheme", ["minisign", "ssh"])
def test_a_release_made_by_stock_tools_passes(branch, scheme):
    """git, zip and minisign or ssh-keygen are all that a publisher needs."""
    branch.publish("commons", "interview-guide", "2.0.0", scheme=scheme)
    commit(branch.folder, "commons/interview-guide 2.0.0")
    answer = verdict(branch.folder)
    assert answer["valid"] and answer["trusted"]
    assert {"action": "added", "kind": "release", "subject": "@commons/interview-guide 2.0.0"} in answer["changes"]


def test_every_form_says_whether_the_change_stands(branch, folder):
    """An unsigned release ends every form with the same exit code, and `--output` writes what `--format` prints."""
    branch.place("acme", "code-review", "1.11.0", shop.archive(shop.manifest("acme", "code-review", "1.11.0")))
    commit(branch.folder, "unsigned")
    for form in FORMS:
        file = folder / f"verdict.{form}"
        answer = check(branch.folder, "--format", form, "--output", f"{form}={file}").expect(promptuary.FINDINGS)
        assert "signature-missing" in html.unescape(answer.out), form
        assert file.read_text() == answer.out, form
        if form in {"json", "sarif", "gitlab"}:
            json.loads(answer.out)
        if form == "junit":
            ElementTree.fromstring(answer.out)


def test_a_bare_repository_says_the_same(branch, folder):
    """What a hook of a bare repository would be told is what the laptop says."""
    branch.publish("acme", "code-review", "1.13.0")
    commit(branch.folder, "leaves versions out")
    git(folder, "clone", "-q", "--bare", branch.folder, folder / "bare.git")
    here, there = verdict(branch.folder), verdict(folder / "bare.git", "--head", "change")
    assert here == there
    assert "version-skipped" in {finding["code"] for finding in here["findings"]}


def test_what_cannot_be_judged_is_wrong_use(branch, folder):
    """An unknown base, a folder without a repository and options without a base are no verdicts."""
    promptuary.run("check", branch.folder, "--base", "nowhere").expect(promptuary.WRONG_USE)
    promptuary.run("check", folder, "--base", "main").expect(promptuary.WRONG_USE)
    promptuary.run("check", branch.folder, "--format", "sarif").expect(promptuary.WRONG_USE)
    promptuary.run("check", branch.folder, "--base", "main", "--format", "prose").expect(promptuary.WRONG_USE)


def test_nothing_is_left_behind(branch, folder):
    """The private folder is gone at the end, and the repository has no new object."""
    branch.publish("acme", "code-review", "1.11.0")
    commit(branch.folder, "one")
    scratch = folder / "scratch"
    scratch.mkdir()
    before = git(branch.folder, "count-objects", "-v")
    promptuary.run(
        "check", branch.folder, "--base", "main", env=promptuary.environment(TMPDIR=str(scratch))
    ).expect(promptuary.DONE, promptuary.FINDINGS)
    assert list(scratch.iterdir()) == []
    assert git(branch.folder, "count-objects", "-v") == before


def test_an_approval_by_stock_tools_holds_for_what_was_seen(workshop, folder):
    """sha256sum and ssh-keygen make it; one file more, or another subject, and it does not count."""
    tree = workshop.folder
    key = shop.new_ssh_key(folder)
    public = " ".join(key.with_suffix(".pub").read_text().split()[:2])
    with open(tree / "registry.yaml", "a") as settings:
        settings.write(f'policy: {{approvals: 1, reviewers: [{{name: rita, key: "{public}"}}]}}\n')
    start(tree)
    workshop.publish("acme", "quite-new-thing", "1.0.0")
    commit(tree, "new")
    assert verdict(tree)["mayMerge"]["answer"] == "no"

    listed = shop.tool("sh", "-c", LIST.format("packages/acme/quite-new-thing"), cwd=tree).decode().split()[0]
    subject = {"overrideSha256": listed, "sha256": listed, "subject": "@acme/quite-new-thing"}
    assert subject in verdict(tree)["subjects"]
    approval = tree / "approvals" / "quite-new-thing.yaml"
    approval.parent.mkdir()
    approval.write_text(f'subject: "@acme/quite-new-thing"\nsha256: "{listed}"\n')
    shop.sign_by_ssh(approval, key, f"pdpkg-consent@{workshop.tree.registry_name}")
    commit(tree, "approved")
    answer = verdict(tree)
    assert answer["mayMerge"]["answer"] == "yes" and [one["approver"] for one in answer["approvals"]] == ["rita"]

    workshop.publish("acme", "quite-new-thing", "1.0.1")
    commit(tree, "more than was seen")
    answer = verdict(tree)
    assert answer["mayMerge"]["answer"] == "no" and answer["approvals"] == []


def test_a_new_package_waits_from_its_proposal_on(workshop):
    """The forge knows since when; the time is of the documented form."""
    tree = workshop.folder
    with open(tree / "registry.yaml", "a") as settings:
        settings.write("policy: {merge-alone: [release, package], waiting-hours: {package: 24}}\n")
    start(tree)
    workshop.publish("acme", "quite-new-thing", "1.0.0")
    commit(tree, "new")
    assert verdict(tree)["mayMerge"]["answer"] == "after"
    assert verdict(tree, "--proposed-at", "2026-01-01T00:00:00Z")["mayMerge"]["answer"] == "yes"
    check(tree, "--proposed-at", "yesterday").expect(promptuary.WRONG_USE)
