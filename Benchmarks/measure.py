"""Whole processes: CPU, wall and peak memory, what they write, and how pairs of them compare."""
import json
import os
import statistics
import subprocess
import sys
import time

# A ratio whose pairs differ by more than this factor says nothing but on which side of a limit all of them are.
SPREAD = 1.5


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def run(*words, **options):
    """Runs a process that must succeed; it is not measured."""
    done = subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, **options)
    if done.returncode != 0:
        sys.exit(f"bench: exit code {done.returncode}: {' '.join(map(str, words))}")
    return done


def timed(*words, cwd=None, codes=(0,)):
    """A process that must end with one of the exit codes: its time of CPU with that of all processes it waited for, wall time, peak memory."""
    start = time.monotonic()
    child = subprocess.Popen(
        [str(word) for word in words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=cwd)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stderr.close()
    wall = time.monotonic() - start
    if child.returncode not in codes:
        sys.stderr.write(errors[-2000:].decode(errors="replace"))
        sys.exit(f"bench: exit code {child.returncode}: {' '.join(map(str, words))}")
    return {"cpu": usage.ru_utime + usage.ru_stime, "wall": wall, "rss": usage.ru_maxrss / 1024}


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def ratios(ours, others):
    """The CPU time of each run divided by that of its neighbour, sorted."""
    return sorted(a["cpu"] / b["cpu"] for a, b in zip(ours, others))


class Verdict:
    """Whether numbers, one of each pair, keep a limit, if they are near enough to each other to tell."""

    def __init__(self, numbers, limit):
        self.numbers, self.limit = sorted(numbers), limit
        self.middle = statistics.median(self.numbers)
        low, high = self.numbers[0], self.numbers[-1]
        self.is_noisy = high > low * SPREAD and low <= limit < high
        self.is_met = self.middle <= limit

    @property
    def word(self):
        return "too noisy" if self.is_noisy else "met" if self.is_met else "NOT MET"


class Listing:
    """The files of a site at a moment: inode, time of change and size by path.

    They stay in a file and are compared by another process: the peak memory of a child cannot read below that of the process
    that starts it, and a site of 100,000 releases has a million files.
    """

    def __init__(self, site, file):
        self.file = file
        with open(file, "wb") as stream:
            # find is several times faster than a walk from here.
            run("find", site, "-type", "f", "-printf", r"%i %T@ %s %P\n", stdout=stream)

    def written_since(self, before):
        """How many files are new or different and their bytes: of packages themselves, and of all else."""
        done = run(sys.executable, os.path.abspath(__file__), before.file, self.file, stdout=subprocess.PIPE)
        return json.loads(done.stdout)

    @property
    def total(self):
        """How many files there are, and their bytes."""
        all = self.written_since(Nothing)
        return all["files"] + all["own_files"], all["bytes"] + all["own_bytes"]


class Nothing:
    """The listing of no site."""

    file = os.devnull


def is_own(path):
    """Whether a file of the site is a package file, a signature, a proof, or a second name of one of them."""
    return b"/-/" in path


def compare(before, after):
    """What is new in a listing, as :meth:`Listing.written_since` tells it."""
    own, other, seen = [0, 0], [0, 0], set()
    with open(before, "rb") as old, open(after, "rb") as new:
        known = set(old)
        lines = [line[:-1].split(b" ", 3) for line in new if line not in known]
    # A file with several names is written once: as the package's, if it is that under one of them.
    for inode, _, size, path in sorted(lines, key=lambda line: not is_own(line[3])):
        kind = own if is_own(path) else other
        kind[0] += 1
        if inode not in seen:
            seen.add(inode)
            kind[1] += int(size)
    return {"files": other[0], "bytes": other[1], "own_files": own[0], "own_bytes": own[1]}


def free_bytes(folder):
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


if __name__ == "__main__":
    print(json.dumps(compare(*sys.argv[1:])))
