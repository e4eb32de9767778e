"""A bare repository with the hook judges what two people push to it, as `check --base` does."""

import shutil
import subprocess

import pytest

import history
import promptuary
import workshop as shop
from history import attempt, commit, git, number, start
from workshop import Workshop


@pytest.fixture
def server(workshop, folder):
    """A bare repository with the sample on `main` and the hook, and the clones of two people."""
    workshop.publish("acme", "steady", "1.0.0")
    start(workshop.folder)
    bare = folder / "registry.git"
    git(folder, "clone", "-q", "--bare", "--branch", "main", workshop.folder, bare)
    git(bare, "branch", "-q", "-D", "change")
    promptuary.run("hook", "install", bare, "--branch", "main").expect(promptuary.DONE)
    return bare


@pytest.fixture
def people(server, folder):
    clones = []
    for name in "ann", "bob":
        git(folder, "clone", "-q", server, folder / name)
        clones.append(Workshop(folder / name))
    return clones


def push(clone, *words):
    """How a push ended, and what the other side said."""
    done = attempt(clone.folder, "push", "origin", *words)
    said = [line.removeprefix("remote: ").rstrip() for line in done.stderr.splitlines() if line.startswith("remote:")]
    return done.returncode == 0, "\n".join(said)


def objects(bare):
    return git(bare, "count-objects", "-v")


def test_a_good_push_gets_in_and_a_bad_one_does_not(server, people):
    """Ann publishes, Bob has to fetch first, and what he has not signed stays out, with the verdict of `check`."""
    ann, bob = people
    ann.publish("acme", "steady", "1.1.0")
    commit(ann.folder, "1.1.0")
    done, said = push(ann, "main")
    assert done and "may-merge: yes" in said
    assert number(server, "main") == number(ann.folder)

    bob.place("acme", "steady", "1.2.0", shop.archive(shop.manifest("acme", "steady", "1.2.0")))
    commit(bob.folder, "unsigned")
    assert not push(bob, "main")[0]
    git(bob.folder, "pull", "-q", "--rebase", "origin", "main")
    before = objects(server)
    done, said = push(bob, "main")
    assert not done and "signature-missing" in said
    assert number(server, "main") == number(ann.folder)
    assert objects(server) == before, "what was refused is not kept"

    told = promptuary.run("check", bob.folder, "--base", "origin/main").expect(promptuary.FINDINGS).out
    lines = [line.rstrip() for line in told.splitlines()]
    assert "\n".join(lines).strip() in said


def test_what_needs_a_person_is_a_matter_of_how_the_hook_was_installed(server, people):
    """By default a new package is pushed as a proposal only; with `--allow questions` who pushes is the person."""
    ann, _ = people
    ann.publish("acme", "quite-new-thing", "1.0.0")
    commit(ann.folder, "new")
    done, said = push(ann, "main")
    assert not done and "needs a person" in said
    assert push(ann, "main:publish/quite-new-thing")[0]
    promptuary.run("hook", "install", server, "--allow", "questions").expect(promptuary.DONE)
    assert push(ann, "main")[0]
    assert number(server, "main") == number(ann.folder)


def test_proposals_come_and_go_freely(server, people):
    """Other branches and tags are made, forced and removed, whatever is in them."""
    ann, _ = people
    (ann.folder / "junk.bin").write_bytes(b"junk")
    commit(ann.folder, "junk")
    assert push(ann, "main:try")[0]
    git(ann.folder, "commit", "-q", "--amend", "-m", "other junk")
    assert push(ann, "--force", "main:try")[0]
    assert push(ann, "main:refs/tags/try")[0]
    assert push(ann, "--delete", "refs/heads/try")[0]


def test_a_protected_branch_only_moves_forward(server, people):
    """It is not removed and not forced back, not even when everybody may force."""
    ann, _ = people
    git(server, "config", "receive.denyDeletes", "false")
    git(server, "config", "receive.denyDeleteCurrent", "ignore")
    old = number(server, "main")
    ann.publish("acme", "steady", "1.1.0")
    commit(ann.folder, "1.1.0")
    assert push(ann, "main")[0]
    done, said = push(ann, "--force", f"{old}:main")
    assert not done and "only moves forward" in said
    done, said = push(ann, "--delete", "main")
    assert not done and "the branch is protected and stays" in said
    assert number(server, "main") == number(ann.folder)


def test_a_push_is_refused_as_a_whole(server, people):
    """One bad branch among good ones keeps all of them out."""
    ann, _ = people
    git(ann.folder, "checkout", "-q", "-b", "try")
    ann.publish("acme", "steady", "1.1.0")
    commit(ann.folder, "1.1.0")
    git(ann.folder, "checkout", "-q", "main")
    ann.place("acme", "steady", "1.2.0", shop.archive(shop.manifest("acme", "steady", "1.2.0")))
    commit(ann.folder, "unsigned")
    assert not push(ann, "try", "main")[0]
    assert attempt(server, "rev-parse", "--verify", "try").returncode != 0


@pytest.mark.parametrize("name", ["refs/tags/main", "refs/tags/origin/main", "refs/replace/{head}", "refs/notes/x", "refs/for/main"])
def test_what_could_be_taken_for_something_else_is_refused(server, people, name):
    """A tag called like the branch, and whatever is neither branch nor tag."""
    ann, _ = people
    done, said = push(ann, "HEAD:" + name.format(head=number(ann.folder)))
    assert not done and "refused" in said


@pytest.mark.parametrize("name", ["refs/heads/stable", "refs/tags/stable"])
def test_another_name_for_the_branch_is_the_branch(server, people, name):
    """A symbolic reference of the server leads to the same judge."""
    ann, _ = people
    git(server, "symbolic-ref", name, "refs/heads/main")
    ann.place("acme", "steady", "1.1.0", shop.archive(shop.manifest("acme", "steady", "1.1.0")))
    commit(ann.folder, "unsigned")
    before = number(server, "refs/heads/main")
    done, said = push(ann, "--force", f"HEAD:{name}")
    assert not done and "signature-missing" in said
    assert number(server, "refs/heads/main") == before


def test_what_is_refused_has_never_been_in_the_repository(server, people):
    """The objects of a push are looked at in quarantine, large files included, and vanish with the refusal."""
    ann, _ = people
    (ann.folder / "surprise.bin").write_bytes(b"x" * 3_000_000)
    commit(ann.folder, "large")
    blob = number(ann.folder, "HEAD:surprise.bin")
    done, said = push(ann, "main")
    assert not done and "file-unexpected" in said
    assert attempt(server, "cat-file", "-e", blob).returncode != 0


def test_a_hook_of_somebody_else_stays(server, folder):
    """It is neither overwritten nor removed; a link in its place is not followed."""
    hook = server / "hooks" / "pre-receive"
    promptuary.run("hook", "remove", server).expect(promptuary.DONE)
    assert not hook.exists()
    promptuary.run("hook", "remove", server).expect(promptuary.DONE)
    hook.write_text("#!/bin/sh\nexit 0\n")
    for verb in "install", "remove":
        assert "hook-foreign" in promptuary.run("hook", verb, server).expect(promptuary.WRONG_USE).err
        assert hook.read_text() == "#!/bin/sh\nexit 0\n"
    hook.unlink()
    target = folder / "target"
    hook.symlink_to(target)
    assert "hook-foreign" in promptuary.run("hook", "install", server).expect(promptuary.WRONG_USE).err
    assert not target.exists()


def test_the_hook_is_installed_again_and_may_be_run_by_everybody(server):
    """Twice is as good as once, and the mask of whoever installs it does not switch it off."""
    hook = server / "hooks" / "pre-receive"
    first = hook.read_text()
    promptuary.run("hook", "install", server, "--branch", "main", umask=0o077).expect(promptuary.DONE)
    assert hook.read_text() == first
    assert hook.stat().st_mode & 0o777 == 0o755
    subprocess.run(["sh", "-n", hook], check=True)


def test_the_name_of_a_branch_is_a_word_and_no_command(server, folder):
    """Also where a quotation mark has an accent behind it, which makes it another character, and no other byte."""
    name = "x'\u0301$(touch${IFS}RUN)'\u0301y'$(touch${IFS}RUN)"
    git(server, "branch", name, "main")
    promptuary.run("hook", "install", server, "--branch", name).expect(promptuary.DONE)
    subprocess.run(["hooks/pre-receive"], cwd=server, input=b"", capture_output=True, timeout=60)
    assert not list(server.rglob("RUN")) and not list(folder.rglob("RUN"))


def test_the_hook_lies_where_git_looks(server, workshop, folder):
    """Not into a repository that people work in, nor where settings lead away from it, nor for a branch of no commit."""
    assert "hook-not-bare" in promptuary.run("hook", "install", workshop.folder).expect(promptuary.WRONG_USE).err
    assert "hook-no-branch" in promptuary.run(
        "hook", "install", server, "--branch", "other").expect(promptuary.WRONG_USE).err
    promptuary.run("hook", "install", folder / "nothing").expect(promptuary.WRONG_USE)
    git(server, "config", "core.hooksPath", folder / "hooks")
    assert "hook-folder-elsewhere" in promptuary.run("hook", "install", server).expect(promptuary.WRONG_USE).err


def test_without_the_program_nothing_gets_in(server, people, folder):
    """A push is refused when the program is gone, and whoever pushes names no other one."""
    ann, _ = people
    ann.publish("acme", "steady", "1.1.0")
    commit(ann.folder, "1.1.0")
    hook = server / "hooks" / "pre-receive"
    text = hook.read_text()
    hook.write_text(text.replace(str(promptuary.binary().resolve()), str(folder / "gone")))
    assert hook.read_text() != text
    assert not push(ann, "main")[0]
    assert attempt(ann.folder, "push", "origin", "main", PROMPTUARY="/bin/true").returncode != 0
    hook.write_text(text)
    assert push(ann, "main")[0]
    ann.place("acme", "steady", "1.2.0", shop.archive(shop.manifest("acme", "steady", "1.2.0")))
    commit(ann.folder, "unsigned")
    done = attempt(ann.folder, "push", "origin", "main", PROMPTUARY="/bin/true")
    assert done.returncode != 0 and "signature-missing" in done.stderr


def receive_by_hand(bare, lines, env):
    """What the hook says of a push, without one."""
    words = promptuary.command("hook", "receive", bare, "--branch", "main")
    return subprocess.run(words, input=lines, capture_output=True, text=True, timeout=120, env=env)


def test_the_settings_of_the_system_say_which_repositories_are_trusted(server, people, folder):
    """As they do for git itself: a repository of another user is judged when git takes pushes to it, and only then."""
    ann, _ = people
    ann.publish("acme", "steady", "1.1.0")
    commit(ann.folder, "1.1.0")
    settings = folder / "system"
    settings.write_text(f"[safe]\n\tdirectory = {server}\n\tdirectory = {ann.folder}\n\tdirectory = {ann.folder}/.git\n")
    env = {**history.environment(), "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1", "GIT_CONFIG_NOSYSTEM": "0"}

    def receive(**more):
        old = number(server, "main")
        return receive_by_hand(server, f"{old} {old} refs/heads/other\n", {**env, **more})

    refused = receive(GIT_CONFIG_SYSTEM="/dev/null")
    assert refused.returncode == promptuary.WRONG_USE
    assert "change-repository-refused" in refused.stderr and "dubious ownership" in refused.stderr
    assert receive(GIT_CONFIG_SYSTEM=str(settings)).returncode == promptuary.DONE
    done = subprocess.run(
        ["git", "-C", ann.folder, "push", "origin", "main"], capture_output=True, text=True, timeout=120,
        env={**env, "GIT_CONFIG_SYSTEM": str(settings)})
    assert done.returncode == 0 and "may-merge: yes" in done.stderr, done.stderr


def test_what_git_cannot_do_is_said_in_its_words(server, people):
    """A damaged list of branches is no missing object."""
    (server / "packed-refs").write_text("junk\n")
    said = receive_by_hand(server, "", history.environment())
    assert said.returncode == promptuary.WRONG_USE
    assert "change-git-failed" in said.stderr and "unexpected line" in said.stderr


def test_the_path_of_the_program_is_no_code(server, people, folder):
    """Blanks, quotes and dollars in it are what they are."""
    ann, _ = people
    awkward = folder / "a \"$(touch x)\" `y` }'s \\"
    awkward.mkdir()
    shutil.copy2(promptuary.binary(), awkward / "program")
    done = subprocess.run(
        [awkward / "program", "hook", "install", server], capture_output=True, env=history.environment(), text=True)
    assert done.returncode == 0, done.stderr
    ann.publish("acme", "steady", "1.1.0")
    commit(ann.folder, "1.1.0")
    done, said = push(ann, "main")
    assert done, said
