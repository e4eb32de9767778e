"""The guides, walked through as a new user would: every command in them is run, in order, in an empty folder."""

import re
import subprocess

import pytest

import promptuary
from test_readme import BLOCK

GUIDES = sorted((promptuary.REPOSITORY / "docs" / "guides").glob("*.md"))


@pytest.fixture
def walk(folder):
    """Runs the blocks of a guide in one shell; the answer is the folder and what was printed."""

    def run(guide):
        home, programs, place = (folder / name for name in ("home", "bin", "place"))
        for made in (home, programs, place):
            made.mkdir()
        (programs / "promptuary").symlink_to(promptuary.binary())
        (home / ".gitconfig").write_text("[user]\n\tname = Ada\n\temail = ada@small.example\n")
        script = "set -euo pipefail\n" + "\n".join(BLOCK.findall(guide.read_text()))
        env = promptuary.environment(HOME=str(home), PATH=f"{programs}:/usr/local/bin:/usr/bin:/bin", GIT_CONFIG_NOSYSTEM="1")
        done = subprocess.run(
            ["bash", "-c", script], cwd=place, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=300)
        assert done.returncode == 0, f"exit {done.returncode}:\n{done.stdout[-5000:]}"
        return place, done.stdout

    return run


def guide(name):
    found, = (path for path in GUIDES if path.name == name)
    return found


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_every_command_of_a_guide_is_one_that_is_run(path):
    """No block of shell commands stands without its mark."""
    assert len(re.findall(r"^```sh$", path.read_text(), re.M)) == len(BLOCK.findall(path.read_text())) > 0


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_links_of_a_guide_lead_somewhere(path):
    """Files that are there, and anchors that they have."""
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", path.read_text()):
        file = (path.parent / target).resolve() if target else path
        assert file.exists(), target
        if anchor:
            text = file.read_text()
            headings = {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in re.findall(r"^#+ (.*)$", text, re.M)}
            assert f'<a id="{anchor}">' in text or anchor in headings, f"{target}#{anchor}"


def test_a_maintainer_publishes_by_the_guide(walk):
    """Three releases and a yank are in the registry; the version whose number was too small is not."""
    place, said = walk(guide("publish-by-request.md"))
    words = ["git", "-C", place / "registry.git", "ls-tree", "-r", "--name-only", "main"]
    files = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
    versions = {path.split("/")[3] for path in files if path.endswith(".pdpkg")}
    assert versions == {"1.0.0", "1.1.0", "2.0.0"}
    assert "packages/acme/greeter/package.yaml" in files
    assert "interface-step" in said and "needs-person" in said
    assert "release-struck-out" in said and "signatures-lost" not in said
    promptuary.run("check", place / "mine").expect(promptuary.DONE)


def test_a_reviewer_looks_and_agrees_by_the_guide(walk):
    """Both requests are in, with their approvals, and the page for the reviewer is there."""
    place, said = walk(guide("review.md"))
    words = ["git", "-C", place / "registry.git", "ls-tree", "-r", "--name-only", "main"]
    files = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
    assert {path.split("/")[3] for path in files if path.endswith(".pdpkg")} == {"1.0.0", "1.3.0"}
    assert {path.split("/")[0] for path in files} >= {"approvals", "overrides"}
    assert "Greet {name}." in (place / "dossier.html").read_text()
    assert "may-merge: no" in said and "may-merge: yes" in said
