"""A publish that is killed, or that meets a full or broken disk, at any of its file operations.

Two publishes of a small registry are tried: the first into a new site, and a second with a new release, a yank and a change
of keys. After each mishap python-tuf, with an empty memory and with that of the old state, sees the old state or the new one,
whole; the same publish run again succeeds, ends with the very files of an undisturbed one, and leaves no temporary behind.

    PROMPTUARY_CRASHES=40     tries about so many points of each kind instead of all
"""

import hashlib
import os
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from tuf.api.exceptions import DownloadHTTPError

import promptuary
from failpoints import KILLED, FailPoints
from publisher import Registry, SSHKey
from reader import Reader

CEREMONY = datetime(2026, 1, 5, 9, tzinfo=timezone.utc)
FIRST, SECOND, READING = (CEREMONY + timedelta(hours=hours) for hours in (1, 2, 3))
WORKERS = 2
MOMENTS = 500
SEED = 11
MOST_POINTS = 400               # of the first publish; of the second, all
SPREAD = 200
SAMPLE = int(os.environ.get("PROMPTUARY_CRASHES") or 0)
TEMPORARY = re.compile(r"(?:^|/)(?:\.[^/]*\.tmp-[^/]*|[^/]*\.tmp|stage)(?:/|\Z)")
RANDOM_PART = re.compile(r"\.tmp-[0-9A-Za-z.-]+")
# Calls whose manual page knows EINTR; the fail point spares the others.
HARMLESS = ("EINTR", "short")
# A name that could not be removed may stay until the next run.
REMOVALS = ("unlink", "unlinkat", "rmdir")


def contents(folder):
    """Path -> kind, mode and digest of everything below a folder."""
    found = {}
    for path in sorted(Path(folder).rglob("*")):
        status = path.lstat()
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[path.relative_to(folder).as_posix()] = (oct(status.st_mode), digest)
    return found


def differences(one, other):
    """The paths that only one has, or that differ."""
    return sorted(path for path in {*one, *other} if one.get(path) != other.get(path))


@dataclass
class State:
    """What readers are to see: nothing, or the targets of one publish."""

    name: str
    listing: dict = None


@dataclass
class Publish:
    """One publish, undisturbed: what was there before, what is there after."""

    name: str
    before: Path                # a room: the site, and what the publisher remembers
    after: Path
    registry: Registry
    at: datetime
    old: State
    new: State
    memory: Reader              # a client that saw the old state, or nothing
    seconds: float = 0
    calls: list = field(default_factory=list)
    judged: dict = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def words(self, room):
        return promptuary.command(*promptuary.publish_arguments(
            self.registry.tree, room / "site", self.registry.online, self.at, room / "state"))

    @property
    def root(self):
        return self.registry.root.read_bytes()

    @property
    def changed(self):
        """The targets of the new state that the old one has not, or has with other bytes."""
        old = self.old.listing or {}
        return [path for path, facts in self.new.listing.items() if old.get(path, (0, 0))[:2] != facts[:2]]


@pytest.fixture(scope="module")
def workplace():
    """A folder in memory, if the machine has one."""
    memory = Path("/dev/shm")
    base = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    folder = promptuary.new_folder("crashes")
    if base:
        moved = base / folder.name
        folder.rmdir()
        moved.mkdir(mode=0o755)
        folder = moved
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def points(workplace):
    place = workplace / "points"
    place.mkdir()
    return FailPoints(place)


@pytest.fixture(scope="module")
def publishes(workplace, points):
    """Both publishes, undisturbed, with what readers see of each."""
    registry = Registry(workplace / "old", ("acme",))
    registry.release("acme", "hello", "1.0.0")
    registry.release("acme", "bye", "1.0.0")
    registry.give_trust(CEREMONY)
    later = registry.copy_to(workplace / "new")
    later.release("acme", "hello", "1.1.0")
    later.yank("acme", "hello", "1.0.0")
    later.change_keys("acme", {"new laptop": SSHKey("acme new laptop")})

    empty, one, two = (workplace / name for name in ("room-0", "room-1", "room-2"))
    empty.mkdir()
    found = []
    readers, old, before = [], State("nothing"), empty
    for name, tree, at, after in (("first", registry, FIRST, one), ("second", later, SECOND, two)):
        memory = Reader(tree.root.read_bytes(), READING)
        readers.append(memory)
        if old.listing is not None:
            memory.open(before / "site").listing()
        copy_room(before, after)
        publish = Publish(name, before, after, tree, at, old, State(name), memory)
        promptuary.run(*publish.words(after)[1:]).expect(promptuary.DONE)
        with Reader(publish.root, READING) as fresh:
            publish.new.listing = fresh.open(after / "site").listing()
        assert not temporaries(after), "an undisturbed publish leaves temporaries"
        publish.seconds = statistics.median(time_of(publish, workplace) for _ in range(5))
        counting = workplace / "counting"
        copy_room(before, counting)
        publish.calls = points.run(publish.words(counting), counting, f"count-{name}").calls
        assert not differences(contents(counting / "site"), contents(after / "site")), "two equal publishes differ"
        shutil.rmtree(counting)
        assert name == "first" or not any("/bye-1.0.0.pdpkg" in call.path for call in publish.calls), "a publish looks at everything"
        found.append(publish)
        old, before = publish.new, after
    untouched = {p.name: (contents(p.before), contents(p.registry.tree)) for p in found}
    yield {p.name: p for p in found}
    for publish in found:
        assert (contents(publish.before), contents(publish.registry.tree)) == untouched[publish.name], "the masters changed"
    for reader in readers:
        reader.close()


def copy_room(source, target):
    """A copy of a room, with its hard links; a publisher goes on from it as from the room itself."""
    subprocess.run(["cp", "-a", source, target], check=True, timeout=60)
    believe(target)


def believe(room):
    """Tells the build state of a copied room that the site is the one that it knows: else all of it is made anew."""
    for path in room.rglob("build.db"):
        folder, status = (room / "site").stat(), (room / "site" / "status.json").stat()
        seconds, rest = divmod(status.st_mtime_ns, 10**9)
        mark = f"{folder.st_dev} {folder.st_ino} {status.st_ino} {status.st_size} {seconds}.{rest}"
        with closing(sqlite3.connect(path)) as state, state:
            assert state.execute("UPDATE meta SET value = ? WHERE key = 'site'", (mark,)).rowcount == 1


def time_of(publish, workplace):
    """Seconds that one undisturbed publish takes."""
    room = workplace / "timing"
    copy_room(publish.before, room)
    began = time.monotonic()
    promptuary.run(*publish.words(room)[1:]).expect(promptuary.DONE)
    took = time.monotonic() - began
    shutil.rmtree(room)
    return took


def temporaries(room):
    """What a write that was not finished leaves behind, in the site and around it."""
    return sorted(p for p in contents(room) if TEMPORARY.search(p))


# ---------------------------------------------------------------- judging

def seen(publish, room, memory=None):
    """The targets that a client finds, None for a site that has nothing to read yet."""
    with Reader(publish.root, READING, memory) as reader:
        try:
            view = reader.open(room / "site")
        except DownloadHTTPError as missing:
            if missing.status_code == 404 and not (room / "site" / "metadata" / "timestamp.json").exists():
                return None
            raise
        listing = view.listing()
        source = random.Random(SEED)
        wanted = set(source.sample(sorted(listing), min(5, len(listing))))
        for path in wanted | {path for path in publish.changed if path in listing}:
            assert hashlib.sha256(view.get(path)).hexdigest() == listing[path][1], path
        return listing


def judge_readers(publish, room):
    """Clients without a memory, and with that of the old state, see one whole state and agree which."""
    fresh = seen(publish, room)
    states = [state for state in (publish.old, publish.new) if state.listing == fresh]
    assert states, f"a fresh client sees neither state: {sorted((fresh or {}).items())[:3]}"
    if publish.old.listing is not None or fresh is not None:
        assert seen(publish, room, publish.memory) == fresh, "a client that knew the old state sees another one"


def judge_rerun(publish, room):
    """The same publish again ends well, with the files of an undisturbed one and no temporaries."""
    again = promptuary.run(*publish.words(room)[1:], timeout=60)
    assert again.code == promptuary.DONE, f"run again: {again}"
    wrong = differences(contents(room / "site"), contents(publish.after / "site"))
    assert not wrong, f"run again, these differ from an undisturbed publish: {wrong[:10]}"
    assert not temporaries(room), f"run again, this is left: {temporaries(room)[:10]}"
    with Reader(publish.root, READING) as fresh:
        assert fresh.open(room / "site").listing() == publish.new.listing


def judge(publish, room):
    """Readers first, then the second run. A state of the disk that was judged before need not be judged again."""
    digest = hashlib.sha256(repr(sorted(
        (RANDOM_PART.sub(".tmp", path), facts) for path, facts in contents(room).items())).encode()).digest()
    with publish.lock:
        known = publish.judged.get(digest)
    if known is None:
        try:
            judge_readers(publish, room)
            judge_rerun(publish, room)
            known = ""
        except Exception as problem:
            known = f"{type(problem).__name__}: {problem}"
        with publish.lock:
            publish.judged[digest] = known
    assert not known, known


def all_at(publish, workplace, cases, attempt, note):
    """Tries every case in a room of its own; collects what went wrong."""
    problems, numbers = [], iter(range(10**9))

    def one(case):
        room = workplace / f"try-{publish.name}-{next(numbers)}-{threading.get_ident()}"
        copy_room(publish.before, room)
        try:
            attempt(case, room)
        except Exception as problem:
            problems.append(f"{case}: {type(problem).__name__}: {str(problem)[:800]}")
        finally:
            shutil.rmtree(room, ignore_errors=True)

    before = len(publish.judged)
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one, cases))
    note(f"{publish.name} publish: {len(cases)} tried, {len(publish.judged) - before} new states of the disk")
    assert not problems, f"{len(problems)} of {len(cases)} went wrong:\n" + "\n".join(problems[:10])


@pytest.fixture
def note(request):
    """Says something in the report of the run, whatever the outcome."""
    def say(text):
        request.node.user_properties.append(("points", text))
        reporter = request.config.pluginmanager.getplugin("terminalreporter")
        if reporter:
            reporter.write_line(f"  {text}")
    return say


def some(numbers, count):
    """Evenly spread ones, the first and the last among them, if there are more than `count`."""
    numbers = list(numbers)
    if len(numbers) <= count:
        return numbers
    return [numbers[round(i * (len(numbers) - 1) / max(1, count - 1))] for i in range(count)]


def numbers_of(publish):
    """The numbers of the calls to try."""
    every = range(1, len(publish.calls) + 1)
    if SAMPLE:
        return some(every, SAMPLE)
    return some(every, SPREAD) if publish.name == "first" and len(every) > MOST_POINTS else list(every)


# ---------------------------------------------------------------- kills

def test_there_are_enough_points(publishes, note):
    """Both publishes together have at least 200 file operations that are killed."""
    for publish in publishes.values():
        note(f"{publish.name} publish: {len(publish.calls)} file operations in {publish.seconds:.2f} s, "
             f"{len(publish.new.listing)} targets, {len(publish.changed)} of them new or changed")
    assert SAMPLE or sum(len(numbers_of(publish)) for publish in publishes.values()) >= 200
    assert publishes["second"].changed and publishes["first"].new.listing != publishes["second"].new.listing
    names = {call.name for publish in publishes.values() for call in publish.calls}
    assert any(name.startswith("rename") for name in names) and "write" in names and names & {"fsync", "fdatasync", "syncfs"}


@pytest.mark.parametrize("name", ["first", "second"])
@pytest.mark.parametrize("how", ["kill-before", "kill-after"])
def test_killed_at_every_call(publishes, workplace, points, note, name, how):
    """`kill -9` at each file operation. After one is nearly always before the next, so a fifth is tried after."""
    publish = publishes[name]
    numbers = numbers_of(publish)
    if how == "kill-after":
        numbers = numbers[4::5] or numbers[-1:]

    def attempt(number, room):
        run = points.run(publish.words(room), room, room.name, at=number, how=how)
        # A run that does fewer operations than the counted one may come to its end.
        assert run.code == KILLED or (run.code == 0 and len(run.calls) < number), repr(run)
        judge(publish, room)

    all_at(publish, workplace, numbers, attempt, note)


@pytest.mark.parametrize("name", ["first", "second"])
def test_killed_at_any_moment(publishes, workplace, note, name):
    """`kill -9` at random moments of a publish, 500 in both."""
    publish, source = publishes[name], random.Random(SEED)
    count = SAMPLE or MOMENTS // 2

    def attempt(delay, room):
        process = subprocess.Popen(
            publish.words(room), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=promptuary.environment())
        time.sleep(delay)
        process.kill()
        process.wait(30)
        judge(publish, room)

    all_at(publish, workplace, [source.uniform(0, 1.1 * publish.seconds) for _ in range(count)], attempt, note)


# ---------------------------------------------------------------- faults of the disk

@pytest.mark.parametrize("name", ["first", "second"])
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_disk_that_is_full_or_broken_once(publishes, workplace, points, note, name, error):
    """The call fails once: the publish says so with exit code 74, or gets along without it; nothing temporary stays."""
    publish = publishes[name]

    def attempt(number, room):
        run = points.run(publish.words(room), room, room.name, at=number, how=error)
        failed = run.failed[0] if run.failed else None
        where = f"{failed} answers {error}: exit {run.code}: {run.output[-400:]}"
        assert run.code in (promptuary.DONE, promptuary.DISK), where
        if run.code == promptuary.DONE:
            wrong = differences(contents(room / "site"), contents(publish.after / "site"))
            assert not wrong, f"ended well with other files: {wrong[:5]}; {where}"
        else:
            assert run.output.strip(), where
            is_new = not differences(contents(room / "site"), contents(publish.after / "site"))
            assert not (is_new and "nothing was published" in run.output), where
        if not (failed and failed.name in REMOVALS):
            assert not temporaries(room), f"left {temporaries(room)[:5]}; {where}"
        judge(publish, room)

    all_at(publish, workplace, numbers_of(publish), attempt, note)


def test_a_disk_that_is_full_after_the_site_has_changed(publishes, workplace, points, note):
    """What the builder remembers cannot be kept: it says that the site is published, and goes on from there the next time."""
    publish = publishes["second"]
    last = [call.number for call in publish.calls if "/site/" in call.path][-1]
    late = [call.number for call in publish.calls if call.number > last and call.name not in REMOVALS]
    told = []

    def attempt(number, room):
        run = points.run(publish.words(room), room, room.name, at=number, how="ENOSPC")
        assert not differences(contents(room / "site"), contents(publish.after / "site")), repr(run)
        assert "nothing was published" not in run.output, repr(run)
        if run.code != promptuary.DONE:
            assert run.code == promptuary.DISK and "the site is published" in run.output, repr(run)
            told.append(number)
        judge(publish, room)

    all_at(publish, workplace, some(late, 40), attempt, note)
    assert told


@pytest.mark.parametrize("name", ["first", "second"])
def test_a_disk_that_stays_full(publishes, workplace, points, note, name):
    """From some call on, the disk is full for good: the old state stays readable, and a rerun with room succeeds."""
    publish = publishes[name]

    def attempt(number, room):
        run = points.run(publish.words(room), room, room.name, start=number, how="ENOSPC")
        assert run.code in (promptuary.DONE, promptuary.DISK), repr(run)
        judge(publish, room)

    all_at(publish, workplace, some(numbers_of(publish), 40), attempt, note)


@pytest.mark.parametrize("name", ["first", "second"])
@pytest.mark.parametrize("how", HARMLESS)
def test_interruptions_and_short_writes_change_nothing(publishes, workplace, points, note, name, how):
    """EINTR once at each call, a short write once at each call, then at every second call: an undisturbed result."""
    publish = publishes[name]
    expected = contents(publish.after / "site")

    def attempt(point, room):
        run = points.run(publish.words(room), room, room.name, how=how, **point)
        where = f"{[str(c) for c in run.failed][:3]} {how}: exit {run.code}: {run.output[-400:]}"
        assert run.code == promptuary.DONE, where
        wrong = differences(contents(room / "site"), expected)
        assert not wrong and not temporaries(room), f"{wrong[:5]} {temporaries(room)[:5]} {where}"

    wanted = ("write", "pwrite", "writev", "copy_file_range", "sendfile") if how == "short" else (
        "write", "pwrite", "writev", "open", "openat", "openat2", "creat", "fsync", "fdatasync", "ftruncate", "fallocate")
    chosen = {call.number for call in publish.calls if call.name in wanted}
    cases = [{"at": number} for number in numbers_of(publish) if number in chosen] + [{"every": 2}, {"every": 3}]
    all_at(publish, workplace, cases, attempt, note)
