"""Web servers that hold a site, each started on a free port of 127.0.0.1 and stopped by its own handle."""

import contextlib
import os
import pwd
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import programs
import promptuary
import web

START_SECONDS = 20
STOP_SECONDS = 10


@dataclass
class Host:
    """A running server: where it answers, and whether the site's own configuration drives it."""

    kind: str
    base: str
    configured: bool
    port: int = 0
    process: subprocess.Popen = None

    def __str__(self):
        return self.kind


@contextlib.contextmanager
def running(words, port, log, cwd=None, env=None):
    """A server process that answers on the port; ends with the block, whatever happens in it."""
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [str(w) for w in words], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=cwd,
            env=env or promptuary.environment(), start_new_session=True)
    try:
        wait_until_open(process, port, log)
        yield process
    finally:
        stop(process)


def wait_until_open(process, port, log):
    """Returns when the port accepts a connection; fails with the log when the process ends or time runs out."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    said = Path(log).read_text(errors="replace")[-3000:]
    raise AssertionError(f"{process.args[0]} does not answer on port {port} (exit {process.poll()}):\n{said}")


def stop(process):
    """Ends a process that we started, with the children of its own session."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)


@contextlib.contextmanager
def plain(site, work, prefix=""):
    """`python3 -m http.server`, with the site at the root or below a path prefix."""
    port, folder = web.free_port(), Path(site)
    if prefix:
        folder = Path(work) / "prefixed"
        below = folder / prefix
        below.parent.mkdir(parents=True, exist_ok=True)
        below.symlink_to(site, target_is_directory=True)
    words = [sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1", "--directory", folder]
    base = f"http://127.0.0.1:{port}" + (f"/{prefix}" if prefix else "")
    with running(words, port, Path(work) / "http.server.log") as process:
        yield Host("http.server below a prefix" if prefix else "http.server", base, False, port, process)


@contextlib.contextmanager
def preview(site, work):
    """`promptuary serve SITE`."""
    port = web.free_port()
    with running(promptuary.command(*promptuary.serve_arguments(site, port)), port, Path(work) / "serve.log") as process:
        yield Host("promptuary serve", f"http://127.0.0.1:{port}", False, port, process)


# ---------------------------------------------------------------- configured servers

def with_port(text, pattern, replacement):
    """A generated configuration whose own port, or address with one, is replaced."""
    changed, count = re.subn(pattern, replacement, text, flags=re.M)
    assert count, f"nothing in the configuration fits {pattern}:\n{text[:500]}"
    return changed


NGINX_MODULES = Path("/usr/lib/nginx/modules")
NGINX_EXTRAS = {
    "brotli_static": "ngx_http_brotli_static_module.so", "more_set_headers": "ngx_http_headers_more_filter_module.so"}


@contextlib.contextmanager
def nginx(config, work):
    """nginx with the generated `nginx.conf`, a `server` block, inside the smallest main configuration."""
    port, work = web.free_port(), Path(work)
    server = re.sub(r"listen\s+\[[^;]*;", "", (Path(config) / "nginx.conf").read_text())
    server = with_port(server, r"^(\s*)listen\s+[^;]*;", rf"\1listen 127.0.0.1:{port};")
    for folder in ("logs", "temporary"):
        (work / folder).mkdir()
    main = work / "main.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    places = "\n".join(
        f"    {kind}_temp_path {work}/temporary/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    if re.search(r"^\s*http\s*\{", server, re.M):
        body = server
    else:
        types = "/etc/nginx/mime.types"
        body = (
            f"events {{}}\nhttp {{\n    include {types};\n    access_log {work}/logs/access.log;\n{places}\n{server}\n}}\n")
    modules = "\n".join(
        f"load_module {NGINX_MODULES}/{file};" for directive, file in NGINX_EXTRAS.items()
        if directive in server and (NGINX_MODULES / file).exists())
    main.write_text(f"{user}\n{modules}\npid {work}/nginx.pid;\nerror_log {work}/logs/error.log;\nworker_processes 1;\n{body}")
    words = [programs.path("nginx"), "-p", work, "-c", main, "-e", work / "logs/error.log", "-g", "daemon off;"]
    with running(words, port, work / "logs/output.log") as process:
        yield Host("nginx", f"http://127.0.0.1:{port}", True, port, process)


@contextlib.contextmanager
def caddy(config, work):
    """Caddy with the generated `Caddyfile`, a site block, and without its administration port."""
    port, work = web.free_port(), Path(work)
    site = with_port((Path(config) / "Caddyfile").read_text(), r"^[^\s#({}][^{}\n]*\{$", f":{port} {{")
    first = next((l for l in site.splitlines() if l.strip() and not l.lstrip().startswith("#")), "")
    if first.strip() != "{":
        site = "{\n\tadmin off\n\tauto_https off\n}\n" + site
    file = work / "Caddyfile"
    file.write_text(site)
    env = promptuary.environment(HOME=str(work), XDG_DATA_HOME=str(work), XDG_CONFIG_HOME=str(work))
    words = [programs.path("caddy"), "run", "--config", file, "--adapter", "caddyfile"]
    with running(words, port, work / "output.log", env=env) as process:
        yield Host("Caddy", f"http://127.0.0.1:{port}", True, port, process)


# What Debian enables by itself, and the modules that the generated file asks for.
APACHE_MODULES = (
    "mpm_event", "alias", "authz_core", "authz_host", "autoindex", "deflate", "dir", "env", "filter", "headers", "mime",
    "negotiation", "reqtimeout", "rewrite", "setenvif")


@contextlib.contextmanager
def apache(config, work):
    """Apache with the generated `apache.conf`, a virtual host, inside the smallest main configuration."""
    port, work = web.free_port(), Path(work)
    host = re.sub(r"(?m)^\s*Listen\s.*$", "", (Path(config) / "apache.conf").read_text())
    host = with_port(host, r"<VirtualHost [^>]*>", f"<VirtualHost *:{port}>")
    folder = Path("/usr/lib/apache2/modules")
    loads = "\n".join(
        f"LoadModule {name}_module {folder}/mod_{name}.so" for name in APACHE_MODULES
        if (folder / f"mod_{name}.so").exists())
    user = ""
    if os.geteuid() == 0:
        name = "www-data" if any(u.pw_name == "www-data" for u in pwd.getpwall()) else "nobody"
        user = f"User {name}\nGroup #{pwd.getpwnam(name).pw_gid}"
    main = work / "main.conf"
    main.write_text(
        f"ServerRoot {work}\nServerName localhost\nPidFile {work}/apache.pid\nErrorLog {work}/error.log\n"
        f"DefaultRuntimeDir {work}\nMutex posixsem\nStartServers 1\nThreadsPerChild 8\nMaxRequestWorkers 8\n"
        f"{loads}\nTypesConfig /etc/mime.types\n{user}\n"
        f"<Directory />\n    Require all denied\n    AllowOverride None\n</Directory>\n"
        f"Listen 127.0.0.1:{port}\n{host}\n")
    words = [programs.path("apache2"), "-d", work, "-f", main, "-DFOREGROUND"]
    with running(words, port, work / "output.log") as process:
        yield Host("Apache", f"http://127.0.0.1:{port}", True, port, process)
