"""Tables of what was measured, and whether the promises are kept."""
import statistics

from cases import CACHED, CHANGES, CHECKS, FULL
from measure import SPREAD, Verdict, median, ratios

MIB = 2**20
# The promises.
FULL_LIMIT, CACHED_LIMIT, GROWTH_LIMIT, WALK_LIMIT, GIT_SECONDS, GIT_GROWTH = 1.6, 2.5, 11, 1.5, 0.1, 2
MEMORY = {100_000: 200, 1_000_000: 1024}
FILES, BYTES = 60, 2 * MIB
FEW = ("none", "release")
# A yank is judged with everybody who may need the release: without a site's state its first check reads all manifests.
CHECK_SECONDS, CHECKED = 0.5, [case for case, kind in CHECKS.items() if kind != "yank"]
# The sizes from which on the ratios are promised: below them the start of a process is most of what there is.
FULL_FROM, WALK_FROM = 10_000, 100_000


def name(case):
    return CHANGES.get(case, case)


def line(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def table(*heads):
    return [line(*heads), line(*("---" if number == 0 else "---:" for number in range(len(heads))))]


def size_text(bytes):
    return f"{bytes / 1024:.0f}"


def ratio_text(row):
    if not row.others:
        return "", ""
    found = ratios(row.ours, row.others)
    middle = f"{median(row.others, 'cpu'):.3f}"
    if found[-1] > found[0] * SPREAD:
        return middle, f"({found[0]:.2f} to {found[-1]:.2f})"
    return middle, f"{statistics.median(found):.2f}"


def measured(rows):
    """One table for each size and way."""
    lines = []
    for size, way in dict.fromkeys((row.size, row.way) for row in rows):
        mine = [row for row in rows if (row.size, row.way) == (size, way)]
        lines += ["", f"**{size} releases, {way.name}**", ""]
        lines += table("after", "CPU s", "wall s", "peak MiB", "beside it", "CPU s", "ratio", "files", "KiB", "of the package: files", "KiB")
        for row in mine:
            written = row.written or {}
            cells = [written["files"], size_text(written["bytes"]), written["own_files"], size_text(written["own_bytes"])] if written else [""] * 4
            lines.append(line(
                name(row.case), f"{median(row.ours, 'cpu'):.3f}", f"{median(row.ours, 'wall'):.3f}",
                f"{max(run['rss'] for run in row.ours):.0f}", row.other, *ratio_text(row), *cells))
    return lines


class Promises:
    """The table of promises, for the sizes and ways that were measured."""

    def __init__(self, rows):
        self.rows = {(row.size, row.way.name, row.case): row for row in rows}
        self.sizes = sorted({row.size for row in rows})
        self.ways = list(dict.fromkeys(row.way for row in rows))
        self.lines, self.words = [], []

    def judge(self, text, numbers, limit, unit="", places=2):
        verdict = Verdict(numbers, limit)
        low, high = verdict.numbers[0], verdict.numbers[-1]
        span = f" [{low:.{places}f}..{high:.{places}f}]" if low != high else ""
        self.lines.append(line(text, f"≤ {limit:g}{unit}", f"{verdict.middle:.{places}f}{unit}{span}", verdict.word))
        self.words.append(verdict.word)

    def get(self, size, way, case):
        return self.rows.get((size, way.name, case))

    def table(self):
        for size in self.sizes:
            for way in self.ways:
                self.costs(size, way)
            self.memory(size)
        for way in self.ways:
            self.growth(way)
        return table("promise", "limit", "measured", "") + self.lines

    def costs(self, size, way):
        at = f"{size}, {way.name}:"
        for case, limit, other in ((FULL, FULL_LIMIT, "the floor with signatures"), (CACHED, CACHED_LIMIT, "the floor without signatures")):
            row = self.get(size, way, case)
            if row and row.others and size >= FULL_FROM:
                self.judge(f"{at} {case}, CPU / {other}", ratios(row.ours, row.others), limit)
        for case in FEW:
            row = self.get(size, way, case)
            if not row:
                continue
            if not way.is_git and size >= WALK_FROM:
                self.judge(f"{at} {name(case)}, CPU / stat walk", ratios(row.ours, row.others), WALK_LIMIT)
            elif way.is_git:
                self.judge(f"{at} {name(case)}, CPU", [run["cpu"] for run in row.ours], GIT_SECONDS, " s", 3)
        for case in CHECKED:
            row = self.get(size, way, case)
            if row:
                self.judge(f"{at} {case}, CPU", [run["cpu"] for run in row.ours], CHECK_SECONDS, " s", 3)
        row = self.get(size, way, "release")
        if row:
            self.judge(f"{at} 1 release, files beside the package", [row.written["files"]], FILES, places=0)
            self.judge(f"{at} 1 release, MiB beside the package", [row.written["bytes"] / MIB], BYTES / MIB, " MiB")

    def memory(self, size):
        limit = MEMORY.get(size)
        peaks = [(max(run["rss"] for run in row.ours), row) for row in self.rows.values() if row.size == size]
        if limit and peaks:
            peak, row = max(peaks, key=lambda pair: pair[0])
            self.judge(f"{size}: peak memory ({row.way.name}, {name(row.case)})", [peak], limit, " MiB", 0)

    def growth(self, way):
        """What ten times as many releases cost, and a hundred times as many."""
        for case in (FULL, CACHED):
            small, large = self.get(10_000, way, case), self.get(100_000, way, case)
            if small and large and not way.is_git:
                self.judge(f"{way.name}: {case}, CPU at 100000 / at 10000", self.quotients(large, small), GROWTH_LIMIT)
        for case in FEW:
            small = self.get(1000, way, case)
            for size in self.sizes:
                large = self.get(size, way, case)
                if way.is_git and small and large and size > 1000:
                    self.judge(f"{way.name}: {name(case)}, CPU at {size} / at 1000", self.quotients(large, small), GIT_GROWTH)

    @staticmethod
    def quotients(large, small):
        """Runs of two sizes are no pairs: each is compared with the median of the other size."""
        return [run["cpu"] / median(small.ours, "cpu") for run in large.ours]

    @property
    def exit_code(self):
        if "too noisy" in self.words:
            return 75
        return 1 if "NOT MET" in self.words else 0


def figures(found):
    """What is told of a registry beside its rows."""
    told = {}
    if "site" in found:
        told["files of the site"], told["MiB of the site"] = found["site"][0], found["site"][1] // MIB
    if "restat" in found:
        told["CPU seconds of a stat of known files"] = round(median(found["restat"], "cpu"), 3)
    return told


def peers(found, missing):
    """A table of other tools, and the names of those that are not installed."""
    lines = []
    if found:
        lines = table("other tools, CPU s", "full", "one more package", "peak MiB")
        for size, program, full, more in found:
            lines.append(line(
                f"{program}, {size}", f"{median(full, 'cpu'):.3f}", f"{median(more, 'cpu'):.3f}",
                f"{max(run['rss'] for run in full + more):.0f}"))
    if missing:
        lines += ["", f"Not installed, not measured: {', '.join(missing)}."]
    return lines
