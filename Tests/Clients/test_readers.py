"""Readers notice nothing of the publishes that go on meanwhile, and two publishers never get into each other's way.

    PROMPTUARY_PUBLISHES=20     makes fewer publishes than 200
"""

import os
import random
import signal
import subprocess
import threading
import time
from hashlib import sha256

import pytest

import promptuary
import servers
from failpoints import FailPoints
from publisher import Registry
from reader import Reader
from trusted import CEREMONY, HOUR, SignedSite

PUBLISHES = int(os.environ.get("PROMPTUARY_PUBLISHES") or 200)
SEED = 23


@pytest.fixture
def registry(tmp_path):
    """A small registry with trust, not yet published."""
    made = Registry(tmp_path / "registry")
    made.release("acme", "hello", "1.0.0")
    made.release("acme", "bye", "1.0.0")
    return made.give_trust(CEREMONY)


@pytest.fixture
def signed(registry, tmp_path):
    """Its site after a first publish."""
    site = SignedSite(registry.tree, tmp_path / "site", registry.online, CEREMONY + HOUR)
    registry.publish(site.site, site.at)
    return site


# ---------------------------------------------------------------- readers during publishes

class Loop(threading.Thread):
    """Reads a site over and over, as one client with a cache and as new ones in turn."""

    def __init__(self, signed, base, known, fresh):
        super().__init__(daemon=True)
        self.signed, self.base, self.known, self.fresh = signed, base, known, fresh
        self.at = signed.at + HOUR
        self.problems, self.reads, self.versions = [], 0, set()
        self.ended = threading.Event()
        self.source = random.Random(SEED + fresh)

    def run(self):
        reader = Reader(self.signed.root, self.at)
        while not self.ended.is_set() and len(self.problems) < 5:
            if self.fresh:
                reader.close()
                reader = Reader(self.signed.root, self.at)
            known = list(self.known.items())        # published before the client begins
            try:
                self.read(reader, known)
            except Exception as problem:
                self.problems.append(f"read {self.reads}: {type(problem).__name__}: {problem}")
        reader.close()

    def read(self, reader, known):
        view = reader.open(self.base)
        for path, digest in self.source.sample(known, min(2, len(known))) + known[-1:]:
            assert sha256(view.get(path)).hexdigest() == digest, path
        listed = view.get("index/packages.json")
        assert listed
        self.versions.add(view.trusted.timestamp.version)
        self.reads += 1


def test_readers_during_publishes_see_no_error(registry, signed, tmp_path, record_property):
    """Clients with and without a cache read over HTTP while one release after the other is published."""
    def digest(path):
        return sha256((signed.site / path).read_bytes()).hexdigest()

    first = "@acme/hello/-/hello-1.0.0.pdpkg"
    known = {first: digest(first)}
    with servers.plain(signed.site, tmp_path) as host:
        loops = [Loop(signed, host.base, known, fresh) for fresh in (False, True)]
        for loop in loops:
            loop.start()
        try:
            for number in range(1, PUBLISHES + 1):
                path = registry.release("acme", "hello", f"1.0.{number}")
                at = signed.at + HOUR * number / PUBLISHES / 2
                registry.publish(signed.site, at)
                known[path] = digest(path)
                assert all(loop.is_alive() for loop in loops), [loop.problems for loop in loops]
        finally:
            for loop in loops:
                loop.ended.set()
            for loop in loops:
                loop.join(60)
    for loop in loops:
        record_property("reads", f"{loop.reads} {'fresh' if loop.fresh else 'warm'}, {len(loop.versions)} states")
        assert not loop.problems, "\n".join(loop.problems)
        assert loop.reads >= PUBLISHES / 10 and len(loop.versions) > min(5, PUBLISHES / 4), "the readers hardly ran"


def test_a_reader_that_stands_still_is_served(registry, signed):
    """A client that fetched an old timestamp finds everything that it names, ten publishes later."""
    with signed.reader() as reader:
        view = reader.open(signed.site)
        for number in range(1, 11):
            registry.release("acme", "hello", f"1.0.{number}")
            registry.publish(signed.site, signed.at + number * HOUR / 20)
        listing = view.listing()
        assert "@acme/hello/-/hello-1.0.0.pdpkg" in listing
        for path, facts in listing.items():
            assert sha256(view.get(path)).hexdigest() == facts[1], path


# ---------------------------------------------------------------- two publishers

def words(registry, site, at):
    return promptuary.command(*promptuary.publish_arguments(registry.tree, site, registry.online, at))


def start(registry, site, at):
    return subprocess.Popen(
        words(registry, site, at), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=promptuary.environment())


def ends(process, seconds=60):
    """Exit code and output of a process."""
    output, _ = process.communicate(timeout=seconds)
    return process.returncode, output


def is_clear(output):
    """Whether somebody who reads it knows what to do."""
    text = output.lower()
    return len(text) < 1000 and any(word in text for word in ("another", "running", "busy", "lock")) and "again" in text


@pytest.mark.parametrize("part", [0.02, 0.25, 0.5, 0.75, 0.98])
def test_a_second_publisher_waits_or_refuses(registry, signed, tmp_path, part):
    """While one publish stands still in the middle, another one refuses clearly or waits; then both leave one state."""
    points = FailPoints(tmp_path)
    later, site, trial = signed.at + HOUR, signed.site, tmp_path / "trial" / "site"
    # A site of its own: a builder does not believe what it remembers of one that was copied, and does other things.
    registry.publish(trial, signed.at)
    registry.release("acme", "hello", "1.1.0")
    calls = points.run(words(registry, trial, later), trial.parent, "count").calls
    # What comes after the site has changed may come after the lock is free, and needs no second publisher to wait.
    last = [call.number for call in calls if "/site/" in call.path][-1]
    assert last > 20
    first = points.start(words(registry, site, later), site.parent, "first", at=max(1, round(last * part)), how="stop")
    wait_until_stopped(first)
    second = start(registry, site, later)
    try:
        code, output = ends(second, 20)         # one that refuses does so at once, on an idle machine
        assert code == promptuary.TRY_AGAIN and is_clear(output), (code, output)
        waited = False
    except subprocess.TimeoutExpired:
        waited = True
    finally:
        first.send_signal(signal.SIGCONT)
    code, output = ends(first)
    assert code == promptuary.DONE, output
    if waited:
        code, output = ends(second)
        assert code == promptuary.DONE, output
    one_state(registry, signed, later, "@acme/hello/-/hello-1.1.0.pdpkg")


def wait_until_stopped(process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with open(f"/proc/{process.pid}/stat") as file:
            if file.read().rpartition(")")[2].split()[0] == "T":
                return
        assert process.poll() is None, f"ended before it could be stopped: {process.stdout.read()}"
        time.sleep(0.01)
    raise AssertionError("was not stopped")


def one_state(registry, signed, at, *paths):
    """The site is whole, has the paths, and a publish that changes nothing succeeds."""
    with signed.reader(at + HOUR) as reader:
        view = reader.open(signed.site)
        listing = view.listing()
        for path in (*paths, *listing):
            assert sha256(view.get(path)).hexdigest() == listing[path][1], path
    registry.publish(signed.site, at)
    signed.verify(at + HOUR).expect(promptuary.DONE)


def test_publishers_that_start_together_leave_one_state(registry, signed):
    """Three publishers at once, ten times: each ends well or says that another is at work, and one at least ends well."""
    paths = []
    for number in range(10):
        paths.append(registry.release("acme", "bye", f"2.0.{number}"))
        at = signed.at + HOUR * (number + 1) / 20
        together = [start(registry, signed.site, at) for _ in range(3)]
        ended = [ends(process) for process in together]
        codes = [code for code, _ in ended]
        assert promptuary.DONE in codes and set(codes) <= {promptuary.DONE, promptuary.TRY_AGAIN}, ended
        assert all(is_clear(output) for code, output in ended if code == promptuary.TRY_AGAIN), ended
        one_state(registry, signed, at, *paths)


def test_two_trees_at_once_leave_one_of_them(registry, signed, tmp_path):
    """Two publishers with different trees of one registry: the site is one of the two, whole, or the later one's."""
    second = registry.copy_to(tmp_path / "other")
    mine = registry.release("acme", "hello", "3.0.0")
    second.release("acme", "hello", "3.0.0")
    theirs = second.release("acme", "hello", "4.0.0")
    at = signed.at + HOUR
    together = [start(registry, signed.site, at), start(second, signed.site, at)]
    ended = [ends(process) for process in together]
    # The smaller tree cannot be published after the larger one: that would take a release away.
    assert {code for code, _ in ended} <= {promptuary.DONE, promptuary.TRY_AGAIN, promptuary.FINDINGS}, ended
    assert promptuary.DONE in [code for code, _ in ended], ended
    with signed.reader(at + HOUR) as reader:
        view = reader.open(signed.site)
        listing = view.listing()
        assert mine in listing
        for path, facts in listing.items():
            assert sha256(view.get(path)).hexdigest() == facts[1], path
    assert (theirs in listing) == (ended[1][0] == promptuary.DONE), ended
