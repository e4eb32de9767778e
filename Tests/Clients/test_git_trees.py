"""What a git tree can hold besides files, and more of it than there is memory."""

import resource
import subprocess

import pytest

import history
import promptuary
from history import commit, git, number, start
from test_attacks import blob, with_entry, write_tree
from test_changes import branch  # noqa: F401: a fixture

ENOUGH = 4 << 30


def judge(tree, head):
    """The verdict, by a program that has no more than 4 GiB of addresses and a minute."""
    done = subprocess.run(
        promptuary.command("check", tree, "--base", "main", "--head", head, "--json"), capture_output=True, timeout=60,
        env=promptuary.environment(), text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ENOUGH, ENOUGH)))
    assert done.returncode in (promptuary.DONE, promptuary.FINDINGS), done.stderr
    return promptuary.Answer(["check"], done.returncode, done.stdout, done.stderr).json


def codes(verdict):
    return [finding["code"] for finding in verdict["findings"]]


def nest(folder, inner, depth, width):
    """A tree in which `width` names lead to a tree with `width` names, and so on, `depth` times."""
    for _ in range(depth):
        inner = write_tree(folder, [("40000", b"%04d" % at, inner) for at in range(width)])
    return inner


@pytest.mark.parametrize("depth, width, leaf", [
    (10, 10, "file"), (10, 10, "nothing"), (3, 1000, "file"), (200, 1, "file"), (200, 1, "nothing"), (63, 2, "file")])
def test_a_few_objects_cost_neither_memory_nor_time(branch, depth, width, leaf):  # noqa: F811
    """Thirteen objects with ten thousand million paths are one finding, and nobody says that nothing changes."""
    tree = branch.folder
    lines = [("100644", b"x.md", blob(tree, b"x"))] if leaf == "file" else []
    bomb = nest(tree, write_tree(tree, lines), depth, width)
    verdict = judge(tree, with_entry(tree, "40000", b"docs", bomb))
    assert codes(verdict) == ["change-size"]
    assert verdict["mayMerge"]["answer"] == "no" and not verdict["changes"]
    assert [reason["name"] for reason in verdict["mayMerge"]["reasons"]] == ["change-size"]


def test_long_names_cost_no_memory(branch):  # noqa: F811
    """A hundred folders, each in the one before, with names of 100,000 bytes."""
    tree = branch.folder
    inner = write_tree(tree, [("100644", b"x.md", blob(tree, b"x"))])
    for _ in range(60):
        inner = write_tree(tree, [("40000", b"a" * 100_000 + b"%d" % at, inner) for at in range(4)])
    assert codes(judge(tree, with_entry(tree, "40000", b"docs", inner))) == ["change-size"]


def test_a_hostile_push_is_refused_as_quickly(branch, folder):  # noqa: F811
    """The hook says the same, and the next push is judged."""
    tree = branch.folder
    git(folder, "clone", "-q", "--bare", "--branch", "main", tree, folder / "registry.git")
    promptuary.run("hook", "install", folder / "registry.git", "--branch", "main").expect(promptuary.DONE)
    bomb = nest(tree, write_tree(tree, [("100644", b"x.md", blob(tree, b"x"))]), 6, 10)
    head = with_entry(tree, "40000", b"docs", bomb)
    done = history.attempt(tree, "push", folder / "registry.git", f"{head}:main")
    assert done.returncode != 0 and "change-size" in done.stderr


@pytest.mark.parametrize("depth", [0, 3])
def test_a_folder_in_which_nothing_lies_is_an_error(branch, depth):  # noqa: F811
    """No checkout shows it, so nobody would know that it got in; with a file in it the same folder is fine."""
    tree = branch.folder
    nothing = nest(tree, write_tree(tree, []), depth, 1)
    verdict = judge(tree, with_entry(tree, "40000", b"docs", nothing))
    place = "/".join(["docs", *["0000"] * depth])
    assert [(f["code"], f["path"]) for f in verdict["findings"]] == [("tree-form", place)]
    something = nest(tree, write_tree(tree, [("100644", b"x.md", blob(tree, b"x"))]), depth, 1)
    assert codes(judge(tree, with_entry(tree, "40000", b"docs", something))) == []


def test_an_empty_folder_does_not_ride_along_with_a_release(branch, folder):  # noqa: F811
    """Neither through the hook nor through `merge`, and nothing else is wrong with the release."""
    tree = branch.folder
    branch.publish("acme", "quite-new-thing", "1.0.0")
    commit(tree, "1.0.0")
    git(tree, "branch", "-q", "-f", "main")
    branch.publish("acme", "quite-new-thing", "1.0.1")
    commit(tree, "1.0.1")
    assert judge(tree, "change")["mayMerge"]["answer"] == "yes"
    lines = [line.split(None, 3) for line in git(tree, "ls-tree", "HEAD:packages/acme").splitlines()]
    entries = [(mode.lstrip("0"), name.encode(), number) for mode, _, number, name in lines]
    entries = sorted([*entries, ("40000", b"too1", write_tree(tree, []))], key=lambda entry: entry[1] + b"/")
    inner = write_tree(tree, entries)
    for name, place in (("acme", "HEAD:packages"), ("packages", "HEAD:")):
        lines = [line.split(None, 3) for line in git(tree, "ls-tree", place).splitlines()]
        inner = write_tree(tree, [
            (mode.lstrip("0"), found.encode(), inner if found == name else number) for mode, _, number, found in lines])
    head = git(tree, "commit-tree", inner, "-p", "HEAD", "-m", "x").strip()
    verdict = judge(tree, head)
    assert [(f["code"], f["path"]) for f in verdict["findings"]] == [("tree-form", "packages/acme/too1")]
    git(folder, "clone", "-q", "--bare", "--branch", "main", tree, folder / "registry.git")
    promptuary.run("hook", "install", folder / "registry.git", "--branch", "main").expect(promptuary.DONE)
    assert history.attempt(tree, "push", folder / "registry.git", f"{head}:main").returncode != 0
    answer = promptuary.run("merge", tree, "--base", "main", "--head", head, env=history.environment())
    answer.expect(promptuary.FINDINGS)


def test_an_empty_folder_takes_no_name(branch):  # noqa: F811
    """One that got in by other ways blocks no name that looks like it."""
    tree = branch.folder
    lines = [line.split(None, 3) for line in git(tree, "ls-tree", "main:packages/acme").splitlines()]
    entries = [(mode.lstrip("0"), name.encode(), number) for mode, _, number, name in lines]
    entries = sorted([*entries, ("40000", b"too1", write_tree(tree, []))], key=lambda entry: entry[1] + b"/")
    inner = write_tree(tree, entries)
    for name, place in (("acme", "main:packages"), ("packages", "main:")):
        lines = [line.split(None, 3) for line in git(tree, "ls-tree", place).splitlines()]
        inner = write_tree(tree, [
            (mode.lstrip("0"), found.encode(), inner if found == name else number) for mode, _, number, found in lines])
    git(tree, "update-ref", "refs/heads/main", git(tree, "commit-tree", inner, "-p", "main", "-m", "x").strip())
    git(tree, "reset", "-q", "--hard", "main")
    branch.publish("acme", "tool", "1.0.0")
    commit(tree, "tool")
    assert "name-collision" not in codes(judge(tree, "change"))


@pytest.fixture
def outer(workshop, folder):
    """A repository whose folder `registry/tree` is the tree; the branch `change` has a release."""
    outer = folder / "outer"
    (outer / "registry").mkdir(parents=True)
    workshop.folder.rename(outer / "registry" / "tree")
    workshop.folder = outer / "registry" / "tree"
    workshop.publish("acme", "steady", "1.0.0")
    (outer / "code.sh").write_text("true\n")
    start(outer)
    workshop.publish("acme", "steady", "1.1.0")
    commit(outer, "1.1.0")
    return workshop


def test_what_changes_beside_the_tree_is_in_the_verdict(outer):
    """Each file by its path from the tree, as an error and as a change: a forge's button would take it along."""
    tree, top = outer.folder, outer.folder.parents[1]
    assert judge(tree, "change")["mayMerge"]["answer"] == "yes"
    (top / ".github" / "workflows").mkdir(parents=True)
    (top / ".github" / "workflows" / "own.yml").write_text("on: push\n")
    (top / "code.sh").unlink()
    (top / "registry" / "more.md").write_text("More\n")
    commit(top, "more")
    verdict = judge(tree, "change")
    beside = {"../../.github/workflows/own.yml": "added", "../../code.sh": "removed", "../../registry/more.md": "added"}
    assert {(f["code"], f["path"]) for f in verdict["findings"]} == {("file-unexpected", path) for path in beside}
    listed = {change["subject"]: change["action"] for change in verdict["changes"] if change["kind"] == "file"}
    assert listed == beside
    assert verdict["mayMerge"]["answer"] == "no"
    for form in "text", "sarif", "github", "markdown", "junit", "gitlab":
        promptuary.run("check", tree, "--base", "main", "--format", form).expect(promptuary.FINDINGS)


def test_an_empty_folder_beside_the_tree_is_an_error_too(outer):
    tree, top = outer.folder, outer.folder.parents[1]
    git(top, "branch", "-q", "-f", "main")
    head = with_entry(top, "40000", b"tmp", write_tree(top, []))
    verdict = judge(tree, head)
    assert [(f["code"], f["path"]) for f in verdict["findings"]] == [("tree-form", "../../tmp")]


def test_a_build_makes_nothing_of_what_lies_beside_the_tree(outer, folder):
    """Its door judges the tree, and nothing else gets into the site."""
    top = outer.folder.parents[1]
    (top / "code.sh").write_text("false\n")
    commit(top, "code")
    promptuary.run("check", outer.folder, "--base", "main").expect(promptuary.FINDINGS)
    promptuary.run("build", outer.folder, folder / "site", "--base", "main").expect(promptuary.DONE)


def test_no_commit_gets_other_parents(branch):  # noqa: F811
    """What stands in the repository's list of grafts does not count."""
    tree = branch.folder
    branch.publish("acme", "quite-new-thing", "1.0.0")
    commit(tree, "new")
    told = judge(tree, "change")
    (tree / ".git" / "info").mkdir(exist_ok=True)
    (tree / ".git" / "info" / "grafts").write_text(number(tree, "change") + "\n")
    assert judge(tree, "change") == told


@pytest.mark.parametrize("mode", ["100664", "100600", "040000", "777777"])
def test_modes_that_git_does_not_write_are_an_error(branch, mode):  # noqa: F811
    """Git takes them for others, and not every program does."""
    tree = branch.folder
    inner = write_tree(tree, [("100644", b"x.md", blob(tree, b"x"))])
    number = inner if mode == "040000" else blob(tree, b"x")
    head = with_entry(tree, mode, b"docs" if mode == "040000" else b"README.md", number)
    assert "tree-form" in codes(judge(tree, head))


@pytest.mark.parametrize("mode, kind", [("100644", "tree"), ("40000", "blob")])
def test_an_entry_that_is_not_what_its_mode_says_is_refused(branch, mode, kind):  # noqa: F811
    """Nothing is missing, and fetching would not help: the words are about what is wrong."""
    tree = branch.folder
    number = write_tree(tree, [("100644", b"x.md", blob(tree, b"x"))]) if kind == "tree" else blob(tree, b"x")
    head = with_entry(tree, mode, b"docs", number)
    answer = promptuary.run("check", tree, "--base", "main", "--head", head).expect(promptuary.WRONG_USE)
    assert "change-objects-damaged" in answer.err and f"{number} is listed as a" in answer.err


@pytest.mark.parametrize("mode", ["100644", "40000"])
def test_something_without_a_name_is_an_error(branch, mode):  # noqa: F811
    tree = branch.folder
    number = blob(tree, b"x")
    if mode == "40000":
        number = write_tree(tree, [("100644", b"x.md", number)])
    assert "tree-form" in codes(judge(tree, with_entry(tree, mode, b"", number)))


def test_a_missing_tree_object_is_said(branch):  # noqa: F811
    tree = branch.folder
    (tree / "docs").mkdir(exist_ok=True)
    (tree / "docs" / "x.md").write_text("X\n")
    commit(tree, "docs")
    lost = number(tree, "HEAD:docs")
    (tree / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    answer = promptuary.run("check", tree, "--base", "main").expect(promptuary.WRONG_USE)
    assert "change-objects-missing" in answer.err and lost in answer.err
