"""The doors that a change may come through; each says what it thinks of it."""

import re
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import promptuary
from changes import base
from changes.bench import Bench, git

FINDING = re.compile(r"(?:^|: )(error|warning|note): .*\[([a-z0-9-]+)\]$")
MAY_MERGE = re.compile(r"^may-merge: (yes|no|after)\b")


@dataclass(frozen=True)
class Said:
    """What one door says of a change."""

    findings: Counter       # how often each code is there, with its severity
    may: str
    is_let_in: bool

    @classmethod
    def of(cls, verdict, is_let_in):
        return cls(
            Counter((one["severity"], one["code"]) for one in verdict["findings"]), verdict["mayMerge"]["answer"],
            is_let_in)

    @property
    def codes(self):
        return {code for _, code in self.findings}


class House:
    """The base, the repository that people push to, and the site that was published before."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.bench = base.make(self.folder)
        self.site = self.folder / "site"
        promptuary.run(
            "publish-job", self.bench.folder, self.site, "--keys", self.folder / "online", "--once"
        ).expect(promptuary.DONE)
        self.bare = self.repository("open.git")
        self.logged = self.repository("logged.git", "--site", self.site)

    def repository(self, name, *options):
        """A bare repository whose hook judges what is pushed to `main`."""
        bare = self.folder / name
        git(self.folder, "clone", "-q", "--bare", "--branch", "main", self.bench.folder, bare)
        git(bare, "branch", "-q", "-D", "change", codes=(0, 1))
        promptuary.run("hook", "install", bare, "--branch", "main", *options).expect(promptuary.DONE)
        return bare

    def room(self, change):
        """The base with a change, and nothing else, on the branch `change`."""
        room = Room(self, change)
        change.edit(room.bench)
        if not room.bench.is_committed:
            room.bench.commit(change.name)
        return room


class Room:
    """One change before all doors, in copies of its own."""

    def __init__(self, house, change):
        self.house, self.change = house, change
        self.folder = house.folder / change.name.replace(" ", "-")
        self.bench = Bench(self.folder / "tree", house.bench.keys)
        self.folder.mkdir()
        shutil.copytree(house.bench.folder, self.bench.folder, symlinks=True)

    def close(self):
        shutil.rmtree(self.folder)

    def by_check(self):
        """`check --base` on the laptop, or in the job of a pull request: what it says, and its document."""
        log = ["--site", self.house.site] if self.change.is_logged else []
        answer = promptuary.run(
            "check", self.bench.folder, "--base", "main", "--head", "change", "--format", "json", *log)
        verdict = answer.expect(promptuary.DONE, promptuary.FINDINGS).json
        assert verdict["valid"] == (answer.code == promptuary.DONE)
        return Said.of(verdict, verdict["mayMerge"]["answer"] == "yes"), comparable(verdict)

    def by_push(self):
        """A real push to the protected branch: what its hook says, if it has a verdict, and whether it was let in."""
        bare = self.folder / "bare.git"
        shutil.copytree(self.house.logged if self.change.is_logged else self.house.bare, bare)
        if self.change.is_diverged:
            git(bare, "fetch", "-q", self.bench.folder, "main:main")
        before = Bench(bare).head("main")
        push = git(
            self.bench.folder, "push", "-q", "--force", bare, "change:main", codes=(0, 1))
        after = Bench(bare).head("main")
        assert after == (self.bench.head("change") if push.returncode == 0 else before)
        lines = [line.removeprefix("remote: ").rstrip() for line in push.stderr.decode().splitlines()]
        found = [one for one in map(FINDING.search, lines) if one]
        may = [one[1] for one in map(MAY_MERGE.match, lines) if one]
        if self.change.is_diverged:
            assert not may and "only moves forward" in push.stderr.decode()
            return Said(Counter(), None, push.returncode == 0)
        assert len(may) == 1, push.stderr.decode()
        return Said(Counter((one[1], one[2]) for one in found), may[0], push.returncode == 0)

    def by_build(self):
        """A build of what is checked out: what it says of the way from `main`, and its verdict's document."""
        site = self.folder / "site"
        log = ["--log-of", self.house.site] if self.change.is_logged else []
        answer = promptuary.run("build", self.bench.folder, site, "--base", "main", "--json", *log)
        if self.change.is_diverged:
            assert "change-base-ahead" in answer.expect(promptuary.WRONG_USE).err and not site.exists()
            return Said(Counter(), None, False), None
        report = answer.expect(promptuary.DONE, promptuary.FINDINGS).json
        verdict = report["verdict"]
        is_fit = verdict["valid"] and not self.change.is_unfit
        assert report["built"] == is_fit == (answer.code == promptuary.DONE) == site.exists()
        return Said.of(verdict, report["built"]), comparable(verdict)


def comparable(verdict):
    """A verdict without the moment at which it was asked for."""
    merge = verdict["mayMerge"]
    merge.pop("after", None)
    merge["reasons"] = [reason for reason in merge["reasons"] if reason["name"] != "waiting-period"]
    return verdict
