"""What a request may cost: time, room and patience are bounded, whatever it holds, and whoever stops a check is heard."""

import os
import signal
import subprocess
import time

import pytest

import history
import programs
import promptuary
import workshop as shop
from history import commit, git, number
from test_changes import branch  # noqa: F401: a fixture
from test_push_hook import people, push, server  # noqa: F401: fixtures

# A file that takes a search some time: of the size at which any file may have any ratio, again and again.
BLANK = b"x y " * (1 << 18)


def big(namespace, name, version, copies=60):
    """A small package that unpacks to many MiB."""
    return shop.archive(
        shop.manifest(namespace, name, version),
        {"prompts/main.prmd": shop.prompt(), **{f"data/{i}.txt": BLANK for i in range(copies)}})


def check(tree, *words, **options):
    return promptuary.run("check", tree, "--base", "main", "--json", *words, **options)


def errors(answer):
    return {(f["code"], f["path"]) for f in answer.json["findings"] if f["severity"] == "error"}


def found(answer):
    return {(f["code"], f["path"]) for f in answer.json["findings"]}


def seconds(call):
    begin = time.monotonic()
    answer = call()
    return answer, time.monotonic() - begin


@pytest.fixture
def scratch(folder):
    made = folder / "scratch"
    made.mkdir()
    return made


# ---------------------------------------------------------------- many names for the same bytes


def test_what_nobody_has_signed_is_not_looked_into(branch):  # noqa: F811
    """Unsigned, under another's name or with a stranger's signature: said, and not unpacked; signed, it is searched."""
    secret = {"prompts/main.prmd": shop.prompt("key = AKIAIOSFODNN7ABCDEFG")}
    files = [branch.place("acme", "code-review", version, shop.archive(
        shop.manifest("acme", "code-review", version), secret)) for version in ("1.11.0", "1.12.0")]
    key = shop.new_minisign_key(branch.folder.parent)
    branch.sign(files[1], "acme", "@acme/code-review", "1.12.0", "minisign", key)
    commit(branch.folder, "not by owners")
    answer = check(branch.folder).expect(promptuary.FINDINGS)
    assert ("signature-missing", branch.relative(files[0])) in errors(answer)
    assert ("signature-threshold", branch.relative(files[1])) in errors(answer)
    assert "plain-secret" not in {f["code"] for f in answer.json["findings"]}
    assert "nobody has looked into the file" in answer.out

    for file, version in zip(files, ("1.11.0", "1.12.0")):
        for old in file.parent.glob("*.*sig"):
            old.unlink()
        branch.sign(file, "acme", "@acme/code-review", version)
    commit(branch.folder, "by owners")
    found = {(f["code"], f["path"]) for f in check(branch.folder).json["findings"]}
    assert {("plain-secret", branch.relative(file)) for file in files} <= found


def test_one_file_under_hundreds_of_names_costs_no_more_than_their_names(branch):  # noqa: F811
    """Each of 300 would unpack to 60 MiB; nobody has signed them, and the check takes seconds."""
    data = big("acme", "big-0", "1.0.0")
    files = [branch.place("acme", f"big-{i}", "1.0.0", data) for i in range(300)]
    commit(branch.folder, "many names")
    answer, took = seconds(lambda: check(branch.folder).expect(promptuary.FINDINGS))
    assert ("signature-missing", branch.relative(files[0])) in errors(answer)
    assert {("release-path-name", branch.relative(file)) for file in files[1:]} <= errors(answer)
    assert took < 60


# ---------------------------------------------------------------- who stops it


@pytest.fixture
def busy(branch, scratch):  # noqa: F811
    """A check that is in the middle of unpacking."""
    for i in range(16):
        file = branch.place("acme", f"big-{i}", "1.0.0", big("acme", f"big-{i}", "1.0.0"))
        branch.sign(file, "acme", f"@acme/big-{i}", "1.0.0")
    commit(branch.folder, "16 times 60 MiB")
    process = subprocess.Popen(
        promptuary.command("check", branch.folder, "--base", "main"), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=promptuary.environment(TMPDIR=str(scratch)))
    begin = time.monotonic()
    while not list(scratch.glob("*/*/new/packages/acme/big-*")) and time.monotonic() - begin < 60:
        time.sleep(0.1)
    time.sleep(0.5)
    assert process.poll() is None and list(scratch.iterdir()), "it was not busy long enough to be stopped"
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_busy_check_ends_when_it_is_told_to(busy, scratch, name):
    """Within seconds, and nothing is left behind."""
    busy.send_signal(getattr(signal, name))
    busy.communicate(timeout=15)
    assert busy.returncode in (promptuary.TRY_AGAIN, 128 + getattr(signal, name))
    assert list(scratch.iterdir()) == []


def test_a_second_signal_ends_a_busy_check_at_once(busy, scratch):
    """Without waiting for the file that is being unpacked; the code says which signal it was."""
    begin = time.monotonic()
    busy.send_signal(signal.SIGTERM)
    busy.send_signal(signal.SIGINT)
    busy.communicate(timeout=15)
    assert busy.returncode in (128 + signal.SIGTERM, 128 + signal.SIGINT)
    assert time.monotonic() - begin < 2
    assert list(scratch.iterdir()) == []


def test_a_git_that_is_stopped_has_not_said_no(branch, scratch, folder):  # noqa: F811
    """Who stops a check that waits for git is told that it was stopped, and not that there is no commit."""
    slow = folder / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    env = promptuary.environment(TMPDIR=str(scratch), PATH=f"{slow.parent}:{os.environ['PATH']}")
    process = subprocess.Popen(
        promptuary.command("check", branch.folder, "--base", "main"), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=env)
    time.sleep(2)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=15)
    assert process.returncode == promptuary.TRY_AGAIN
    assert list(scratch.iterdir()) == []


def test_a_push_is_judged_for_so_long_and_then_refused(server, people):  # noqa: F811
    """The branch stays where it was, and whoever pushes is told why."""
    promptuary.run("hook", "install", server, "--time-limit", "1").expect(promptuary.DONE)
    ann, _ = people
    for i in range(16):
        file = ann.place("acme", f"big-{i}", "1.0.0", big("acme", f"big-{i}", "1.0.0"))
        ann.sign(file, "acme", f"@acme/big-{i}", "1.0.0")
    commit(ann.folder, "16 times 60 MiB")
    before = number(server, "main")
    (done, said), took = seconds(lambda: push(ann, "main"))
    assert not done and "[hook-time]" in said and took < 60
    assert number(server, "main") == before
    promptuary.run("hook", "install", server, "--time-limit", "0").expect(promptuary.WRONG_USE)


# ---------------------------------------------------------------- long lists


def test_a_package_has_at_most_256_tags(branch):  # noqa: F811
    """More would make every later check of the package slow, and nobody reads them."""
    def say(count):
        path = branch.folder / "packages/acme/code-review/package.yaml"
        for old in path.parent.glob("package.yaml*"):
            old.unlink()
        tags = "".join(f"  t{i}: 1.10.0\n" for i in range(count))
        path.write_text(f'package: "@acme/code-review"\nversion: 1\ndist-tags:\n{tags}')
        _, key = branch.tree.signing_key("acme", "minisign")
        shop.sign_by_minisign(path, key, f"pdpkg-package v1 {branch.tree.registry_name} @acme/code-review")
        commit(branch.folder, f"{count} tags")
        return check(branch.folder)

    path = "packages/acme/code-review/package.yaml"
    base = errors(say(256))
    assert ("document-field-value", path) not in base
    answer = say(257)
    assert ("document-field-value", path) in errors(answer) and "dist-tags has more than 256 members" in answer.out


# ---------------------------------------------------------------- who needs what


def repository_memory(tree):
    return tree / ".git" / "promptuary" / "needs"


def test_who_needs_a_yanked_release_is_remembered_and_not_believed_blindly(branch):  # noqa: F811
    """The second check takes it from the repository's own folder; what is damaged there changes no verdict."""
    tree = branch.folder
    git(tree, "checkout", "-q", "main")
    branch.publish("acme", "needed", "1.0.0")
    branch.publish("acme", "needing", "1.0.0", dependencies={"@acme/needed": "^1.0.0"})
    commit(tree, "two")
    git(tree, "checkout", "-q", "-B", "change")
    path = tree / "packages/acme/needed/package.yaml"
    path.write_text(
        'package: "@acme/needed"\nversion: 1\nyanked:\n  - {version: 1.0.0, reason: It says the wrong thing}\n')
    commit(tree, "by nobody")
    assert "dependency-lost" not in {code for code, _ in found(check(tree))}
    assert not repository_memory(tree).exists(), "nothing is read for a change that errors stand against"

    _, key = branch.tree.signing_key("acme", "minisign")
    shop.sign_by_minisign(path, key, f"pdpkg-package v1 {branch.tree.registry_name} @acme/needed")
    commit(tree, "by owners")
    first = check(tree)
    needing = "packages/acme/needing/1.0.0/needing-1.0.0.pdpkg"
    assert ("dependency-lost", needing) in found(first)
    memory = repository_memory(tree).read_bytes()
    assert b"acme/needed" in memory
    assert check(tree).out == first.out and repository_memory(tree).read_bytes() == memory
    for other in (b"", memory[:-10], memory.replace(b"acme/needed", b"acme/absent"), b"\0" * 100):
        repository_memory(tree).write_bytes(other)
        assert check(tree).out == first.out, other[:40]
        assert repository_memory(tree).read_bytes() == memory
    assert git(tree, "status", "--porcelain") == ""
    repository_memory(tree).unlink()
    repository_memory(tree).parent.rmdir()
    repository_memory(tree).parent.write_text("no folder")
    assert check(tree).out == first.out


def test_the_history_is_read_once_and_only_for_a_change_that_could_get_in(workshop, folder):
    """Releases of some packages that wait for a key: one `git log`; with an error, none."""
    tree = workshop.folder
    with open(tree / "registry.yaml", "a") as settings:
        settings.write("policy: {merge-alone: [release], waiting-hours: {key: 24, package: 24}}\n")
    history.start(tree)
    git(tree, "checkout", "-q", "main")
    for i in range(6):
        workshop.publish("acme", f"many-{i}", "1.0.0")
    commit(tree, "packages")
    git(tree, "checkout", "-q", "-B", "change")
    calls = folder / "calls"
    wrapper = folder / "bin" / "git"
    wrapper.parent.mkdir()
    real = programs.path("git")
    wrapper.write_text(f'#!/bin/sh\necho "$*" >> {calls}\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    env = promptuary.environment(PATH=f"{wrapper.parent}:{os.environ['PATH']}")

    def logs():
        calls.write_text("")
        answer = check(tree, env=env)
        return answer, sum(" log " in line for line in calls.read_text().splitlines())

    files = [workshop.publish("acme", f"many-{i}", "1.1.0") for i in range(6)]
    commit(tree, "releases")
    answer, count = logs()
    assert count == 1 and not errors(answer) and calls.read_text()
    reasons = [reason["sentence"] for reason in answer.json["mayMerge"]["reasons"]]
    assert answer.json["mayMerge"]["answer"] == "yes", reasons
    for signature in files[0].parent.glob("*.*sig"):
        signature.unlink()
    commit(tree, "one is unsigned")
    answer, count = logs()
    assert count == 0 and {code for code, _ in errors(answer)} == {"signature-missing"}
    assert "waiting-period" not in {reason["name"] for reason in answer.json["mayMerge"]["reasons"]}
