"""The cases that are measured, of one registry: what a build costs after what has happened."""
import os
import time
from dataclasses import dataclass, field

from measure import Listing, run, say, timed

CHANGES = {
    "none": "nothing changed", "release": "1 release", "package": "1 new package", "hundred": "100 releases",
    "yank": "1 release yanked", "keys": "keys of a namespace",
}
# What `check --base HEAD~1` judges, and the kind of change that it is.
CHECKS = {"check of 1 release": "release", "check of 1 new package": "package", "check of 1 release yanked": "yank"}
FULL, CACHED, ON_THE_FLY = "full", "full, digests cached", "full, made on the fly"
# The stats of files that changed just now prove nothing: the clock that stamps them has ticks.
SETTLING = 0.1


@dataclass(frozen=True)
class Way:
    """A way of building."""

    name: str
    is_git: bool
    is_signed: bool


WAYS = [Way("preview", False, False), Way("signed", False, True), Way("preview, git", True, False), Way("signed, git", True, True)]


@dataclass
class Row:
    """One case of one way at one size."""

    size: int
    way: Way
    case: str
    ours: list = field(default_factory=list)
    others: list = field(default_factory=list)
    other: str = ""
    written: dict = None

    def note(self, ours, other):
        self.ours.append(ours)
        if other:
            self.others.append(other)


class Measurement:
    """Measures one registry in all ways."""

    def __init__(self, registry, runs, floor, ways, has_changes):
        self.registry, self.runs, self.floor = registry, runs, floor
        self.ways, self.has_changes = ways, has_changes
        self.rows = []
        self.site, self.least, self.cache = registry.path("site"), registry.path("least"), registry.path("cache")
        self.state = registry.path(".site.promptuary")
        self.figures = {}
        self.listings = 0

    def measure(self):
        for way in self.ways:
            if way.is_git and not way.is_signed and not self.has_changes:
                say(f"left out: {way.name}; the program has no --changes")
                continue
            if way.is_git and not self.registry.is_git:
                self.registry.begin_git()
            if self.registry.real < self.registry.size:
                self.fill(way)
            elif way.is_git:
                self.remove_all()
                self.row(way, FULL, "").note(self.build(way), None)
            else:
                self.full(way)
            self.incremental(way)
            self.registry.undo()
            self.remove_all()
        return self.rows

    # ------------------------------------------------------------ processes

    def options(self, way):
        words = ["--keys", self.registry.online] if way.is_signed else []
        return words + (["--changes", "git" if way.is_git else "files"] if self.has_changes else [])

    def build(self, way):
        return timed(self.registry.program, "build", self.registry.tree, self.site, *self.options(way))

    def least_work(self, *options):
        done = timed(self.floor, "build", self.registry.path("floor"), self.least, self.registry.path("key"), "-j", "1", *options)
        run("rm", "-rf", self.least)
        return done

    def remove_all(self):
        run("rm", "-rf", self.site, self.state)

    def forget_site(self):
        """Removes the site and what a publisher remembers of it, but not the build state."""
        run("rm", "-rf", self.site)
        for name in os.listdir(self.state):
            if not name.startswith("build.db"):
                run("rm", "-rf", os.path.join(self.state, name))

    def neighbour(self, way):
        """What stands beside a build that finds little to do, and the process."""
        if way.is_git:
            return "git diff", lambda: timed("git", "-C", self.registry.tree, "diff", "--name-only", "HEAD~1", "HEAD")
        return "stat walk", lambda: timed(self.floor, "scan", self.registry.tree, self.cache)

    # ------------------------------------------------------------ cases

    def row(self, way, case, other):
        row = Row(self.registry.size, way, case, other=other)
        self.rows.append(row)
        return row

    def full(self, way):
        row = self.row(way, FULL, "floor")
        for number in range(self.runs + 1):
            self.remove_all()
            self.pair(row, number, self.build(way), self.least_work())
        self.figures["site"] = self.listing().total
        row = self.row(way, CACHED, "floor without signatures")
        for number in range(self.runs + 1):
            self.forget_site()
            self.pair(row, number, self.build(way), self.least_work("--stages", "rhmpj"))

    def fill(self, way):
        """The state and the site of a registry whose packages were never all in the tree."""
        self.remove_all()
        row = self.row(way, ON_THE_FLY, "")
        words = ["--from", self.registry.packages, "--packages", self.registry.size // 5]
        say(f"{self.registry.size} {way.name}: packages made on the fly, which takes minutes")
        row.note(timed(
            self.registry.program, "bench-state", self.registry.tree, self.site, *words, *self.options(way)[:2 * way.is_signed]), None)

    def incremental(self, way):
        other, neighbour = self.neighbour(way)
        if not way.is_git:
            run(self.floor, "save", self.registry.tree, self.cache)
            if "restat" not in self.figures:
                self.figures["restat"] = [timed(self.floor, "restat", self.registry.tree, self.cache) for _ in range(self.runs)]
        rows = [self.row(way, case, other) for case in CHANGES]
        # Once for what is written, which also warms everything up.
        before = self.listing()
        for case, row in zip(CHANGES, rows):
            self.change(case)
            self.build(way)
            after = self.listing()
            row.written = after.written_since(before)
            before = after
        for case, row in zip(CHANGES, rows):
            for number in range(1, self.runs + 1):
                self.change(case)
                self.pair(row, number, self.build(way), neighbour())
        if way.is_git and not way.is_signed and self.registry.real == self.registry.size:
            self.checks(way)

    def checks(self, way):
        """The check of the change that was committed last; what it finds does not matter here."""
        other, neighbour = self.neighbour(way)
        for case, kind in CHECKS.items():
            row = self.row(way, case, other)
            for number in range(self.runs + 1):
                self.change(kind)
                ours = timed(self.registry.program, "check", self.registry.tree, "--base", "HEAD~1", codes=(0, 1))
                self.pair(row, number, ours, neighbour())

    def listing(self):
        self.listings += 1
        return Listing(self.site, self.registry.path(f"listing-{self.listings % 2}"))

    def change(self, case):
        self.registry.change(case)
        time.sleep(SETTLING)

    def pair(self, row, number, ours, other):
        """Notes a pair; the first one of all, number 0, only warms up."""
        text = "warm-up" if number == 0 else f"pair {number} of {self.runs}"
        say(f"{row.size} {row.way.name}, {row.case}, {text}: {ours['cpu']:.3f} s beside {other['cpu']:.3f} s")
        if number > 0:
            row.note(ours, other)
