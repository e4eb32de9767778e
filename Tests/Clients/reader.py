"""Readers of a signed site: python-tuf, the reference client, with a cache of its own.

A site is read over HTTP or straight from its folder; the bytes and the answer 404 are the same.
"""

import json
import shutil
import tempfile
import urllib.parse
from pathlib import Path

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface, Updater

HERE = "site:/"


class FolderFetcher(FetcherInterface):
    """Fetches from a folder what a static host would answer; a file that is not there is a 404."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def _fetch(self, url):
        path = urllib.parse.unquote(url.removeprefix(HERE))
        assert ".." not in path.split("/"), f"a client asks for {path}"
        try:
            data = (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise DownloadHTTPError(f"404 {path}", 404) from None
        yield data


class Reader:
    """One installation of a client: what it remembers lies in one folder."""

    def __init__(self, root, at=None, memory=None):
        """`root` is the root it is shipped with; `memory` a Reader whose memory it begins with."""
        self.root, self.at = bytes(root), at
        self.folder = Path(tempfile.mkdtemp(prefix="promptuary-reader-"))
        if memory is None:
            (self.folder / "metadata").mkdir()
        else:
            shutil.copytree(memory.folder / "metadata", self.folder / "metadata", symlinks=True)
        (self.folder / "targets").mkdir()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def open(self, site):
        """A refreshed view of a site: a folder, or a base URL."""
        local = not str(site).startswith("http")
        base = HERE if local else str(site).rstrip("/") + "/"
        updater = Updater(
            metadata_dir=str(self.folder / "metadata"), metadata_base_url=base + "metadata/",
            target_dir=str(self.folder / "targets"), target_base_url=base,
            fetcher=FolderFetcher(site) if local else None, bootstrap=self.root)
        if self.at is not None:
            updater._trusted_set.reference_time = self.at  # the specification's "fixed update start time"
        updater.refresh()
        return View(updater, self.folder / "targets")


class View:
    """A site as one refreshed client sees it: one consistent state."""

    def __init__(self, updater, targets):
        self.updater, self.targets = updater, targets

    @property
    def trusted(self):
        return self.updater._trusted_set

    def roles(self):
        """Every role below `targets`, each loaded and verified by the client: name -> (signed part, name of its delegator)."""
        found, waiting = {}, [("targets", "root")]
        while waiting:
            name, parent = waiting.pop(0)
            found[name] = (self.updater._load_targets(name, parent), parent)
            delegations = found[name][0].delegations
            if delegations and delegations.succinct_roles:
                waiting += [(child, name) for child in delegations.succinct_roles.get_roles()]
            elif delegations and delegations.roles:
                waiting += [(child, name) for child in delegations.roles]
        return found

    def listing(self):
        """Target path -> (length, SHA-256, custom): what a search for each listed path finds."""
        paths = sorted({path for role, _ in self.roles().values() for path in role.targets})
        return {path: facts(self.updater.get_targetinfo(path)) for path in paths}

    def get(self, path):
        """The verified bytes of a target, never from the cache."""
        info = self.updater.get_targetinfo(path)
        if info is None:
            raise LookupError(f"no target {path}")
        file = Path(self.updater.download_target(info, str(self.targets / "one")))
        data = file.read_bytes()
        file.unlink()
        return data


def facts(info):
    """What the metadata says of a target, or None for a path that is listed where a search does not reach it."""
    if info is None:
        return None
    return info.length, info.hashes.get("sha256"), json.dumps(info.custom, sort_keys=True)
