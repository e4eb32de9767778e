"""Equal trees give equal bytes, and whatever happens to a build, a reader sees the old site or the new one."""

import hashlib
import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

import programs
import promptuary
from conftest import SAMPLE
from workshop import copy_tree

KILLS = 14
SEED = 17


def identical(one, other):
    """`diff -r` finds no difference."""
    done = subprocess.run(
        [programs.path("diff"), "-r", "--no-dereference", one, other], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[:4000] + done.stderr[:1000]


def snapshot(site):
    """Path -> (inode, time of last change, digest) of every file; folders only by name."""
    rows = {}
    for path in sorted(Path(site).rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_dir():
            rows[name] = None
        else:
            status = path.lstat()
            rows[name] = (status.st_ino, status.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
    return rows


def contents(site):
    """Path -> digest."""
    return {name: row and row[2] for name, row in snapshot(site).items()}


def leftovers(folder, *expected):
    """What lies in a folder beside what is expected there; the state beside a site belongs to it."""
    names = {p.name for p in Path(folder).iterdir()}
    return {n for n in names if n not in expected and ("tmp" in n.lower() or "temp" in n.lower() or n.endswith("~"))}


def temporaries(site):
    """Files in a site that look like a write that was not finished."""
    return [p for p in Path(site).rglob("*") if ".tmp" in p.name or p.name.endswith(("~", ".partial", ".lock"))]


# ---------------------------------------------------------------- equal bytes

SURROUNDINGS = {
    "twice": {},
    "another time zone": {"env": {"TZ": "Pacific/Kiritimati"}},
    "a far past zone": {"env": {"TZ": "America/Anchorage"}},
    "a locale": {"env": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"}},
    "the C locale": {"env": {"LC_ALL": "C", "LANG": "C"}},
    "no home": {"env": {"HOME": "/nonexistent", "USER": "nobody", "LOGNAME": "nobody"}},
    "a strict umask": {"umask": 0o077},
    "a lax umask": {"umask": 0o000},
    "another day": {"prefix": ("faketime", "2031-02-28 23:59:58")},
    "an earlier day": {"prefix": ("faketime", "2001-09-09 01:46:40")},
}


@pytest.mark.parametrize("case", SURROUNDINGS)
def test_surroundings_change_nothing(case, tree, site, folder):
    """The same tree gives the same site under another clock, zone, locale, user setting and umask."""
    options = dict(SURROUNDINGS[case])
    options["env"] = promptuary.environment(**options.get("env", {}))
    if "prefix" in options:
        options["prefix"] = (programs.path(options["prefix"][0]), *options["prefix"][1:])
    promptuary.build(tree.folder, folder / "again", **options).expect(promptuary.DONE)
    identical(site, folder / "again")


def test_the_place_changes_nothing(site, folder):
    """A copy of the tree elsewhere, with other file times and other inodes, built from inside it, gives the same site."""
    copied = copy_tree(SAMPLE, folder / "else" / "where")
    for path in copied.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    promptuary.build(".", "../new-site", cwd=copied).expect(promptuary.DONE)
    identical(site, folder / "else" / "new-site")


def test_the_order_of_folders_changes_nothing(tree, site, folder):
    """Three builds from a file system that shuffles its folders give the same site."""
    if not Path("/dev/fuse").exists():
        pytest.skip("no /dev/fuse here, which disorderfs needs")
    mounted = folder / "shuffled"
    mounted.mkdir()
    subprocess.run(
        [programs.path("disorderfs"), "--quiet", "--shuffle-dirents=yes", "--reverse-dirents=no", tree.folder, mounted],
        check=True, capture_output=True, timeout=30)
    try:
        for number in range(3):
            promptuary.build(mounted, folder / f"site-{number}").expect(promptuary.DONE)
            identical(site, folder / f"site-{number}")
    finally:
        subprocess.run([programs.path("fusermount"), "-u", mounted], check=True, timeout=30)


def git(folder, *words):
    env = promptuary.environment(
        GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", GIT_AUTHOR_NAME="T", GIT_AUTHOR_EMAIL="t@example",
        GIT_COMMITTER_NAME="T", GIT_COMMITTER_EMAIL="t@example", GIT_AUTHOR_DATE="2025-03-04T05:06:07Z",
        GIT_COMMITTER_DATE="2025-03-04T05:06:07Z")
    return subprocess.run(
        [programs.path("git"), "-C", folder, *words], check=True, capture_output=True, timeout=60, env=env).stdout


def test_two_clones_give_the_same_site(folder):
    """Two clones of one commit, at two places, give the same site; so does the commit's bare tree of files."""
    first = copy_tree(SAMPLE, folder / "first")
    git(first, "init", "-q", "-b", "main")
    git(first, "add", "-A", "-f")
    git(first, "commit", "-q", "-m", "sample")
    git(folder, "clone", "-q", first, folder / "second")
    for name in ("first", "second"):
        promptuary.build(folder / name, folder / f"site-{name}").expect(promptuary.DONE)
    identical(folder / "site-first", folder / "site-second")


# ---------------------------------------------------------------- building again

def test_building_again_touches_nothing(tree, folder):
    """A build of an unchanged tree leaves every inode and every file time."""
    site = folder / "site"
    promptuary.build(tree.folder, site).expect(promptuary.DONE)
    before = snapshot(site)
    promptuary.build(tree.folder, site).expect(promptuary.DONE)
    assert snapshot(site) == before


def grow(workshop, name="grown"):
    """Adds a signed release to the tree."""
    return workshop.publish(workshop.tree.signable_namespace(), name, "1.0.0")


def test_an_incremental_build_equals_a_clean_one(workshop, folder):
    """After a change only the files that depend on it are written, and the result is what a clean build makes."""
    site = folder / "site"
    promptuary.build(workshop.folder, site).expect(promptuary.DONE)
    before = snapshot(site)
    grow(workshop)
    promptuary.build(workshop.folder, site).expect(promptuary.DONE)
    after = snapshot(site)
    promptuary.build(workshop.folder, folder / "clean").expect(promptuary.DONE)
    identical(folder / "clean", site)
    same = {n for n, row in before.items() if row and n in after and after[n] and after[n][2] == row[2]}
    assert len(same) > len(before) // 4
    assert {n: after[n] for n in same} == {n: before[n] for n in same}


def test_what_leaves_the_tree_leaves_the_site(workshop, folder):
    """A namespace document or a package that is withdrawn before any build elsewhere is gone from a clean build too."""
    site = folder / "site"
    promptuary.build(workshop.folder, site).expect(promptuary.DONE)
    reference = contents(site)
    added = grow(workshop)
    promptuary.build(workshop.folder, folder / "grown").expect(promptuary.DONE)
    assert contents(folder / "grown") != reference
    shutil.rmtree(added.parent.parent)
    promptuary.build(workshop.folder, folder / "clean").expect(promptuary.DONE)
    assert contents(folder / "clean") == reference


# ---------------------------------------------------------------- builds that fail

def test_a_failed_build_leaves_the_site(workshop, folder):
    """When the tree has a finding, the site stays as it was to the inode, and nothing temporary is left."""
    site = folder / "site"
    promptuary.build(workshop.folder, site).expect(promptuary.DONE)
    before, beside = snapshot(site), sorted(p.name for p in folder.iterdir())
    release = workshop.tree.public[0]
    release.signatures[0].unlink()
    refused = promptuary.build(workshop.folder, site).expect(promptuary.FINDINGS)
    assert release.file.name in refused.out + refused.err, refused
    assert snapshot(site) == before
    assert sorted(p.name for p in folder.iterdir()) == beside


def test_a_failed_first_build_makes_no_site(workshop, folder):
    """A bad tree gives no site at all, not half of one."""
    workshop.tree.public[0].signatures[0].unlink()
    promptuary.build(workshop.folder, folder / "site").expect(promptuary.FINDINGS)
    assert not (folder / "site").exists() or not any((folder / "site").iterdir())


def test_a_released_file_never_changes(workshop, folder):
    """A release that was built once cannot be replaced, not even with a good signature."""
    namespace = workshop.tree.signable_namespace()
    file = workshop.publish(namespace, "kept", "1.0.0")
    site = folder / "site"
    promptuary.build(workshop.folder, site).expect(promptuary.DONE)
    before = snapshot(site)
    for old in file.parent.iterdir():
        old.unlink()
    workshop.publish(namespace, "kept", "1.0.0", files={"new.txt": "another content"})
    refused = promptuary.build(workshop.folder, site).expect(promptuary.FINDINGS)
    assert "kept-1.0.0" in refused.out + refused.err, refused
    assert snapshot(site) == before


def test_output_inside_input_is_refused(workshop, folder):
    """A site inside its tree, a tree inside its site, and one folder for both are refused before anything is written."""
    before = contents(workshop.folder)
    (folder / "link").symlink_to(workshop.folder, target_is_directory=True)
    for tree, site in (
        (workshop.folder, workshop.folder / "site"), (workshop.folder, workshop.folder), (workshop.folder, folder),
        (workshop.folder, folder / "link" / "site"), (folder / "link", workshop.folder / "packages"),
    ):
        refused = promptuary.build(tree, site)
        assert refused.code in (promptuary.WRONG_USE, promptuary.FINDINGS), refused
        assert refused.err.strip(), refused
        assert contents(workshop.folder) == before
    assert sorted(p.name for p in folder.iterdir()) == ["link", "tree"]


def test_a_folder_of_something_else_is_not_taken_over(tree, folder):
    """A target with files that no build wrote is refused and left alone."""
    target = folder / "home"
    target.mkdir()
    (target / "thesis.txt").write_text("the only copy")
    refused = promptuary.build(tree.folder, target)
    if refused.code != promptuary.DONE:
        assert "home" in refused.err, refused
        assert [p.name for p in target.iterdir()] == ["thesis.txt"]
    assert (target / "thesis.txt").read_text() == "the only copy"


def test_wrong_use_is_told(folder, tree):
    """Missing trees, missing arguments and unknown options end with the code for wrong use or for the disk."""
    for words, codes in {
        ("build",): [promptuary.WRONG_USE], ("build", str(tree.folder)): [promptuary.WRONG_USE],
        ("build", str(folder / "none"), str(folder / "site")): [promptuary.WRONG_USE, promptuary.DISK, promptuary.FINDINGS],
        ("check", str(folder / "none")): [promptuary.WRONG_USE, promptuary.DISK, promptuary.FINDINGS],
        ("no-such-verb",): [promptuary.WRONG_USE], ("build", "--no-such-option", "a", "b"): [promptuary.WRONG_USE],
    }.items():
        answer = promptuary.run(*words).expect(*codes)
        assert answer.err.strip(), answer
    assert not (folder / "site").exists()


# ---------------------------------------------------------------- two at once, and killed ones

def start(tree, site):
    return subprocess.Popen(
        promptuary.command(*promptuary.build_arguments(tree, site)), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=promptuary.environment())


def test_two_builds_at_once(tree, site, folder):
    """Of two builds into one site at least one succeeds, the other waits or says who is there; the site is right."""
    for round_number in range(4):
        target = folder / f"site-{round_number}"
        both = [start(tree.folder, target) for _ in range(2)]
        ends = []
        for process in both:
            try:
                output, _ = process.communicate(timeout=300)
            finally:
                process.kill()
            ends.append((process.returncode, output.decode("utf-8", "replace")))
        codes = [code for code, _ in ends]
        assert promptuary.DONE in codes, ends
        for code, text in ends:
            assert code in (promptuary.DONE, promptuary.TRY_AGAIN), ends
            assert code == promptuary.DONE or "build" in text.lower(), text
        identical(site, target)
        assert not temporaries(target)


def kill_at(tree, site, seconds):
    """Starts a build and kills it after a while; true if it was still running."""
    process = start(tree, site)
    try:
        process.communicate(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate(timeout=30)
        return True


def duration(tree, site):
    begin = time.monotonic()
    promptuary.build(tree, site).expect(promptuary.DONE)
    return time.monotonic() - begin


def test_a_killed_first_build_is_repaired_by_the_next(tree, site, folder):
    """After SIGKILL at any moment the next build makes the site that a clean build makes, with nothing left over."""
    source = random.Random(SEED)
    whole = duration(tree.folder, folder / "measured")
    killed = 0
    for number in range(KILLS):
        target = folder / f"killed-{number}"
        killed += kill_at(tree.folder, target, whole * source.uniform(0.02, 0.98))
        promptuary.build(tree.folder, target).expect(promptuary.DONE)
        identical(site, target)
        assert not temporaries(target)
        shutil.rmtree(target)
    assert killed > KILLS // 3
    assert not leftovers(folder, "measured")


def test_a_killed_rebuild_shows_old_or_new(workshop, folder):
    """While a rebuild is killed at any moment, each file of the site is the old or the new one, whole."""
    source = random.Random(SEED + 1)
    target = folder / "site"
    promptuary.build(workshop.folder, target).expect(promptuary.DONE)
    old = contents(target)
    for number in range(KILLS // 2):
        grow(workshop, f"grown-{number}")
        clean = folder / "clean"
        whole = duration(workshop.folder, clean)
        new = contents(clean)
        kill_at(workshop.folder, target, whole * source.uniform(0.02, 0.9))
        for name, value in contents(target).items():
            if not Path(name).name.startswith("."):
                assert value in (old.get(name), new.get(name)), f"{name} is neither the old nor the new file"
        promptuary.build(workshop.folder, target).expect(promptuary.DONE)
        identical(clean, target)
        assert not temporaries(target)
        shutil.rmtree(clean)
        old = new


def test_a_full_disk_is_told_and_survived(tree, site, folder, is_root):
    """A full disk ends with the code for the disk and a sentence; with room the next build succeeds."""
    if not is_root:
        pytest.skip("only root can mount a small file system")
    size = sum(p.stat().st_blocks * 512 for p in site.rglob("*") if p.is_file())
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size // 2}", "tmpfs", disk], capture_output=True, timeout=30)
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount: " + mounted.stderr.decode("utf-8", "replace").strip())
    try:
        target = disk / "site"
        refused = promptuary.build(tree.folder, target).expect(promptuary.DISK)
        assert "space" in refused.err.lower() and str(disk) in refused.err, refused
        assert not temporaries(disk)
        subprocess.run(["mount", "-o", f"remount,size={size * 8}", disk], check=True, timeout=30)
        promptuary.build(tree.folder, target).expect(promptuary.DONE)
        identical(site, target)
    finally:
        subprocess.run(["umount", disk], check=True, timeout=30)


def test_a_full_disk_leaves_the_old_site(workshop, folder, is_root):
    """When the disk fills up during a rebuild, the previous site goes on being whole."""
    if not is_root:
        pytest.skip("only root can mount a small file system")
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", disk], capture_output=True, timeout=30)
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount: " + mounted.stderr.decode("utf-8", "replace").strip())
    try:
        target = disk / "site"
        promptuary.build(workshop.folder, target).expect(promptuary.DONE)
        old = contents(target)
        workshop.publish(
            workshop.tree.signable_namespace(), "large", "1.0.0", files={"noise.txt": random.Random(1).randbytes(4 << 20).hex()})
        promptuary.build(workshop.folder, folder / "clean").expect(promptuary.DONE)
        new = contents(folder / "clean")
        room = os.statvfs(disk)
        used = (room.f_blocks - room.f_bfree) * room.f_frsize
        subprocess.run(["mount", "-o", f"remount,size={used + (1 << 20)}", disk], check=True, timeout=30)
        promptuary.build(workshop.folder, target).expect(promptuary.DISK)
        for name, value in contents(target).items():
            assert value in (old.get(name), new.get(name)), name
        assert not temporaries(disk)
    finally:
        subprocess.run(["umount", disk], check=True, timeout=30)


def test_a_read_only_target_is_told(tree, folder, is_root):
    """A target that cannot be written ends with the code for the disk and the path."""
    if is_root:
        target = Path("/proc/promptuary-site")
    else:
        locked = folder / "locked"
        locked.mkdir(mode=0o500)
        target = locked / "site"
    refused = promptuary.build(tree.folder, target).expect(promptuary.DISK)
    assert str(target) in refused.err or target.name in refused.err, refused
