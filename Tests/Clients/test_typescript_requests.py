"""The requests of the TypeScript client and the desktop app, imitated byte for byte, and what the servers owe them."""

import email.utils
import gzip
import io
import json
import re
import socket
import zipfile
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

import web

AS_TYPESCRIPT = {
    "User-Agent": "prompd-cli/0.2.4", "Content-Type": "application/json", "Authorization": "Bearer nobody-checks-this"}
PACKAGE_TYPES = {"application/zip", "application/octet-stream"}
VERSION = re.compile(r"\d+\.\d+\.\d+")


def ask(url):
    """One request of the TypeScript client: follows redirects, looks at no content type."""
    return web.get(url, follow=True, headers=AS_TYPESCRIPT)


@pytest.fixture(scope="session")
def packages(tree):
    """Scoped name -> releases, for the public archives, which are what these clients know."""
    return tree.packages([r for r in tree.public if r.is_archive and r.identity.startswith("@")])


def files_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}


# ---------------------------------------------------------------- every host, redirects followed

def test_search_lists_every_package(host, packages):
    """A search answers rows with the full name, and the paging that the app reads."""
    document = ask(f"{host.base}/packages?" + urlencode({"search": "x", "limit": 20, "type": "package,workflow"})).json
    rows = {row["name"]: row for row in document["packages"]}
    assert set(packages) <= set(rows)
    for row in rows.values():
        for key in ("name", "version", "description", "author", "type"):
            assert isinstance(row[key], str), row
    assert document["pagination"]["total"] == document["total"] == len(rows)


def test_info_names_the_latest_version(host, packages):
    """The package's own document says which version `latest` is: its `version`."""
    for scoped, releases in packages.items():
        info = ask(f"{host.base}/packages/{scoped}").json
        assert info["name"] == scoped
        assert info["version"] in {r.version for r in releases if not r.yanked}
        assert isinstance(info["versions"], list) and isinstance(info["dependencies"], dict)
        assert isinstance(info["files"], list) and all(isinstance(f, str) for f in info["files"])
        assert isinstance(info.get("downloads", 0), int) and isinstance(info["tags"], list)
        assert "readme" not in info, "one client then waits for an answer at a terminal"
        assert None not in info.values(), info


def test_versions_are_listed(host, packages):
    """The version list is one object with a list, and at the installer's endpoint the bare list."""
    endpoints = web.get(host.base + "/.well-known/registry.json").json["endpoints"]
    for scoped, releases in packages.items():
        document = ask(f"{host.base}/packages/{scoped}/versions").json
        assert {row["version"] for row in document["versions"]} == {r.version for r in releases}
        bare = endpoints["scopedPackageVersions"].format(scope=releases[0].namespace, package=releases[0].name)
        assert isinstance(web.get(host.base + "/" + bare.lstrip("/")).json, list), scoped


def test_exact_versions_download(host, packages):
    """Every version, pre-releases too, downloads as the signed bytes, with both manifests inside or one of them."""
    for scoped, releases in packages.items():
        for release in releases:
            reply = ask(f"{host.base}/packages/{scoped}/download/{quote(release.version, safe='')}")
            assert reply.status == 200 and reply.body == release.bytes, release.path
            inside = files_of(reply.body)
            manifest = json.loads(inside.get("prompd.json") or inside["manifest.json"])
            assert (manifest.get("id") or manifest["name"], manifest["version"]) == (scoped, release.version)


def test_latest_downloads(host, packages):
    """The download without a version is the version that the package's document names."""
    for scoped, releases in packages.items():
        version = ask(f"{host.base}/packages/{scoped}").json["version"]
        reply = ask(f"{host.base}/packages/{scoped}/download")
        assert reply.status == 200, scoped
        assert reply.body == next(r.bytes for r in releases if r.version == version), scoped


def test_percent_encoded_names_are_the_same_packages(host, packages):
    """The app's backend encodes `@` and `/` of the name."""
    for scoped, releases in packages.items():
        encoded = quote(scoped, safe="")
        assert ask(f"{host.base}/packages/{encoded}").json["name"] == scoped
        assert ask(f"{host.base}/packages/{encoded}/versions").status == 200
        release = releases[0]
        assert ask(f"{host.base}/packages/{encoded}/download/{quote(release.version, safe='')}").body == release.bytes


def test_what_is_not_there_is_not_found(host, packages):
    """Unknown names answer 404 and nothing else, never a page that says so with 200."""
    scoped, releases = next(iter(packages.items()))
    scope = releases[0].namespace
    for path in (
        f"/packages/{scoped}x", f"/packages/@{scope}/no-such-package", "/packages/@no-such-scope/x",
        f"/packages/{scoped}/download/987.654.321", f"/packages/@{scope}/no-such-package/versions",
        f"/@{scope}/no-such-package/package.json", f"/@{scope}/no-such-package/", "/api/v1/packages/no/such",
        "/api/v1/nothing", "/metadata/2.root.json", "/no-such-file.json", "/user/me", "/v1/user/me",
    ):
        assert ask(host.base + path).status == 404, path


# ---------------------------------------------------------------- hosts with the generated configuration

def canonical(packages):
    """The canonical API paths of a few packages, with the media types that they answer with."""
    paths = [("/packages?search=a&limit=20", {"application/json"}), ("/packages", {"application/json"})]
    for scoped, releases in list(packages.items())[:5]:
        paths += [
            (f"/packages/{scoped}", {"application/json"}), (f"/packages/{scoped}/versions", {"application/json"}),
            (f"/packages/{scoped}/download/{releases[0].version}", PACKAGE_TYPES),
            (f"/packages/{scoped}/download", PACKAGE_TYPES)]
    return paths


def test_canonical_paths_answer_without_a_redirect(configured, packages):
    """No client has to follow anything, with or without a slash at the end."""
    for path, types in canonical(packages):
        reply = web.get(configured.base + path, headers=AS_TYPESCRIPT)
        assert reply.status == 200, (path, reply.status)
        assert reply.type in types, (path, reply.type)


def test_files_have_their_types(configured, tree):
    """Documents, feeds, pictures, packages and signatures say what they are and are never sniffed."""
    archive = next(r for r in tree.public if r.is_archive)
    scoped = archive.scoped
    for path, types in {
        "/": {"text/html"}, f"/{scoped}/": {"text/html"}, "/.well-known/registry.json": {"application/json"},
        "/packages.json": {"application/json"}, f"/{scoped}/package.json": {"application/json"},
        f"/{scoped}/versions.json": {"application/json"}, f"/{scoped}/feed.atom": {"application/atom+xml"},
        f"/{scoped}/badge.svg": {"image/svg+xml"}, f"/{scoped}/-/{archive.published_as}": PACKAGE_TYPES,
        "/status.json": {"application/json"}, "/namespaces.json": {"application/json"},
        f"/keys/@{archive.namespace}/keys.json": {"application/json"},
        f"/keys/@{archive.namespace}/allowed_signers": {"text/plain"},
    }.items():
        reply = web.get(configured.base + path)
        assert reply.status == 200, (path, reply.status)
        assert reply.type in types, (path, reply.type)
        assert reply.headers.get("x-content-type-options") == "nosniff", path


def test_prompt_gen_files_are_text(configured, tree):
    """A Prompt Gen file is YAML text, never JSON and never a page."""
    release = next(r for r in tree.public if not r.is_archive)
    reply = web.get(f"{configured.base}/{release.scoped}/-/{release.published_as}")
    assert reply.type in {"text/yaml", "application/yaml", "application/x-yaml"}, reply.type


def test_pages_forbid_script_of_others(configured, tree):
    """Pages carry a strict content security policy from the server or in themselves."""
    for path in ("/", f"/{tree.public[0].scoped}/"):
        reply = web.get(configured.base + path)
        policy = reply.headers.get("content-security-policy") or policy_of(reply.body.decode())
        assert "default-src 'none'" in policy or "default-src 'self'" in policy, policy
        assert "unsafe-inline" not in policy and "unsafe-eval" not in policy, policy


def policy_of(page):
    found = re.search(r'<meta[^>]+http-equiv="Content-Security-Policy"[^>]+content="([^"]+)"', page, re.I)
    return (found.group(1) if found else "").replace("&#39;", "'")


def test_slashes_and_trailing_slashes(configured, packages):
    """A doubled slash, which one client sends, and a trailing slash reach the same document."""
    scoped = next(iter(packages))
    expected = web.get(f"{configured.base}/packages/{scoped}").json
    assert web.get(f"{configured.base}//packages/{scoped}").json == expected
    assert web.get(f"{configured.base}/packages/{scoped}/").json == expected


def test_lifetimes(configured, tree):
    """Released bytes may be kept for ever, what changes may not."""
    release = next(r for r in tree.public if r.is_archive)
    for path in (f"/{release.scoped}/-/{release.published_as}", f"/packages/{release.scoped}/download/{release.version}"):
        control = web.get(configured.base + path).headers.get("cache-control", "")
        assert "immutable" in control and "max-age=31536000" in control, (path, control)
    for path in (
        "/", "/.well-known/registry.json", "/packages.json", "/packages", f"/{release.scoped}/versions.json",
        f"/{release.scoped}/", f"/packages/{release.scoped}", f"/packages/{release.scoped}/download", "/status.json",
    ):
        control = web.get(configured.base + path).headers.get("cache-control", "")
        age = re.search(r"max-age=(\d+)", control)
        assert "immutable" not in control, (path, control)
        assert "no-cache" in control or (age and int(age.group(1)) <= 3600), (path, control)


def test_precompressed_files(configured, site, tree):
    """Large documents travel compressed to those who ask, unchanged, and plain to those who do not."""
    documents = [p for p in site.rglob("*") if p.is_file() and p.suffix in (".json", ".css", ".js")]
    for file in sorted(documents, key=lambda p: -p.stat().st_size)[:3]:
        url = f"{configured.base}/{quote(file.relative_to(site).as_posix(), safe='/@')}"
        small = web.get(url, headers={"Accept-Encoding": "gzip"})
        assert small.headers.get("content-encoding") == "gzip", (url, small.headers)
        assert gzip.decompress(small.body) == file.read_bytes(), url
        assert "accept-encoding" in small.headers.get("vary", "").lower(), (url, small.headers)
        full = web.get(url)
        assert "content-encoding" not in full.headers and full.body == file.read_bytes(), url
    release = next(r for r in tree.public if r.is_archive)
    reply = web.get(f"{configured.base}/{release.scoped}/-/{release.published_as}", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in reply.headers and reply.body == release.bytes


def test_only_reading_is_allowed(configured, packages):
    """Methods that write are refused and change nothing."""
    scoped = next(iter(packages))
    for method in ("PUT", "POST", "DELETE"):
        assert web.get(f"{configured.base}/packages/{scoped}", method=method, body=b"x").status in (403, 404, 405, 501)


def test_nothing_outside_the_site_is_served(configured, built):
    """No way of writing `..` leaves the site."""
    outside = built[1].name
    for path in (
        f"/../{outside}/nginx.conf", f"/%2e%2e/{outside}/nginx.conf", f"/..%2f{outside}/nginx.conf",
        f"/packages/..%2f..%2f{outside}/nginx.conf", "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    ):
        assert web.get(configured.base + path).status in (400, 403, 404), path


# ---------------------------------------------------------------- the preview server

@pytest.fixture(scope="session")
def previewed(preview, tree):
    """The URL and the bytes of one package file on the preview server."""
    release = next(r for r in tree.public if r.is_archive)
    return f"{preview.base}/{release.scoped}/-/{release.published_as}", release.bytes


def test_the_preview_answers_the_typescript_client(preview, packages):
    """Search, document, versions and downloads work on the preview server."""
    assert set(packages) <= {row["name"] for row in ask(f"{preview.base}/packages?search=a").json["packages"]}
    for scoped, releases in packages.items():
        assert ask(f"{preview.base}/packages/{scoped}").json["name"] == scoped
        assert ask(f"{preview.base}/packages/{scoped}/versions").json["versions"]
        for release in releases:
            assert ask(f"{preview.base}/packages/{scoped}/download/{quote(release.version, safe='')}").body == release.bytes
    assert ask(f"{preview.base}/packages/@no/such").status == 404


def test_the_preview_knows_what_a_reader_has(previewed):
    """A strong ETag comes with each file; the same tag in If-None-Match answers 304 without a body."""
    url, _ = previewed
    tag = web.get(url).headers["etag"]
    assert re.fullmatch(r'"[^"]+"', tag)
    for value in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = web.get(url, headers={"If-None-Match": value})
        assert (again.status, again.body) == (304, b""), value
        assert again.headers["etag"] == tag
    assert web.get(url, headers={"If-None-Match": '"other"'}).status == 200


def test_the_preview_serves_ranges(previewed):
    """One range answers 206 with exactly its bytes; one that cannot be met 416; nonsense is ignored."""
    url, data = previewed
    size = len(data)
    for value, part in {
        "bytes=0-9": data[:10], "bytes=5-5": data[5:6], f"bytes={size - 3}-": data[-3:], "bytes=-7": data[-7:],
        f"bytes=0-{size * 2}": data, f"bytes=-{size * 2}": data,
    }.items():
        reply = web.get(url, headers={"Range": value})
        first = data.find(part) if len(part) < size else 0
        assert (reply.status, reply.body) == (206, part), value
        assert re.fullmatch(rf"bytes \d+-\d+/{size}", reply.headers["content-range"]), (value, first)
        assert int(reply.headers["content-length"]) == len(part)
    for value in (f"bytes={size}-", f"bytes={size + 5}-{size + 9}", "bytes=-0"):
        reply = web.get(url, headers={"Range": value})
        assert reply.status == 416 and reply.headers["content-range"] == f"bytes */{size}", value
    for value in ("bytes=9-2", "lines=1-2", "bytes=", "bytes=a-b", "nothing"):
        reply = web.get(url, headers={"Range": value})
        assert (reply.status, reply.body) == (200, data), value
    tag = web.get(url).headers["etag"]
    assert web.get(url, headers={"Range": "bytes=0-9", "If-Range": tag}).status == 206
    assert web.get(url, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).status == 200


def test_the_preview_answers_head(previewed, preview):
    """HEAD has the headers of GET and no body."""
    for url in (previewed[0], preview.base + "/packages.json", preview.base + "/"):
        got, head = web.get(url), web.get(url, method="HEAD")
        assert (head.status, head.body) == (200, b""), url
        for name in ("content-type", "content-length", "etag"):
            assert head.headers[name] == got.headers[name], (url, name)
    assert web.get(preview.base + "/no-such-file", method="HEAD").status == 404


def test_the_preview_only_reads(preview):
    """Other methods are refused with 405 and the list of those that are allowed."""
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        reply = web.get(preview.base + "/packages.json", method=method, body=b"{}")
        assert reply.status == 405, method
        assert "GET" in reply.headers.get("allow", ""), method


def test_the_preview_stays_inside_the_site(preview):
    """No spelling of a path reaches a file outside, and none ends the server."""
    for path in (
        "/../../../../etc/passwd", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%00", "/a%00.json",
        "/..%5c..%5cetc", "/%ff%fe", "/%c0%ae%c0%ae/etc/passwd", "/%", "/%zz", "//etc/passwd", "/" + "a" * 7000,
    ):
        reply = web.get(preview.base + path)
        assert reply.status in (400, 403, 404, 414), (path[:40], reply.status)
        assert b"root:" not in reply.body
    assert web.get(preview.base + "/packages.json").status == 200
    assert preview.process.poll() is None


def test_the_preview_listens_only_here(preview):
    """Without being told otherwise the preview listens on 127.0.0.1 alone."""
    listening = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if Path(table).exists():
            for line in Path(table).read_text().splitlines()[1:]:
                words = line.split()
                address, port = words[1].rsplit(":", 1)
                if words[3] == "0A" and int(port, 16) == preview.port:
                    listening.add(address)
    assert listening == {"0100007F"}, listening


def test_the_preview_survives_bad_requests(preview):
    """Half requests, nonsense and several requests on one connection neither hang nor end the server."""
    for text in (b"", b"\r\n\r\n", b"GET\r\n\r\n", b"\x00\xff\x00\r\n\r\n", b"GET / HTTP/1.1\r\nHost", b"GET / HTTP/9.9\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", preview.port), timeout=5) as connection:
            connection.sendall(text)
    with socket.create_connection(("127.0.0.1", preview.port), timeout=10) as connection:
        request = b"HEAD /packages.json HTTP/1.1\r\nHost: x\r\n\r\n"
        last = b"HEAD /packages.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        connection.sendall(request + request + last)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    assert answer.count(b"HTTP/1.1 200") == 3, answer[:500]
    assert web.get(preview.base + "/packages.json").status == 200


def test_the_preview_dates_are_dates(previewed):
    """Last-Modified, where there is one, is a date that clients can read."""
    value = web.get(previewed[0]).headers.get("last-modified")
    assert value is None or email.utils.parsedate_to_datetime(value)
