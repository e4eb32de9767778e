"""`promptuary doctor` finds what stops clients, on hosts that are wrong in one way each."""

import contextlib
import gzip
import hashlib
import json
import os
import shutil
import ssl
import subprocess
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

import promptuary

DAY = 86400
OFFLINE = ("root", "targets", "keys", "bins")
ONLINE = ("bins", "snapshot", "timestamp", "log")


def moment(days):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + days * DAY))


def role(version, days, **members):
    """A role file that nobody has signed: the doctor reads dates only."""
    signed = {"expires": moment(days), "spec_version": "1.0.31", "version": version, **members}
    return json.dumps({"signatures": [], "signed": signed}, separators=(",", ":"), sort_keys=True).encode()


class Site:
    """A site with the metadata that a publish job would write, but for the signatures."""

    def __init__(self, folder, days=None):
        self.folder = folder
        left = {"root": 300, "targets": 300, "keys": 300, "bins": 300, "bin": 360, "snapshot": 14, "timestamp": 7, **(days or {})}
        checkpoint = b"prompts.example/log\n5\nAAAA\n\n\xe2\x80\x94 prompts.example/log AAAA\n"
        digest = hashlib.sha256(checkpoint).hexdigest()
        bins = {f"bin-{number:x}": {} for number in range(16)}
        bins[f"bin-{hashlib.sha256(b'log/checkpoint').hexdigest()[0]}"] = {
            "log/checkpoint": {"hashes": {"sha256": digest}, "length": len(checkpoint)}}
        self.put("metadata/1.root.json", role(1, left["root"]))
        self.put("metadata/2.root.json", role(2, left["root"]))
        for name in ("targets", "keys"):
            self.put(f"metadata/1.{name}.json", role(1, left[name]))
        succinct = {"bit_length": 4, "keyids": [], "name_prefix": "bin", "threshold": 1}
        self.put("metadata/1.bins.json", role(1, left["bins"], delegations={"keys": {}, "succinct_roles": succinct}))
        for name, targets in bins.items():
            self.put(f"metadata/3.{name}.json", role(3, left["bin"], targets=targets))
        meta = {f"{name}.json": {"version": 1} for name in ("targets", "keys", "bins")}
        meta.update({f"{name}.json": {"version": 3} for name in bins})
        self.put("metadata/9.snapshot.json", role(9, left["snapshot"], meta=meta))
        self.put("metadata/timestamp.json", role(9, left["timestamp"], meta={"snapshot.json": {"version": 9}}))
        self.put("log/checkpoint", checkpoint)
        self.put(f"log/{digest}.checkpoint", checkpoint)
        self.put("status.json", b'{"builtAt":"2026-01-01T00:00:00Z"}')
        self.put(".well-known/registry.json", b"{}")
        self.put("packages.json", b'{"packages":[{"name":"@acme/tool"}]}')
        self.put("@acme/tool/package.json", b'{"format":"pdpkg","version":"1.0.0"}')
        self.put("@acme/tool/-/tool-1.0.0.pdpkg", b"PK")

    def put(self, path, content):
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


class GoodHost(SimpleHTTPRequestHandler):
    """A host as the generated configurations make it."""

    extensions_map = {".json": "application/json", ".pdpkg": "application/zip", "": "application/octet-stream"}

    def end_headers(self):
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", self.lifetime())
        super().end_headers()

    def lifetime(self):
        return "no-cache"

    def log_message(self, *_words):
        pass


class FallbackHost(GoodHost):
    """Sends its one page for everything that is not there."""

    def send_error(self, code, *words, **more):
        if code != 404:
            return super().send_error(code, *words, **more)
        page = b"<!DOCTYPE html><title>App</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


class ForbiddingHost(GoodHost):
    """Answers 403 for what is not there, as buckets do."""

    def send_error(self, code, *words, **more):
        super().send_error(403 if code == 404 else code, *words, **more)


class RedirectingHost(GoodHost):
    """Leads everything that is not there to its home page."""

    def send_error(self, code, *words, **more):
        self.send_response(302)
        self.send_header("Location", "/index.html")
        self.send_header("Content-Length", "0")
        self.end_headers()


class CachingHost(GoodHost):
    """Lets caches keep everything for a week."""

    def lifetime(self):
        return "public, max-age=604800"


class CompressingHost(GoodHost):
    """Compresses what nobody asked to be compressed."""

    def do_GET(self):
        if not self.path.endswith("timestamp.json"):
            return super().do_GET()
        with open(self.translate_path(self.path), "rb") as file:
            content = gzip.compress(file.read())
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class MinifyingHost(GoodHost):
    """Sends another file to clients that admit compression."""

    def do_GET(self):
        if not self.path.endswith("timestamp.json") or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return super().do_GET()
        content = gzip.compress(b"{}")
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class LateHost(GoodHost):
    """Its clock is two hours slow."""

    def date_time_string(self, timestamp=None):
        return super().date_time_string((timestamp or time.time()) - 7200)


class HidingHost(GoodHost):
    """Serves no dot folders and nothing with an @."""

    def do_GET(self):
        if "/." in self.path or "@" in self.path:
            return self.send_error(404)
        super().do_GET()


@contextlib.contextmanager
def hosted(site, handler, context=None):
    """The address of a host that serves the folder of a site in this process."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *words: handler(*words, directory=str(site.folder)))
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@pytest.fixture
def site(folder):
    return Site(folder / "site")


def doctor(place, *options, codes=(promptuary.DONE, promptuary.FINDINGS)):
    """What is not well: the state of each check, with the words about it; and the exit code."""
    answer = promptuary.run("doctor", place, "--json", *options).expect(*codes)
    report = answer.json
    assert report["healthy"] == (answer.code == promptuary.DONE)
    assert report["verified"] is False
    ill = [check for check in report["checks"] if check["state"] in ("warning", "problem")]
    assert all(check["remedy"] for check in ill)
    return {(check["id"], check["state"]) for check in ill}, report["checks"], answer.code


def test_a_good_host_is_healthy(site):
    """Nothing to say about a site that is fresh on a host that is configured well, and every check of a site was made."""
    with hosted(site, GoodHost) as address:
        ill, checks, code = doctor(address)
    assert (ill, code) == (set(), promptuary.DONE)
    made = {check["id"] for check in checks if check["state"] == "ok"}
    assert made == {
        "site-answers", "clock", "log-checkpoint", "expiry-timestamp", "expiry-snapshot", "expiry-bin", "expiry-root",
        "expiry-targets", "expiry-keys", "expiry-bins", "host-missing-file", "host-freshness", "host-encoding", "host-paths",
        "host-package-headers"}
    seen = {check["id"]: check["seen"] for check in checks}
    assert seen["expiry-root"].startswith("version 2 ")
    assert seen["expiry-bin"].startswith("of 16 bins ")
    assert seen["log-checkpoint"] == "the log has 5 entries, and the roles list one of 5"


@pytest.mark.parametrize(("handler", "expected"), [
    (FallbackHost, {("host-missing-file", "problem")}),
    (ForbiddingHost, set()),
    (RedirectingHost, {("host-missing-file", "problem")}),
    (CachingHost, {("host-freshness", "problem")}),
    (CompressingHost, {("host-encoding", "problem"), ("expiry-timestamp", "problem")}),
    (MinifyingHost, {("host-encoding", "problem")}),
    (LateHost, {("clock", "warning")}),
    (HidingHost, {("host-paths", "problem")}),
], ids=lambda value: getattr(value, "__name__", ""))
def test_each_fault_of_a_host_is_found_and_nothing_else(site, handler, expected):
    """A host that is wrong in one way is told exactly that."""
    with hosted(site, handler) as address:
        ill, _checks, code = doctor(address)
    assert ill == expected
    assert code == (promptuary.FINDINGS if any(state == "problem" for _id, state in expected) else promptuary.DONE)


def test_a_fallback_page_is_explained(site):
    """Whoever has switched on the fallback for single-page applications reads how to switch it off."""
    with hosted(site, FallbackHost) as address:
        text = promptuary.run("doctor", address).expect(promptuary.FINDINGS).out
    assert "single-page applications" in text
    assert "try_files $uri =404" in text and "FallbackResource" in text


def test_python_http_server_gets_warnings_only(site):
    """The plainest host is good enough: what it does not say is a warning."""
    class Plain(SimpleHTTPRequestHandler):
        def log_message(self, *_words):
            pass

    with hosted(site, Plain) as address:
        ill, _checks, code = doctor(address)
    assert ill == {("host-freshness", "warning"), ("host-package-headers", "warning")}
    assert code == promptuary.DONE


@pytest.mark.parametrize(("name", "days", "state"), [
    ("timestamp", 2.9, "warning"), ("timestamp", -0.1, "problem"), ("snapshot", 4.9, "warning"), ("snapshot", -1, "problem"),
    ("bin", 181, "warning"), ("bin", -1, "problem"), *((name, 59, "warning") for name in OFFLINE),
    *((name, -1, "problem") for name in OFFLINE)])
def test_expiries_are_seen_in_time(folder, name, days, state):
    """Each role is warned about before it ends, and is a problem when it has ended; in a directory as on a host."""
    ill, _checks, _code = doctor(Site(folder / "site", {name: days}).folder)
    assert ill == {(f"expiry-{name}", state)}


def test_lost_files_are_named(site):
    """A role that the snapshot lists and the site does not have, and a log without a head."""
    (site.folder / "metadata/3.bin-7.json").unlink()
    (site.folder / "log/checkpoint").unlink()
    ill, checks, _code = doctor(site.folder)
    assert ill == {("expiry-bin", "problem"), ("log-checkpoint", "problem")}
    assert any(check.get("subject") == "bin-7" for check in checks)


def test_an_old_log_is_found(site):
    """The head of the log is behind the checkpoint that the roles list."""
    site.put("log/checkpoint", b"prompts.example/log\n4\nAAAA\n\n\xe2\x80\x94 prompts.example/log AAAA\n")
    assert doctor(site.folder)[0] == {("log-checkpoint", "problem")}


def test_an_unsigned_preview_is_called_so(site):
    """A site without metadata is no registry yet."""
    (site.folder / "metadata/timestamp.json").unlink()
    ill, checks, _code = doctor(site.folder)
    assert ("expiry-timestamp", "problem") in ill
    assert any("unsigned preview" in check["seen"] for check in checks)


def test_a_host_that_is_away_is_a_problem(site):
    """No answer is a diagnosis, with the reason."""
    with hosted(site, GoodHost) as address:
        pass
    ill, _checks, code = doctor(address)
    assert (ill, code) == ({("site-answers", "problem")}, promptuary.FINDINGS)


def test_a_certificate_that_nobody_vouches_for_is_a_problem(site, folder):
    """TLS is verified: a self-signed certificate is no host."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
         "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True, stdin=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with hosted(site, GoodHost, context) as address:
        ill, checks, _code = doctor(address)
    assert ill == {("site-answers", "problem")}
    assert "certificate" in checks[0]["seen"]


@pytest.mark.parametrize("address", ["ftp://h", "https://me:secret@h", "https://h/?a", "https://"])
def test_what_is_no_address_is_refused(address):
    """An address that no site can have is refused with a code, and a password is not repeated."""
    answer = promptuary.run("doctor", address).expect(promptuary.FINDINGS)
    assert "[site-address" in answer.err and "secret" not in answer.err


# ---------------------------------------------------------------- the machine and the tree

@pytest.fixture
def keys(folder):
    """The online keys, without passphrases."""
    place = folder / "keys"
    place.mkdir(mode=0o700)
    for name in ONLINE:
        promptuary.generate_key("ssh", place / f"{name}.key").expect(promptuary.DONE)
    return place


def test_keys_without_passphrases_are_a_warning(site, keys):
    """Four keys are there and closed, and a backup would have them."""
    ill, checks, code = doctor(site.folder, "--keys", keys)
    assert (ill, code) == ({("key-encryption", "warning")}, promptuary.DONE)
    assert sum(check["id"] == "key-encryption" for check in checks) == len(ONLINE)


def test_encrypted_keys_are_well(site, keys):
    """What ssh-keygen has encrypted is encrypted."""
    for name in ONLINE:
        subprocess.run(
            ["ssh-keygen", "-q", "-p", "-P", "", "-N", "words", "-f", keys / f"{name}.key"], check=True, capture_output=True)
    assert doctor(site.folder, "--keys", keys)[0] == set()


def test_open_and_lost_keys_are_problems(site, keys):
    """Permissions for others, a key that is not there, and one that is none."""
    keys.chmod(0o755)
    (keys / "log.key").chmod(0o640)
    (keys / "bins.key").unlink()
    (keys / "snapshot.key").write_text("nothing")
    found, checks, _code = doctor(site.folder, "--keys", keys)
    assert {pair for pair in found if pair[1] == "problem"} == {
        ("key-folder", "problem"), ("key-file", "problem"), ("key-encryption", "problem")}
    wrong = sorted(os.path.basename(check["subject"]) for check in checks if check["id"] == "key-file" and check["state"] != "ok")
    assert wrong == ["bins", "log.key"]


def test_a_site_that_everybody_may_write_is_a_problem(site):
    """Whoever is on the machine could change what is served."""
    site.folder.chmod(0o777)
    assert doctor(site.folder)[0] == {("site-folder", "problem")}


def test_a_tree_is_compared_with_the_site(site, workshop):
    """What people have signed and nobody has published, what is lost, and namespaces that nobody vouches for."""
    tree = workshop.folder
    trust = tree / "trust"
    shutil.rmtree(trust)
    assert doctor(site.folder, "--tree", tree)[0] == {("tree-trust", "problem")}
    (trust / "shards").mkdir(parents=True)
    for name in ("root", "targets", "keys", "bins"):
        (trust / f"{name}.json").write_bytes(role(1, 300))
    (trust / "2.root.json").write_bytes(role(2, 300))
    for namespace in sorted(path.name for path in (tree / "namespaces").iterdir()):
        shard = trust / "shards" / f"{hashlib.sha256(namespace.encode()).hexdigest()[:2]}.json"
        document = (tree / "namespaces" / namespace / "keys.json").read_text()
        element = {"document": document, "signatures": {}}
        shard.write_text(json.dumps({"format": 1, "namespaces": {namespace: [element]}}))
    assert doctor(site.folder, "--tree", tree)[0] == set()
    (trust / "keys.json").write_bytes(role(2, 300))
    (trust / "2.root.json").unlink()
    shard.unlink()
    assert doctor(site.folder, "--tree", tree)[0] == {
        ("tree-published", "warning"), ("tree-published", "problem"), ("tree-confirmed", "warning")}
