"""Repositories of trees, made with git as nobody in particular."""

import subprocess

import programs
import promptuary

IDENTITY = {
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@small.example", "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@small.example",
}


def environment(**changes):
    """An environment in which git knows who commits, and nothing that this machine has set up."""
    return promptuary.environment(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1", **IDENTITY, **changes)


def attempt(folder, *words, **changes):
    """How a call of git ended."""
    env = environment(
        GIT_AUTHOR_DATE="2026-01-01T00:00:00Z", GIT_COMMITTER_DATE="2026-01-01T00:00:00Z", **changes)
    return subprocess.run(
        [programs.path("git"), "-C", folder, *words], capture_output=True, timeout=120, env=env, text=True)


def git(folder, *words):
    """What a call of git that has to succeed prints."""
    done = attempt(folder, *words)
    assert done.returncode == 0, f"git {words}: {done.stdout}{done.stderr}"
    return done.stdout


def number(folder, revision="HEAD"):
    """The number of an object."""
    return git(folder, "rev-parse", "--verify", revision).strip()


def commit(folder, message):
    """Commits everything that lies in the folder."""
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "-m", message)


def start(folder):
    """Makes a tree a repository with the branch `main`, and goes to the branch `change`."""
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "sample")
    git(folder, "checkout", "-q", "-b", "change")
