"""The fail point does what it says, so that what the tests of crashes prove is true."""

import ctypes
import subprocess
import sys
import time

import pytest

from failpoints import KILLED, FailPoints

# Nine counted calls; Python makes the rest of what it does outside the folder.
TOY = """
import os, sys
os.chdir(sys.argv[1])
os.mkdir("made")
file = os.open("made/new", os.O_WRONLY | os.O_CREAT, 0o644)
data = b"0123456789"
while data:
    data = data[os.write(file, data):]
os.ftruncate(file, 8)
os.fsync(file)
os.close(file)
os.rename("made/new", "made/../made/name")
os.link("made/name", sys.argv[1] + "/link")
os.unlink("link")
os.chmod("made/name", 0o600)
"""
NAMES = ["mkdir", "open", "write", "ftruncate", "fsync", "rename", "link", "unlink", "chmod"]

# os.write of Python tries again by itself; this program in C does not, and counts the same calls.
C_TOY = r"""
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int count, char **words) {
    if (count < 2 || chdir(words[1])) return 2;
    struct open_how how = {.flags = O_WRONLY | O_CREAT, .mode = 0644};
    int file = (int)syscall(SYS_openat2, AT_FDCWD, "file", &how, sizeof how);
    if (file < 0) { printf("open %s\n", strerrorname_np(errno)); return 1; }
    ssize_t written = write(file, "0123456789", 10);
    if (written < 0) { printf("write %s\n", strerrorname_np(errno)); return 1; }
    printf("wrote %zd\n", written);
    if (fsync(file)) { printf("fsync %s\n", strerrorname_np(errno)); return 1; }
    if (renameat2(AT_FDCWD, "file", AT_FDCWD, "name", 0)) { printf("rename %s\n", strerrorname_np(errno)); return 1; }
    if (write(1, "out\n", 4) != 4) return 3;
    return 0;
}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return FailPoints(tmp_path_factory.mktemp("failpoint"))


@pytest.fixture
def toy(library, tmp_path):
    """Runs the toy in a new folder; returns how it ended, and the folder."""
    def run(name="toy", **point):
        place = tmp_path / name
        place.mkdir()
        return library.run([sys.executable, "-c", TOY, place], place, name, **point), place
    return run


@pytest.fixture(scope="module")
def c_toy(library, tmp_path_factory):
    folder = tmp_path_factory.mktemp("toy")
    (folder / "toy.c").write_text(C_TOY)
    subprocess.run(["gcc", "-o", folder / "toy", folder / "toy.c"], check=True, capture_output=True, timeout=60)

    def run(name, **point):
        place = folder / name
        place.mkdir()
        return library.run([folder / "toy", place], place, name, **point), place
    return run


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_call_below_the_folder_counts_and_no_other(toy, tmp_path):
    count = tmp_path / "count"
    run, place = toy(count=count)
    assert run.code == 0, run.output
    assert [call.name for call in run.calls] == NAMES
    assert [call.number for call in run.calls] == list(range(1, len(NAMES) + 1))
    assert run.calls[5].path == f"{place}/made/name", "names are made absolute, without dots"
    assert int.from_bytes(count.read_bytes(), "little") == len(NAMES)
    assert files(place) == {"made/name": b"01234567"}


@pytest.mark.parametrize("number", range(1, len(NAMES) + 1))
def test_a_kill_before_a_call_and_one_after_it_differ_by_the_call(toy, number):
    before, one = toy("before", at=number, how="kill-before")
    after, other = toy("after", at=number, how="kill-after")
    assert before.code == after.code == KILLED
    assert len(before.calls) == len(after.calls) == number
    following, third = toy("next", at=number + 1, how="kill-before") if number < len(NAMES) else (None, None)
    if following:
        assert files(other) == files(third), "after one call is before the next"
    changes = NAMES[number - 1] not in ("fsync", "chmod", "mkdir")
    assert (files(one) != files(other)) == changes


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EINTR"])
def test_a_failing_call_does_nothing_and_says_why(c_toy, error):
    for number, name in enumerate(["open", "write", "fsync", "rename"], 1):
        run, place = c_toy(f"{error}-{name}", at=number, how=error)
        if error == "EINTR" and name == "rename":
            assert run.code == 0 and not run.failed, "a rename is never interrupted"
            continue
        assert run.code == 1 and f"{name} {error}" in run.output, run
        assert [call.number for call in run.failed] == [number]
        assert files(place) == {"open": {}, "write": {"file": b""}}.get(name, {"file": b"0123456789"})


def test_a_short_write_writes_half(c_toy):
    run, place = c_toy("short", at=2, how="short")
    assert run.code == 0 and "wrote 5" in run.output
    assert files(place) == {"name": b"01234"}


def test_a_write_elsewhere_is_left_alone(c_toy):
    run, _ = c_toy("elsewhere", every=1, how="kill-after")
    assert run.code == KILLED and len(run.calls) == 1
    run, _ = c_toy("output")
    assert "out" in run.output and len(run.calls) == 4, "standard output does not count"


def test_every_write_can_be_short(toy):
    """A program that goes on after short writes ends well, and its file is whole."""
    run, place = toy(every=1, how="short")
    assert run.code == 0, run.output
    assert len(run.failed) == 4, "10 bytes by 5, 2, 1, 1; the last one cannot be cut"
    assert files(place) == {"made/name": b"01234567"}


def test_a_stopped_process_goes_on(library, tmp_path):
    place = tmp_path / "stop"
    place.mkdir()
    process = library.start([sys.executable, "-c", TOY, place], place, "stop", at=3, how="stop")
    deadline = time.monotonic() + 10
    while "T" not in state(process.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert state(process.pid) == "T" and files(place) == {"made/new": b""}
    process.send_signal(18)
    assert process.wait(10) == 0 and files(place) == {"made/name": b"01234567"}
    process.stdout.close()


def state(pid):
    """The letter of a process's state."""
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0]


def test_children_count_on(library, tmp_path):
    """The third call is the first of the second child."""
    place = tmp_path / "family"
    place.mkdir()
    child = "import os, sys; os.mkdir(sys.argv[1]); os.rmdir(sys.argv[1])"
    script = (
        "import subprocess, sys\n"
        f"for name in 'ab': subprocess.run([sys.executable, '-c', {child!r}, sys.argv[1] + '/' + name])")
    run = library.run([sys.executable, "-c", script, place], place, "family", at=3, how="kill-before")
    assert run.code == 0 and [c.name for c in run.calls] == ["mkdir", "rmdir", "mkdir"] and not list(place.iterdir())


def test_an_unknown_way_to_fail_is_refused(toy):
    run, _ = toy(at=1, how="sideways")
    assert run.code == 125


def test_the_library_is_of_this_machine(library):
    assert ctypes.CDLL(str(library.library))
