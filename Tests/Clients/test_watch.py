"""`build --watch` and `publish-job`: what is saved, or committed, is on the site a moment later, until they are told to stop."""

import contextlib
import json
import signal
import subprocess
import time

import pytest

import programs
import promptuary
from publisher import Registry
from test_determinism import contents, temporaries

PATIENCE = 30


class Watch:
    """A running command that says a line of JSON for each build, in a file."""

    def __init__(self, process, lines, errors):
        self.process, self.lines, self.errors = process, lines, errors

    @property
    def builds(self):
        """What each build so far has said; a line that is being written is not one yet."""
        return [json.loads(line) for line in self.lines.read_text().split("\n")[:-1]]

    def until(self, reason, holds):
        """Waits until something holds of the builds so far, and returns them."""
        end = time.monotonic() + PATIENCE
        while True:
            builds = self.builds
            if holds(builds):
                return builds
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.errors.read_text()}"
            assert time.monotonic() < end, f"not {reason}: {builds} {self.errors.read_text()}"
            time.sleep(0.005)

    def stop(self, number):
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextlib.contextmanager
def running(folder, words):
    """Starts a command, and stops it whatever happens."""
    lines, errors = folder / "lines", folder / "errors"
    with open(lines, "wb") as out, open(errors, "wb") as err:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=promptuary.environment())
    try:
        yield Watch(process, lines, errors)
    finally:
        process.kill()
        process.wait(PATIENCE)


def watching(folder, *arguments):
    return running(folder, promptuary.watch(*arguments))


def described(registry, text, name="namespace.yaml"):
    """Saves another description of the namespace."""
    return registry.write(f"namespaces/acme/{name}", (
        f"display-name: acme\ndescription: {text}\nowners:\n  - \"Someone <someone@small.example>\"\nprotection: protected\n"))


@pytest.fixture
def registry(folder):
    registry = Registry(folder)
    registry.fill(10)
    return registry


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_saved_is_on_its_page(registry, folder, number):
    """A file saved in place, by rename, and in new folders: each is on the site, which is that of a build at once."""
    site = folder / "site"
    page = site / "@acme" / "index.html"
    with watching(folder, registry.tree, site) as watch:
        watch.until("built", lambda builds: builds and builds[-1]["built"])
        for text, name in (("Saved in place.", "namespace.yaml"), ("Saved by rename.", ".namespace.yaml.new")):
            file = described(registry, text, name)
            if name.startswith("."):
                file.rename(file.with_name("namespace.yaml"))
            watch.until(f"on its page: {text}", lambda _: text in page.read_text())
        registry.release("acme", "fresh", "1.0.0")
        watch.until("a new package", lambda builds: builds[-1].get("packages") == 3)
        assert watch.stop(number) == promptuary.TRY_AGAIN
        assert not temporaries(folder)
        assert all(build["milliseconds"] >= 0 for build in watch.builds)
    whole = folder / "whole"
    promptuary.run("build", registry.tree, whole).expect(promptuary.DONE)
    assert contents(site) == contents(whole)


def test_a_tree_that_is_not_in_order_keeps_the_old_site(registry, folder):
    """A finding is told, the site stays, and the next save is another attempt; so is it when the tree is gone for a moment."""
    site = folder / "site"
    described(registry, "Old.")
    file = registry.tree / "namespaces" / "acme" / "namespace.yaml"
    with watching(folder, registry.tree, site) as watch:
        watch.until("built", lambda builds: builds and builds[-1]["built"])
        before = contents(site)
        file.write_text("protection: nobody knows\n")
        builds = watch.until("told", lambda builds: not builds[-1]["built"])
        assert builds[-1]["findings"] and contents(site) == before
        described(registry, "New.")
        watch.until("on its page", lambda builds: builds[-1]["built"] and "New." in (site / "@acme" / "index.html").read_text())
        away = registry.tree.rename(folder / "away")
        builds = watch.until("told", lambda builds: not builds[-1]["built"])
        assert "registry.yaml" in builds[-1]["error"]
        away.rename(registry.tree)
        watch.until("built again", lambda builds: builds[-1]["built"])
        described(registry, "Newest.")
        watch.until("on its page", lambda _: "Newest." in (site / "@acme" / "index.html").read_text())


def test_what_cannot_be_watched(registry, folder):
    """No tree, a site inside it, and a signed site: the command ends, with the code that a build ends with."""
    (folder / "nothing").mkdir()
    promptuary.run(*promptuary.watch(folder / "nothing", folder / "site")[1:], timeout=PATIENCE).expect(promptuary.WRONG_USE)
    promptuary.run("build", registry.tree, registry.tree / "site", "--watch", timeout=PATIENCE).expect(promptuary.WRONG_USE)
    answer = promptuary.run("build", registry.tree, folder / "site", "--watch", "--keys", folder, timeout=PATIENCE)
    assert "publish-job" in answer.expect(promptuary.WRONG_USE).err


def test_rebuild_makes_a_site_whole_again(registry, folder):
    """What was added to a site, and what was changed in it, are as a build makes them, with `--rebuild`."""
    site = folder / "site"
    promptuary.run("build", registry.tree, site).expect(promptuary.DONE)
    before = contents(site)
    (site / "@acme" / "stranger.html").write_text("x")
    (site / "@acme" / "index.html").write_text("x")
    promptuary.run("build", registry.tree, site, "--rebuild").expect(promptuary.DONE)
    assert contents(site) == before


# ---------------------------------------------------------------- publishing again and again

def publishing(folder, registry, *options):
    return running(folder, promptuary.command(
        "publish-job", registry.tree, folder / "site", "--keys", registry.online, "--json", *options))


def commit(tree, message):
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", message]):
        subprocess.run(
            [programs.path("git"), "-C", tree, "-c", "user.name=A", "-c", "user.email=a@small.example", *words], check=True,
            timeout=PATIENCE)


def test_a_publish_job_publishes_what_is_committed(registry, folder):
    """In a git checkout a release is published when it is committed, and not before."""
    registry.give_trust(None)
    commit(registry.tree, "one")
    with publishing(folder, registry, "--interval", "1") as job:
        job.until("published", lambda builds: builds and builds[-1]["built"])
        registry.release("acme", "fresh", "1.0.0")
        time.sleep(4)
        assert len(job.builds) == 1 and not (folder / "site" / "@acme" / "fresh").exists()
        commit(registry.tree, "two")
        job.until("published", lambda builds: builds[-1].get("packages") == 3)
        assert len(job.builds) == 2
        assert job.stop(signal.SIGTERM) == promptuary.TRY_AGAIN


@pytest.mark.parametrize("has_git", [True, False])
def test_a_publish_job_that_looks_at_files_wakes_up(registry, folder, has_git):
    """Without git, or with `--changes files`, a release is published soon after it was saved, however long the interval is."""
    registry.give_trust(None)
    if has_git:
        commit(registry.tree, "one")
    with publishing(folder, registry, "--interval", "600", *(["--changes", "files"] if has_git else [])) as job:
        job.until("published", lambda builds: builds and builds[-1]["built"])
        registry.release("acme", "fresh", "1.0.0")
        job.until("published", lambda builds: builds[-1].get("packages") == 3)
        assert job.stop(signal.SIGINT) == promptuary.TRY_AGAIN
