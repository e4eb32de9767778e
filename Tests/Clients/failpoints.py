"""Runs the program with a fail point at one of its file operations; see faults/failpoint.c."""

import os
import re
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import programs
import promptuary

SOURCE = Path(__file__).with_name("faults") / "failpoint.c"
KILLED = -signal.SIGKILL
LINE = re.compile(r"(?P<number>\d+) (?P<name>\w+) (?P<path>.*?)(?: <- (?P<how>[\w-]+))?\Z")


def compile_library(folder):
    """The library that is loaded before the C library."""
    library = Path(folder) / "failpoint.so"
    subprocess.run(
        [programs.path("gcc"), "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, SOURCE,
         "-ldl"], check=True, capture_output=True, timeout=60)
    return library


@dataclass(frozen=True)
class Call:
    """One counted file operation; `how` says how it failed."""

    number: int
    name: str
    path: str
    how: str = None

    def __str__(self):
        return f"call {self.number}, {self.name} of {self.path}"


@dataclass(repr=False)
class Run:
    """How a program with a fail point ended."""

    code: int
    output: str
    calls: list

    def __repr__(self):
        return f"exit {self.code} after {len(self.calls)} calls, failed {[str(c) for c in self.failed]}: {self.output[-400:]}"

    @property
    def failed(self):
        """The calls that were made to fail."""
        return [call for call in self.calls if call.how]


class FailPoints:
    """The library, and a folder for what it writes."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.library = compile_library(folder)

    def environment(self, below, log=None, count=None, at=None, every=None, start=None, how=None):
        settings = {
            "BELOW": os.path.realpath(below), "LOG": log, "COUNT": count, "AT": at, "EVERY": every, "FROM": start, "HOW": how}
        return promptuary.environment(
            LD_PRELOAD=str(self.library), **{f"PROMPTUARY_FAIL_{k}": str(v) for k, v in settings.items() if v is not None})

    def start(self, words, below, name, log=None, count=None, **point):
        """A process, not waited for. `name` is of this run alone; it and its children count together."""
        count = count or self.folder / f"{name}.count"
        Path(count).unlink(missing_ok=True)
        return subprocess.Popen(
            [str(w) for w in words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=self.environment(below, log=log, count=count, **point))

    def run(self, words, below, name, **point):
        """The words as a process, to their end. `name` is of this run alone."""
        log = self.folder / f"{name}.log"
        process = self.start(words, below, name, log, **point)
        output, _ = process.communicate(timeout=120)
        calls = read_log(log)
        log.unlink(missing_ok=True)
        (self.folder / f"{name}.count").unlink(missing_ok=True)
        return Run(process.returncode, output.decode("utf-8", "replace"), calls)


def read_log(file):
    """The counted calls, in the order of their numbers."""
    if not Path(file).exists():
        return []
    rows = [LINE.match(line) for line in Path(file).read_text(errors="replace").splitlines()]
    calls = [Call(int(r["number"]), r["name"], r["path"], r["how"]) for r in rows if r]
    return sorted(calls, key=lambda call: call.number)
