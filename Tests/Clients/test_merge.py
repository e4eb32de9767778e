"""`merge` moves a branch to what was judged, and to nothing else."""

import pytest

import history
import promptuary
import workshop as shop
from history import commit, git, number, start


@pytest.fixture
def repository(workshop):
    """The sample on `main`, with the branch `change` checked out."""
    workshop.publish("acme", "steady", "1.0.0")
    start(workshop.folder)
    return workshop


def merge(folder, *words, head="change"):
    return promptuary.run("merge", folder, "--base", "main", "--head", head, *words, env=history.environment())


def go_on(repository):
    """A commit on `main` that the branch does not have."""
    folder = repository.folder
    git(folder, "checkout", "-q", "main")
    (folder / "README.md").write_text("# Read me\n")
    commit(folder, "more on main")
    git(folder, "checkout", "-q", "change")


def test_a_release_by_its_owners_moves_the_branch_forward(repository):
    """Where the branch can go on it does when that is asked for, and the work tree is not touched."""
    repository.publish("acme", "steady", "1.1.0")
    commit(repository.folder, "1.1.0")
    answer = merge(repository.folder, "--ff", "--json").expect(promptuary.DONE).json
    assert answer["outcome"] == "merged" and answer["branch"] == "main"
    assert answer["commit"] == number(repository.folder, "main") == number(repository.folder, "change")
    assert answer["verdict"]["mayMerge"]["answer"] == "yes"
    assert git(repository.folder, "status", "--porcelain") == ""
    again = merge(repository.folder, "--json").expect(promptuary.DONE).json
    assert again["outcome"] == "contained" and "commit" not in again


def test_a_merge_commit_has_what_was_judged_and_says_so(repository):
    """Both sides are in it, file by file, and its message names what it brings and the numbers of the verdict."""
    repository.publish("acme", "steady", "1.1.0")
    commit(repository.folder, "1.1.0")
    go_on(repository)
    old, head = number(repository.folder, "main"), number(repository.folder, "change")
    merge(repository.folder).expect(promptuary.DONE)
    assert git(repository.folder, "log", "-1", "--format=%P%n%an%n%ae", "main").split("\n")[:3] == [
        f"{old} {head}", "A", "a@small.example"]
    message = git(repository.folder, "log", "-1", "--format=%B", "main")
    assert message.startswith("Merge @acme/steady 1.1.0\n\n- release added: @acme/steady 1.1.0\n")
    assert "May merge: yes; " in message and f"Judged-Base: {old}\nJudged-Head: {head}\n" in message
    assert git(repository.folder, "diff", "--name-status", "--no-renames", old, "main") == git(
        repository.folder, "diff", "--name-status", "--no-renames", "change~1", "change")
    git(repository.folder, "fsck", "--strict")
    assert merge(repository.folder, "--json").json["outcome"] == "contained"


@pytest.mark.parametrize("how, parents", [([], 2), (["--squash"], 1), (["--ff"], 1), (["--ff-only"], 1)])
def test_the_form_of_the_history_is_a_choice(repository, how, parents):
    """A merge commit, one commit without the history of the branch, or the head itself."""
    repository.publish("acme", "steady", "1.1.0")
    commit(repository.folder, "1.1.0")
    tree = number(repository.folder, "change^{tree}")
    merge(repository.folder, *how).expect(promptuary.DONE)
    assert number(repository.folder, "main^{tree}") == tree
    assert len(git(repository.folder, "log", "-1", "--format=%P", "main").split()) == parents
    assert (number(repository.folder, "main") == number(repository.folder, "change")) == (how in (["--ff"], ["--ff-only"]))


def test_only_forward_means_only_forward(repository):
    repository.publish("acme", "steady", "1.1.0")
    commit(repository.folder, "1.1.0")
    go_on(repository)
    old = number(repository.folder, "main")
    answer = merge(repository.folder, "--ff-only").expect(promptuary.WRONG_USE)
    assert "merge-not-forward" in answer.err
    assert number(repository.folder, "main") == old


def test_a_change_with_errors_stays_out(repository):
    """The exit code and the verdict are those of `check`, whoever decides."""
    repository.place("acme", "steady", "1.1.0", shop.archive(shop.manifest("acme", "steady", "1.1.0")))
    commit(repository.folder, "unsigned")
    old = number(repository.folder, "main")
    for words in [], ["--allow", "questions"], ["--ff"], ["--squash"]:
        answer = merge(repository.folder, *words, "--json").expect(promptuary.FINDINGS).json
        assert answer["outcome"] == "refused"
        assert "signature-missing" in {finding["code"] for finding in answer["verdict"]["findings"]}
        assert number(repository.folder, "main") == old
    told = promptuary.run("check", repository.folder, "--base", "main", "--head", "change", "--json")
    assert told.json == answer["verdict"]


def test_what_needs_a_person_gets_in_when_one_says_so(repository):
    """A new package is refused alone, and merged by somebody who decides."""
    repository.publish("acme", "quite-new-thing", "1.0.0")
    commit(repository.folder, "new")
    old = number(repository.folder, "main")
    answer = merge(repository.folder).expect(promptuary.FINDINGS)
    assert "a person has to decide" in answer.out
    assert number(repository.folder, "main") == old
    merge(repository.folder, "--allow", "questions").expect(promptuary.DONE)
    assert number(repository.folder, "main^{tree}") == number(repository.folder, "change^{tree}")


def test_what_waits_gets_in_later(repository):
    """The time is said, and the exit code is that for trying again."""
    folder = repository.folder
    git(folder, "checkout", "-q", "main")
    settings = (folder / "registry.yaml").read_text()
    (folder / "registry.yaml").write_text(
        settings + "policy: {merge-alone: [release, package], waiting-hours: {package: 24}}\n")
    commit(folder, "policy")
    git(folder, "checkout", "-q", "-B", "change")
    repository.publish("acme", "quite-new-thing", "1.0.0")
    commit(folder, "new")
    answer = merge(folder, "--json").expect(promptuary.TRY_AGAIN).json
    assert answer["outcome"] == "waiting" and answer["verdict"]["mayMerge"]["after"]
    assert number(folder, "main") == number(folder, "change~1")


def test_a_bare_repository_merges_the_same(repository, folder):
    """There is no work tree to think of, and no index is left behind."""
    repository.publish("acme", "steady", "1.1.0")
    commit(repository.folder, "1.1.0")
    go_on(repository)
    bare = folder / "bare.git"
    git(folder, "clone", "-q", "--bare", repository.folder, bare)
    merge(bare).expect(promptuary.DONE)
    merge(repository.folder).expect(promptuary.DONE)
    assert number(bare, "main^{tree}") == number(repository.folder, "main^{tree}")
    assert not (bare / "index").exists()


def test_nothing_runs_and_nothing_is_merged_by_lines(repository, folder):
    """Hooks, filters, merge drivers and monitors of the repository are left alone, and so are attributes of a branch."""
    mark = folder / "mark"
    tree = repository.folder
    git(tree, "checkout", "-q", "main")
    (tree / ".gitattributes").write_text("* filter=evil merge=evil diff=evil\n")
    commit(tree, "attributes")
    git(tree, "checkout", "-q", "-B", "change")
    repository.publish("acme", "steady", "1.1.0")
    commit(tree, "1.1.0")
    go_on(repository)
    for key, value in {
        "filter.evil.smudge": f"touch {mark}; cat", "filter.evil.clean": f"touch {mark}; cat",
        "filter.evil.required": "true", "merge.evil.driver": f"touch {mark}", "diff.evil.command": f"touch {mark}",
        "core.fsmonitor": f"touch {mark}; true", "commit.gpgSign": "true", "gpg.program": f"touch {mark}",
    }.items():
        git(tree, "config", key, value)
    hooks = tree / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in [
        "pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "pre-merge-commit", "post-merge",
        "post-checkout", "reference-transaction", "post-index-change",
    ]:
        (hooks / name).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (hooks / name).chmod(0o755)
    # git itself runs the filter while the test sets things up.
    mark.unlink(missing_ok=True)
    merge(tree).expect(promptuary.DONE)
    assert not mark.exists()


def test_a_branch_that_somebody_works_on_is_not_moved(repository):
    """Neither here nor in another work tree: the remedy is said."""
    repository.publish("acme", "steady", "1.1.0")
    commit(repository.folder, "1.1.0")
    git(repository.folder, "checkout", "-q", "main")
    old = number(repository.folder, "main")
    answer = merge(repository.folder).expect(promptuary.WRONG_USE)
    assert "merge-branch-checked-out" in answer.err and "git switch --detach" in answer.err
    assert number(repository.folder, "main") == old
    git(repository.folder, "switch", "-q", "--detach")
    merge(repository.folder).expect(promptuary.DONE)


def test_a_tag_never_stands_for_the_branch(repository):
    """What a name means is the branch, whatever tags somebody has pushed."""
    repository.publish("acme", "steady", "1.1.0")
    commit(repository.folder, "1.1.0")
    git(repository.folder, "tag", "main", "change")
    merge(repository.folder).expect(promptuary.DONE)
    assert "Judged-Base: " + number(repository.folder, "refs/heads/main~1") in git(
        repository.folder, "log", "-1", "--format=%B", "refs/heads/main")


def test_what_cannot_be_moved_is_wrong_use(repository):
    """A name that is no branch, a tree in a folder whose branch changes its neighbours, and no identity."""
    repository.publish("acme", "steady", "1.1.0")
    commit(repository.folder, "1.1.0")
    promptuary.run("merge", repository.folder, "--base", "HEAD~1", "--head", "change").expect(promptuary.WRONG_USE)
    nobody = promptuary.environment(
        GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1", HOME="/nonexistent", EMAIL="",
        GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="user.useConfigOnly", GIT_CONFIG_VALUE_0="true")
    answer = promptuary.run(
        "merge", repository.folder, "--base", "main", "--head", "change", env=nobody)
    assert "merge-no-identity" in answer.expect(promptuary.WRONG_USE).err


def test_a_tree_in_a_folder_brings_nothing_beside_it(workshop, folder):
    """Files beside the tree have no judge, so a branch that changes them does not merge."""
    outer = folder / "outer"
    outer.mkdir()
    workshop.folder.rename(outer / "tree")
    workshop.folder = outer / "tree"
    (outer / "code.sh").write_text("true\n")
    workshop.publish("acme", "steady", "1.0.0")
    start(outer)
    workshop.publish("acme", "steady", "1.1.0")
    commit(outer, "1.1.0")
    merge(workshop.folder).expect(promptuary.DONE)
    assert number(outer, "main^{tree}") == number(outer, "change^{tree}")
    git(outer, "checkout", "-q", "-B", "change", "main")
    workshop.publish("acme", "steady", "1.2.0")
    (outer / "code.sh").write_text("false\n")
    commit(outer, "1.2.0 and more")
    for how in [], ["--ff"], ["--squash"]:
        answer = merge(workshop.folder, *how, "--json", head="change").expect(promptuary.FINDINGS).json
        assert [(f["code"], f["path"]) for f in answer["verdict"]["findings"]] == [("file-unexpected", "../code.sh")]
