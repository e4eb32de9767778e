"""A signed site on each web server: types, lifetimes and exact answers for what verifying clients ask for."""

import contextlib
import gzip
import json
import re
import shutil
from hashlib import sha256

import pytest

import promptuary
import servers
import web

FOREVER = "public, max-age=31536000, immutable"
KINDS = ["nginx", "caddy", "apache", "serve"]


@pytest.fixture(scope="module")
def signed(tree, world):
    """The signed sample, with compressed neighbours and configurations for servers."""
    site, config = world / "hosted", world / "hosted-config"
    promptuary.run(
        "build", tree.folder, site, "--compress", "--server-config", config, "--keys", tree.folder / "demo-keys" / "online"
    ).expect(promptuary.DONE)
    # A name that begins with the ending of compressed files, as a package called gz would make it.
    shard = gzip.compress(b"no")[:3] + b"{}"
    (site / "index" / "packages" / f"{sha256(shard).hexdigest()}.gz.json").write_bytes(shard)
    return site, config


@pytest.fixture(scope="module", params=KINDS)
def host(request, signed, world):
    site, config = signed
    work = world / f"signed-{request.param}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    with contextlib.ExitStack() as stack:
        if request.param == "serve":
            yield stack.enter_context(servers.preview(site, work))
        else:
            yield stack.enter_context(getattr(servers, request.param)(config, work))


def find(site, pattern):
    """The path of one file."""
    return next(p for p in sorted(site.glob(pattern)) if p.is_file()).relative_to(site).as_posix()


def is_short(control):
    age = re.search(r"max-age=(\d+)", control)
    return "immutable" not in control and ("no-cache" in control or bool(age) and int(age[1]) <= 60)


def test_every_file_arrives_as_it_was_signed(host, signed):
    """Whatever its name, and however compressed files are offered."""
    site = signed[0]
    names = [p for top in ("metadata", "log", "keys", "index") for p in sorted((site / top).rglob("*")) if p.is_file()]
    names += sorted(site.glob("@*/*/-/*"))
    for file in names:
        if file.suffix == ".gz":
            continue
        reply = web.get(f"{host.base}/{file.relative_to(site).as_posix()}")
        assert reply.status == 200 and reply.body == file.read_bytes(), file
        assert "content-encoding" not in reply.headers, (file, reply.headers)
        assert reply.headers.get("x-content-type-options") == "nosniff", file


@pytest.mark.parametrize(
    "pattern, media",
    [
        ("metadata/*.snapshot.json", "application/json"), ("metadata/*.bin-00.json", "application/json"),
        ("metadata/1.root.json", "application/json"), ("log/tile/0/*/*", "application/octet-stream"),
        ("log/tile/entries/*/*", "application/octet-stream"), ("log/*.checkpoint", "text/plain"),
        ("index/*.packages.json", "application/json"), ("index/namespaces/*.all.json", "application/json"),
        ("index/packages/*.gz.json", "application/json"), ("index/packages/*.all.json", "application/json"),
        ("@*/*/*.package.json", "application/json"), ("keys/*.log.json", "application/json"),
        ("@*/*/-/*.pdpkg.minisig", "text/plain"),
    ])
def test_immutable_files_are_kept_for_ever(host, signed, pattern, media):
    """Names with a version or a digest never change their bytes."""
    reply = web.get(f"{host.base}/{find(signed[0], pattern)}")
    assert reply.status == 200 and reply.type == media, (pattern, reply.type)
    if host.configured:
        assert reply.headers["cache-control"] == FOREVER, (pattern, reply.headers)


def test_proofs_are_kept_for_a_minute(host, signed):
    """They are made anew when the log loses a key."""
    reply = web.get(f"{host.base}/{find(signed[0], '@*/*/-/*.pdpkg.tlog-proof')}")
    assert reply.status == 200 and reply.type == "text/plain"
    if host.configured:
        assert reply.headers["cache-control"] == "public, max-age=60"


@pytest.mark.parametrize(
    "path, media",
    [
        ("metadata/timestamp.json", "application/json"), ("log/checkpoint", "text/plain"), ("status.json", "application/json"),
        ("index/packages.json", "application/json"), ("keys/log.json", "application/json"),
        ("index/search.json", "application/json"), ("index/packages/all.json", "application/json"),
    ])
def test_what_changes_is_asked_for_again(host, path, media):
    """The newest state is seen within a minute."""
    reply = web.get(f"{host.base}/{path}")
    assert reply.status == 200 and reply.type == media, (path, reply.type)
    assert is_short(reply.headers.get("cache-control", "")), (path, reply.headers)


@pytest.mark.parametrize(
    "path", ["metadata/2.root.json", "metadata/999999.root.json", "metadata/99.bin-00.json", "log/witnessed", "log/tile/9/000",
             f"index/{'0' * 64}.packages.json"])
def test_what_is_missing_is_404_and_not_remembered(host, path):
    """Clients ask for the next root until there is none; a cache must not hide the day on which there is one."""
    reply = web.get(f"{host.base}/{path}")
    assert reply.status == 404, (path, reply.status)
    assert is_short(reply.headers.get("cache-control", "")), (path, reply.headers)


def test_packages_are_saved_under_their_own_name(host, signed):
    """By either name the browser saves a package file, and calls it what its publisher called it."""
    for ending in ("pdpkg", "yaml"):
        for file in sorted(signed[0].glob(f"@*/*/-/*.{ending}"))[:6]:
            name = re.sub(r"^[0-9a-f]{64}\.", "", file.name)
            reply = web.get(f"{host.base}/{file.relative_to(signed[0]).as_posix()}")
            assert reply.headers.get("content-disposition") == f'attachment; filename="{name}"', (file, reply.headers)


def test_our_client_verifies_over_the_server(host, signed, tree, tmp_path):
    """And the doctor finds nothing wrong with how the host answers."""
    promptuary.run("verify", host.base, "--root", tree.folder / "trust" / "root.json", "--state", tmp_path / "state").expect(
        promptuary.DONE)
    checks = json.loads(promptuary.run("doctor", host.base, "--json").out)["checks"]
    about_host = [check for check in checks if check["id"].startswith("host-")]
    assert about_host and not [check for check in about_host if check["state"] in ("problem", "warning")], about_host
