"""The read calls of the Prompt Gen web and desktop clients, with the types and fields that they look at."""

import json
import re
from urllib.parse import quote, urlencode

import pytest
import yaml

import web

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z\Z", re.A)
COUNTED = ("rulebooks", "rules", "prompt_sections", "datatypes")
AS_WEB = {"Content-Type": "application/json", "Authorization": "Bearer nobody-checks-this"}
TEXT, NUMBER, LIST, OBJECT = str, int, list, dict


@pytest.fixture(scope="session")
def packages(tree):
    """Id `namespace.name` -> its releases."""
    grouped = {}
    for release in tree.public:
        if not release.is_archive:
            grouped.setdefault(f"{release.namespace}.{release.name}", []).append(release)
    assert grouped, "the sample has no public Prompt Gen package"
    return grouped


@pytest.fixture(params=["http.server", "nginx", "caddy", "apache"])
def api(request, start):
    """A function that asks one path below the API: without redirects where the host is configured."""
    host = start(request.param)

    def ask(path, **options):
        return web.get(f"{host.base}/api/v1{path}", follow=not host.configured, headers=AS_WEB, **options)

    ask.configured = host.configured
    return ask


def document(api, path):
    """A JSON answer, of the type without which the web client sees an empty list."""
    reply = api(path)
    assert reply.status == 200, (path, reply.status)
    if api.configured:
        assert reply.type == "application/json", (path, reply.type)
    return reply.json


def has(value, **fields):
    """The object has each field, of its type."""
    for name, kind in fields.items():
        assert name in value, f"no {name} in {sorted(value)}"
        assert isinstance(value[name], kind) and not (kind is int and isinstance(value[name], bool)), (name, value[name])


def counts(release):
    """The content counts, computed here."""
    total = dict.fromkeys(COUNTED, 0)
    for content in release.manifest["namespaces"].values():
        for key in COUNTED:
            if isinstance(content.get(key), (dict, list)):
                total[key] += len(content[key])
    return total


def path_of(release):
    return f"/packages/{release.namespace}/{release.name}"


def dated(text):
    assert TIMESTAMP.match(text), text


def test_list(api, packages, tree):
    """The list of packages has every public one, once, and all that both clients read of a row."""
    answer = document(api, "/packages?" + urlencode({"page": 1, "per_page": 20}))
    has(answer, packages=LIST, total=NUMBER, page=OBJECT)
    rows = {f"{row['namespace']}.{row['name']}": row for row in answer["packages"]}
    assert len(rows) == len(answer["packages"]) == answer["total"]
    assert set(packages) <= set(rows)
    assert not [row for row in answer["packages"] if tree.is_private(row["namespace"])]
    for identity, releases in packages.items():
        row = rows[identity]
        has(
            row, id=TEXT, namespace=TEXT, name=TEXT, description=TEXT, author_persona_id=TEXT, created_at=TEXT,
            updated_at=TEXT, author_persona=OBJECT, version_count=NUMBER, latest_version=TEXT, content_counts=OBJECT,
            versions=LIST)
        has(row["author_persona"], id=TEXT, name=TEXT)
        dated(row["created_at"])
        dated(row["updated_at"])
        assert row["version_count"] == len(releases)
        alive = {r.version: r for r in releases if not r.yanked}
        assert row["latest_version"] in alive
        assert row["content_counts"] == counts(alive[row["latest_version"]])
        assert row["versions"][0]["version"] == row["latest_version"], "the desktop client installs versions[0]"
        assert {v["version"] for v in row["versions"]} <= {r.version for r in releases}
        for version in row["versions"]:
            dated(version["published_at"])
    assert document(api, "/packages?search=anything")["packages"] == answer["packages"]
    assert document(api, "/packages") == answer


def test_newest_first(api):
    """The list begins with the package that was created last."""
    created = [row["created_at"] for row in document(api, "/packages")["packages"]]
    assert created == sorted(created, reverse=True)


def test_details(api, packages):
    """A package's document serves readers of the flat and of the wrapped form."""
    for identity, releases in packages.items():
        flat = document(api, path_of(releases[0]))
        has(flat, package=OBJECT, stats=OBJECT)
        has(flat["stats"], total_downloads=NUMBER, downloads_last_30_days=NUMBER, version_count=NUMBER)
        assert flat["stats"]["version_count"] == len(releases)
        for form in (flat, flat["package"]):
            has(
                form, id=TEXT, namespace=TEXT, name=TEXT, author_persona_id=TEXT, created_at=TEXT, updated_at=TEXT,
                versions=LIST, author_persona=OBJECT, latest_version=TEXT)
            assert f"{form['namespace']}.{form['name']}" == identity
            assert "user_id" not in form["author_persona"]
            assert {v["version"] for v in form["versions"]} == {r.version for r in releases}
        by_version = {r.version: r for r in releases}
        for row in flat["versions"]:
            described(row, by_version[row["version"]])
            has(row, content_counts=OBJECT, dependencies=LIST)
            for dependency in row["dependencies"]:
                has(dependency, package=TEXT, version=TEXT)
                assert "resolved_version" in dependency


def described(row, release):
    """A version's entry fits the file."""
    has(
        row, id=TEXT, package_id=TEXT, version=TEXT, signature=TEXT, file_size_bytes=NUMBER, checksum_sha256=TEXT,
        storage_path=TEXT, published_at=TEXT, content_counts=OBJECT)
    dated(row["published_at"])
    assert row["file_size_bytes"] == len(release.bytes)
    assert row["checksum_sha256"] == release.sha256
    assert row["content_counts"] == counts(release)
    if release.yanked:
        dated(row["yanked_at"])
        assert row["yank_reason"]
    else:
        assert row.get("yanked_at") is None


def test_versions(api, packages):
    """A version's document is flat, holds the text and its dependencies."""
    for releases in packages.values():
        for release in releases:
            row = document(api, f"{path_of(release)}/{quote(release.version, safe='+')}")
            described(row, release)
            has(row, yaml_content=TEXT, dependencies=LIST)
            assert row["version"] == release.version
            assert row["yaml_content"].encode() == release.bytes
            declared = {d["package"] for d in release.manifest.get("dependencies") or []}
            assert {f"{d['depends_on_namespace']}.{d['depends_on_name']}" for d in row["dependencies"]} == declared


def test_locked_manifest(api, packages):
    """The resolved dependencies are exact releases of this registry, with their digests, root left out."""
    known = {(i, r.version): r.sha256 for i, releases in packages.items() for r in releases}
    for identity, releases in packages.items():
        for release in releases:
            row = document(api, f"{path_of(release)}/{quote(release.version, safe='+')}")
            locked = row.get("locked_manifest")
            if locked is None:
                assert not release.manifest.get("dependencies"), release.path
                continue
            assert (locked["package"], locked["version"]) == (identity, release.version)
            for dependency in locked["dependencies"]:
                assert known[(dependency["package"], dependency["version"])] == dependency["checksum"]


def test_download(api, packages):
    """A download is the signed file, byte for byte, as text that is not JSON; its id is the package asked for."""
    for identity, releases in packages.items():
        for release in releases:
            for version in {release.version, quote(release.version, safe="")}:
                reply = api(f"{path_of(release)}/{version}/download")
                assert reply.status == 200, (release.path, reply.status)
                assert reply.body == release.bytes
                assert "application/json" not in reply.headers.get("content-type", "")
                if api.configured:
                    assert reply.type in {"text/yaml", "application/yaml", "application/x-yaml", "text/plain"}
            content = yaml.safe_load(reply.body)
            assert content["id"] == identity and content["version"] == release.version and content["metadata"]


def test_what_is_not_there(api, packages, tree):
    """Unknown and private packages answer 404, so that nobody can tell them apart."""
    namespace, name = next(iter(packages)).rpartition(".")[::2]
    paths = [f"/packages/{namespace}/no-such", f"/packages/no-such/{name}", f"/packages/{namespace}/{name}/99.99.99",
             f"/packages/{namespace}/{name}/99.99.99/download", "/nothing"]
    paths += [path_of(r) for r in tree.private] + [f"{path_of(r)}/{r.version}/download" for r in tree.private]
    for path in paths:
        assert api(path).status == 404, path


def test_errors_are_json_for_clients(packages, start):
    """On nginx a missing package answers with the JSON error that the web client shows to its user."""
    reply = web.get(f"{start('nginx').base}/api/v1/packages/no/such")
    assert reply.status == 404
    assert reply.type == "application/json", "the client shows `message` or `error` of a JSON body"
    assert "error" in json.loads(reply.body)
