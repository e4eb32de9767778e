"""The world of these tests: the real program, a site that it built from the sample, and servers that hold it.

    PROMPTUARY=path/of/the/binary python -m pytest Tests/Clients

Everything lives in temporary folders that are removed at the end, and talks to 127.0.0.1 only.
"""

import contextlib
import os
import shutil
import signal

import pytest

import programs
import promptuary
import servers
from sample import Tree
from trusted import SignedSite, after_ceremony
from workshop import Workshop, copy_tree

SAMPLE = promptuary.REPOSITORY / "sample-registry"
PREFIX = "deep/registry"


def pytest_sessionstart(session):
    """Ends the run at once, as failed, when something it needs is not there; SIGTERM ends it in order, like Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if session.config.option.collectonly:
        return
    lacking = programs.missing()
    if not promptuary.binary().exists():
        lacking.append(f"{promptuary.binary()} is not built: swift build, or set PROMPTUARY")
    if not SAMPLE.is_dir():
        lacking.append(f"{SAMPLE} is not there")
    if lacking:
        pytest.exit("cannot test with real clients:\n" + "\n".join(lacking), returncode=1)


@pytest.fixture(scope="session")
def world():
    """A folder for the whole run that a server without rights may enter."""
    folder = promptuary.new_folder("clients")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def folder():
    """A folder of one test."""
    made = promptuary.new_folder("test")
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def binary():
    return promptuary.binary()


@pytest.fixture(scope="session")
def tree(world):
    """The sample, read only."""
    return Tree(copy_tree(SAMPLE, world / "tree"))


@pytest.fixture(scope="session")
def built(tree, world):
    """The site and the server configurations, built once: read only."""
    site, config = world / "site", world / "server-config"
    promptuary.build(tree.folder, site, server_config=config).expect(promptuary.DONE)
    return site, config


@pytest.fixture(scope="session")
def site(built):
    return built[0]


@pytest.fixture(scope="session")
def signed_sample(tree, world):
    """The sample published with its demo keys, once: read only."""
    signed = SignedSite(tree.folder, world / "signed-site", tree.folder / "demo-keys" / "online", after_ceremony(tree.folder))
    promptuary.publish(tree.folder, signed.site, signed.online, signed.at, world / "signed-state").expect(promptuary.DONE)
    return signed


@pytest.fixture
def workshop(folder):
    """A copy of the sample that the test may change."""
    return Workshop(copy_tree(SAMPLE, folder / "tree"))


# ---------------------------------------------------------------- servers

@pytest.fixture(scope="session")
def start(built, world):
    """Starts each kind of server when first asked for it, and stops all of them at the end."""
    site, config = built
    kinds = {
        "http.server": lambda work: servers.plain(site, work),
        "prefix": lambda work: servers.plain(site, work, PREFIX),
        "nginx": lambda work: servers.nginx(config, work),
        "caddy": lambda work: servers.caddy(config, work),
        "apache": lambda work: servers.apache(config, work),
        "serve": lambda work: servers.preview(site, work),
    }
    started = {}
    with contextlib.ExitStack() as stack:
        def one(kind):
            if kind not in started:
                work = world / f"server-{kind}"
                shutil.rmtree(work, ignore_errors=True)
                work.mkdir()
                started[kind] = stack.enter_context(kinds[kind](work))
            return started[kind]

        yield one


@pytest.fixture(params=["http.server", "prefix", "nginx", "caddy", "apache"])
def host(request, start):
    """Each server that a registry may live on."""
    return start(request.param)


@pytest.fixture(params=["nginx", "caddy", "apache"])
def configured(request, start):
    """Each server that runs with a configuration written by the build."""
    return start(request.param)


@pytest.fixture(scope="session")
def plain_host(start):
    """`python3 -m http.server`."""
    return start("http.server")


@pytest.fixture(scope="session")
def preview(start):
    """`promptuary serve`."""
    return start("serve")


@pytest.fixture(scope="session")
def is_root():
    return os.geteuid() == 0
