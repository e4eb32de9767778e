"""A name for a commit means one commit: nobody's tag takes the place of a branch that judges or is judged."""

import pytest

import history
import promptuary
from history import commit, git, number, start


@pytest.fixture
def desk(workshop, folder):
    """A reviewer's clone of a repository with the branches `main` and `change`; what a stranger pushed is `stray`."""
    workshop.publish("acme", "steady", "1.0.0")
    start(workshop.folder)
    workshop.publish("acme", "steady", "1.1.0")
    commit(workshop.folder, "1.1.0")
    git(workshop.folder, "checkout", "-q", "-b", "stray", "main")
    (workshop.folder / "docs").mkdir(exist_ok=True)
    (workshop.folder / "docs" / "stray.md").write_text("Stray\n")
    commit(workshop.folder, "stray")
    git(workshop.folder, "checkout", "-q", "main")
    git(folder, "clone", "-q", "--bare", workshop.folder, folder / "registry.git")
    git(folder, "clone", "-q", folder / "registry.git", folder / "desk")
    return folder / "desk"


def check(folder, base, head="HEAD"):
    return promptuary.run("check", folder, "--base", base, "--head", head, "--json")


def refused(answer, *names):
    said = answer.expect(promptuary.WRONG_USE).err
    assert "change-revision-ambiguous" in said
    for name in names:
        assert name in said, said


def test_a_tag_never_stands_in_for_a_branch_of_a_remote(desk):
    """The name has two meanings and is refused with both; the full name and the number have one."""
    git(desk, "tag", "origin/main", "origin/stray")
    assert number(desk, "origin/main") == number(desk, "refs/remotes/origin/stray"), "git itself takes the tag"
    both = "refs/remotes/origin/main", "refs/tags/origin/main"
    refused(check(desk, "origin/main", "origin/change"), *both)
    refused(check(desk, "HEAD", "origin/main"), *both)
    refused(promptuary.run("approve", "origin/main", "--tree", desk), *both)
    for base in "refs/remotes/origin/main", number(desk, "refs/remotes/origin/main"), "main":
        assert check(desk, base, "origin/change").expect(promptuary.DONE).json["base"] == number(desk, "refs/heads/main")


def test_one_commit_by_two_names_is_one_meaning(desk):
    """A tag on the commit that the branch is at harms nobody."""
    git(desk, "tag", "origin/main", "refs/remotes/origin/main")
    check(desk, "origin/main", "origin/change").expect(promptuary.DONE)


def test_a_tag_does_not_take_the_place_of_a_branch_that_is_not_there(desk):
    """Neither behind the name of a remote nor by a full name that git would look for among the tags."""
    git(desk, "tag", "origin/gone", "refs/remotes/origin/stray")
    refused(check(desk, "origin/gone"), "refs/tags/origin/gone")
    git(desk, "update-ref", "refs/tags/refs/heads/gone", "refs/remotes/origin/stray")
    git(desk, "update-ref", "refs/tags/refs/remotes/origin/away", "refs/remotes/origin/stray")
    for name in "refs/heads/gone", "refs/remotes/origin/away":
        assert number(desk, name) == number(desk, "refs/remotes/origin/stray"), "git itself takes the tag"
        assert "change-base-unknown" in check(desk, name).expect(promptuary.WRONG_USE).err


def test_head_is_no_tag_when_it_has_no_commit(desk):
    git(desk, "symbolic-ref", "HEAD", "refs/heads/none")
    git(desk, "update-ref", "refs/tags/HEAD", "refs/remotes/origin/stray")
    assert "change-head-unknown" in check(desk, "refs/remotes/origin/main").expect(promptuary.WRONG_USE).err
    assert "change-base-unknown" in check(desk, "HEAD", "origin/change").expect(promptuary.WRONG_USE).err


def test_the_first_digits_of_a_number_are_no_name_of_somebody_else(desk):
    """A branch or tag called like them makes them ambiguous; the whole number stays what it is."""
    whole = number(desk, "refs/remotes/origin/change")
    for form in whole[:9], whole:
        assert check(desk, "main", form).expect(promptuary.DONE).json["head"] == whole
    git(desk, "update-ref", f"refs/tags/{whole[:9]}", "refs/remotes/origin/stray")
    git(desk, "update-ref", f"refs/heads/{whole}", "refs/remotes/origin/stray")
    refused(check(desk, "main", whole[:9]), f"refs/tags/{whole[:9]}", whole)
    assert check(desk, "main", whole).expect(promptuary.DONE).json["head"] == whole


@pytest.mark.parametrize("revision", ["origin/change~0", "origin/change^0", "origin", "FETCH_HEAD", "@", "v1", "tags/v1"])
def test_revisions_that_people_use_are_understood(desk, revision):
    """Steps, the default branch of a remote, what was fetched, what is checked out, and tags, also signed ones."""
    git(desk, "tag", "-a", "-m", "one", "v1", "refs/remotes/origin/change")
    git(desk, "fetch", "-q", "origin", "change")
    check(desk, "refs/heads/main", revision).expect(promptuary.DONE)


@pytest.mark.parametrize("revision", [
    "", "-h", "--all", "main..change", "main:docs", ":/1.1.0", "main@{0}", "change*", "change?", "change\n", "ch ange",
    "main^{tree}", "refs/heads", "refs/remotes/origin/", "main~x"])
def test_what_is_no_name_of_a_commit_is_none(desk, revision):
    answer = promptuary.run("check", desk, "--base", "main", f"--head={revision}").expect(promptuary.WRONG_USE)
    assert "change-head-unknown" in answer.err or not revision


def merge(folder, *words):
    return promptuary.run("merge", folder, "--base", "main", *words, env=history.environment())


def test_a_merge_takes_the_branch_that_was_looked_at_and_no_tag(desk, folder):
    """In the repository of the hook, where everybody's tags are."""
    bare = folder / "registry.git"
    old, seen = number(bare, "main"), number(bare, "refs/heads/change")
    git(bare, "update-ref", "refs/tags/change", "refs/heads/stray")
    refused(merge(bare, "--head", "change", "--allow", "questions"), "refs/heads/change", "refs/tags/change")
    assert number(bare, "main") == old
    merge(bare, "--head", "refs/heads/change", "--expect", seen).expect(promptuary.DONE)
    assert number(bare, "main^1") == old and number(bare, "main^2") == seen


def test_a_merge_takes_the_commit_that_was_looked_at_and_no_later_one(desk, folder):
    """The branch of a request may move between the look and the merge."""
    bare = folder / "registry.git"
    old, seen = number(bare, "main"), number(bare, "refs/heads/change")
    git(bare, "update-ref", "refs/heads/change", "refs/heads/stray")
    answer = merge(bare, "--head", "refs/heads/change", "--expect", seen, "--allow", "questions")
    assert "merge-other-head" in answer.expect(promptuary.WRONG_USE).err
    assert number(bare, "main") == old
    for words in seen[:12], seen[:-1] + "x", "change":
        merge(bare, "--head", "refs/heads/change", "--expect", words).expect(promptuary.WRONG_USE)
    git(bare, "update-ref", "refs/heads/change", seen)
    merge(bare, "--head", "refs/heads/change", "--expect", seen.upper()).expect(promptuary.DONE)


@pytest.mark.parametrize("name", ["main", "origin/main", "a/b/main"])
def test_the_hook_takes_no_tag_that_clones_would_take_for_the_branch(desk, folder, name):
    """Other tags are free, also those that only end in the same letters."""
    bare = folder / "registry.git"
    promptuary.run("hook", "install", bare, "--branch", "main").expect(promptuary.DONE)
    done = history.attempt(desk, "push", "origin", f"refs/remotes/origin/stray:refs/tags/{name}")
    assert done.returncode != 0 and "would be taken for it" in done.stderr
    git(desk, "push", "-q", "origin", "refs/remotes/origin/stray:refs/tags/origin/domain")


def test_an_approval_goes_to_the_branch_of_the_whole_name(desk, folder):
    """`refs/remotes/origin/change` is the request of the branch `change`, as `origin/change` is."""
    for name in "refs/remotes/origin/change", "origin/change":
        answer = promptuary.run("approve", name, "--tree", desk, "--json").expect(promptuary.DONE).json
        assert answer["branch"] == "change"
