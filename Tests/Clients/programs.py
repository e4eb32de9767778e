"""The system programs that the tests drive, and where Debian keeps them.

None of them is optional: a suite that quietly leaves out a client proves nothing about that client.
"""

import os
import shutil
import sys
from pathlib import Path

DEBIAN_PACKAGES = {
    "apache2": "apache2",
    "bsdtar": "libarchive-tools",
    "caddy": "caddy",
    "chromium": "chromium",
    "diff": "diffutils",
    "disorderfs": "disorderfs",
    "faketime": "faketime",
    "fusermount": "fuse3",
    "gcc": "gcc",
    "git": "git",
    "go": "golang-go",
    "minisign": "minisign",
    "nginx": "nginx-light",
    "ssh-keygen": "openssh-client",
    "unzip": "unzip",
}


# Debian's copies of Go packages, and the package of Go's checksum database among them.
GO_PATH = Path("/usr/share/gocode")
GO_SUMDB = GO_PATH / "src" / "golang.org" / "x" / "mod" / "sumdb"


def find(name):
    """The path of a program, also in the folders for administrators, or None."""
    folders = os.environ.get("PATH", "") + os.pathsep + os.pathsep.join(["/usr/sbin", "/sbin", "/usr/local/sbin"])
    return shutil.which(name, path=folders)


def path(name):
    """The path of a program that `missing` has already vouched for."""
    found = find(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed; apt-get install {DEBIAN_PACKAGES.get(name, name)}")
    return found


def prompd():
    """The real client, from the environment that runs the tests."""
    beside = Path(sys.executable).with_name("prompd")
    return str(beside) if beside.exists() else shutil.which("prompd")


def missing():
    """One line for each program that is not here, with the remedy."""
    lines = [
        f"{name} is not installed: apt-get install {package}"
        for name, package in sorted(DEBIAN_PACKAGES.items())
        if find(name) is None
    ]
    if not GO_SUMDB.is_dir():
        lines.append(f"{GO_SUMDB} is not there: apt-get install golang-golang-x-mod-dev")
    if prompd() is None:
        lines.append("prompd is not installed: pip install -r Tests/Clients/requirements.txt")
    return lines
