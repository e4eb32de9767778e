"""The unmodified Python client installs from a site that is nothing but files."""

import gzip
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import programs
import web
from prompd_e2e import Client

HERE = Path(__file__).parent
LOCAL_NAMES = re.compile(r"(?:.*/)?\.[^/]*\Z")


@pytest.fixture
def client(folder, plain_host):
    """The real client with a home of its own, pointed at the plain host and nowhere else."""
    made = Client(programs.prompd(), str(folder), "direct", 120, False)
    made.setup(plain_host.base)
    return made


def test_every_step_of_the_client_passes(host):
    """All read-only steps of the client's own end-to-end script pass, and so do the imitated TypeScript requests."""
    done = subprocess.run(
        [sys.executable, HERE / "prompd_e2e.py", "--base-url", host.base, "--prompd", programs.prompd(), "--static",
         "--ts-probe"],
        capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL)
    report = done.stdout + done.stderr
    assert done.returncode == 0, report
    assert re.search(r"^[1-9]\d* passed, 0 failed$", done.stdout, re.M), report
    assert "FAIL " not in report


def test_the_script_tests_what_matters(host):
    """Nothing that the sample is meant to show is skipped: it has a package with exact dependencies and prompts."""
    done = subprocess.run(
        [sys.executable, HERE / "prompd_e2e.py", "--base-url", host.base, "--prompd", programs.prompd(), "--static"],
        capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL)
    passed = set(re.findall(r"^ok (\S+)$", done.stdout, re.M))
    wanted = {
        "search-hit", "versions", "info", "explain", "install-latest", "install-exact", "install-global",
        "install-from-manifest", "install-with-dependencies", "install-missing", "install-missing-version",
        "resolve-package-reference"}
    assert wanted <= passed, done.stdout


def installer_versions(site, release):
    """What the version list for installers names."""
    rows = json.loads((site / release.scoped / "versions.list.json").read_text())
    return [row["version"] for row in rows]


def test_every_release_installs_exactly(tree, site, client):
    """Each release that the client can name installs, and every file is the one in the signed archive."""
    wanted = [r for r in tree.public if r.is_nameable and r.version in installer_versions(site, r)]
    assert wanted, "the sample has no release that the client can name"

    def problem(release):
        project = client.project()
        code, out = client.run("install", f"{release.identity}@{release.version}", cwd=project)
        if code != 0:
            return f"{release.path}: exit {code}: {out[-400:]}"
        found = Path(client.cache_dir(project, release.identity, release.version))
        files = release.files
        for path, data in files.items():
            if not (found / path).is_file() or (found / path).read_bytes() != data:
                return f"{release.path}: {path} is missing or differs after the installation"
        extra = {p.relative_to(found).as_posix() for p in found.rglob("*") if p.is_file()} - set(files)
        extra = {p for p in extra if not LOCAL_NAMES.match(p)}
        return f"{release.path}: unknown files {sorted(extra)}" if extra else None

    with ThreadPoolExecutor(4) as pool:
        problems = [p for p in pool.map(problem, wanted) if p]
    assert not problems, "\n".join(problems)


def test_the_installer_list_is_complete_and_installable(tree, site):
    """Installers see every plain version that is not yanked, and no pre-release, which they could not install."""
    for scoped, releases in tree.packages([r for r in tree.public if r.is_archive]).items():
        listed = installer_versions(site, releases[0])
        plain = {r.version for r in releases if r.is_nameable}
        assert {r.version for r in releases if r.is_nameable and not r.yanked} <= set(listed) <= plain, scoped
        assert len(listed) == len(set(listed)), scoped


def test_all_versions_are_shown(tree, site):
    """The list for people names every version, pre-releases and yanked ones too."""
    for scoped, releases in tree.packages([r for r in tree.public if r.is_archive]).items():
        shown = json.loads((site / scoped / "versions.json").read_text())["versions"]
        assert {row["version"] for row in shown} == {r.version for r in releases}, scoped
        for row in shown:
            assert isinstance(row["published_at"], str) and isinstance(row["tags"], list), (scoped, row)


def test_what_is_served_is_what_was_signed(tree, site):
    """Each public package file in the site has the very bytes that its publisher signed, and so have the signatures."""
    for release in tree.public:
        published = site / release.scoped / "-" / release.published_as
        assert published.read_bytes() == release.bytes, release.path
        for signature in release.signatures:
            ending = signature.name.removeprefix(release.file.name)
            assert Path(f"{published}{ending}").read_bytes() == signature.read_bytes(), signature


def test_private_packages_are_not_installable(tree, client):
    """The client finds no package of a private namespace."""
    names = sorted({r.identity for r in tree.private if r.is_nameable})
    assert names, "the sample has no private package that the client could name"
    for name in names:
        client.must_fail("install", name, saying=("Package not found in any registry",))
        client.must_fail("versions", name, saying=("404",))


def test_private_namespaces_are_nowhere_in_the_site(tree, built):
    """No name, text or digest of a private package is in any file or path of the site or of its configurations."""
    namespaces = [n for n in tree.namespaces if tree.is_private(n)]
    assert namespaces, "the sample has no private namespace"
    public_names = {r.name for r in tree.public}
    needles = set()
    for namespace in namespaces:
        needles |= {f"@{namespace}/", f"@{namespace}\"", f"/{namespace}/", f"\"{namespace}\"", f">{namespace}<"}
    for release in tree.private:
        needles |= {
            f"{release.namespace}/{release.name}", f"{release.namespace}.{release.name}", release.sha256,
            f"{release.name}-{release.version}"}
        if release.name not in public_names and len(release.name) > 5:
            needles.add(release.name)
        description = release.manifest.get("description") or release.manifest.get("metadata", {}).get("description")
        if description:
            needles.add(description)
    wanted = {n.encode() for n in needles}
    for root in built:
        for file in sorted(root.rglob("*")):
            relative = "/" + file.relative_to(root).as_posix() + ("/" if file.is_dir() else "")
            texts = [relative.encode()]
            if file.is_file():
                data = file.read_bytes()
                texts.append(data)
                if data.startswith(b"\x1f\x8b"):
                    texts.append(gzip.decompress(data))
            for text in texts:
                found = [n for n in wanted if n in text]
                assert not found, f"{relative} names {found}"


def test_search_rows_can_be_copied_into_an_install(tree, site):
    """Rows carry the full name, a description and the newest version, each a string."""
    rows = {row["name"]: row for row in json.loads((site / "packages.json").read_text())["packages"]}
    for release in tree.public:
        if release.is_nameable:
            assert release.identity in rows, release.path
    for name, row in rows.items():
        for key in ("name", "fullName", "version", "latestVersion", "description"):
            assert isinstance(row[key], str) and row[key], (name, key)
        assert not [k for k, v in row.items() if v is None], (name, row)


def test_plain_host_redirects_nothing_the_client_needs(host, tree):
    """Discovery, version list and download answer 200 at once: the installer follows no redirect."""
    discovery = web.get(host.base + "/.well-known/registry.json")
    endpoints = discovery.json["endpoints"]
    for release in tree.public:
        if not release.is_nameable or not release.identity.startswith("@"):
            continue
        words = {"scope": release.namespace, "package": release.name, "version": release.version}
        for endpoint in ("scopedPackage", "scopedVersions", "scopedPackageVersions", "scopedDownload"):
            reply = web.get(host.base + "/" + endpoints[endpoint].format(**words).lstrip("/"))
            assert reply.status == 200, (endpoint, release.path, reply.status)
        assert reply.body == release.bytes, release.path
