"""The commands that the README shows are commands that work."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import promptuary
import servers
from conftest import SAMPLE
from workshop import copy_tree

README = promptuary.REPOSITORY / "README.md"
BLOCK = re.compile(r"<!-- tested -->\s*\n```sh\n(.*?)^```", re.S | re.M)


def blocks():
    """The tested blocks of the README, in order."""
    return BLOCK.findall(README.read_text())


@pytest.fixture
def checkout(folder):
    """A folder as a reader has it after cloning: the sample, and the program on the path."""
    place = folder / "checkout"
    place.mkdir()
    copy_tree(SAMPLE, place / "sample-registry")
    programs = folder / "bin"
    programs.mkdir()
    (programs / "promptuary").symlink_to(promptuary.binary())
    return place, programs


def test_the_readme_has_tested_commands():
    """At least one block is marked, and each mark stands before a block of shell commands."""
    assert blocks()
    assert README.read_text().count("<!-- tested -->") == len(blocks())


def test_the_readme_works_as_written(checkout, folder):
    """All marked blocks run in order, in one shell, with a home of their own, and none fails."""
    place, programs = checkout
    script = "set -euo pipefail\n" + "\n".join(blocks())
    home = folder / "home"
    home.mkdir()
    search = ":".join([str(programs), str(Path(sys.executable).parent), "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"])
    env = promptuary.environment(HOME=str(home), PATH=search)
    log = folder / "readme.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(
            ["bash", "-c", script], cwd=place, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True)
    try:
        code = process.wait(600)
    finally:
        end_session(process)
    assert code == 0, f"exit {code}:\n{script}\n---\n{log.read_text(errors='replace')[-5000:]}"


def end_session(process):
    """Ends what the commands left running: they are children of the session that we started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    servers.stop(process)


def test_the_page_about_verifying_works_as_written(signed_sample, tree, folder):
    """The lines for python-tuf fetch a package file, with nothing but the address and the path put in."""
    text = (promptuary.REPOSITORY / "docs" / "verify.md").read_text()
    script, = re.findall(r"<!-- tested -->\s*\n```python\n(.*?)^```", text, re.S | re.M)
    release = next(r for r in tree.public if r.is_archive)
    path = f"{release.scoped}/-/{release.published_as}"
    (folder / "root.json").write_bytes(signed_sample.root)
    site = folder / "site"
    promptuary.signed_build(tree.folder, site, signed_sample.online).expect(promptuary.DONE)
    with servers.plain(site, folder) as host:
        for old, new in (("https://prompts.example.org", host.base), ("@acme/greeter/-/greeter-1.0.0.pdpkg", path)):
            assert script.count(old) == 1
            script = script.replace(old, new)
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, timeout=120,
            env=promptuary.environment(), stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    assert (folder / done.stdout.strip()).read_bytes() == release.bytes


def test_links_of_the_readme_lead_somewhere():
    """Files that the README links to are there."""
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", README.read_text()):
        if "://" not in link and not link.startswith("mailto:"):
            assert (promptuary.REPOSITORY / link).exists(), link
