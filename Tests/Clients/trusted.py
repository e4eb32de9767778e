"""Signed sites that several tests look at, and the times at which they were made."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import promptuary
from reader import Reader

CEREMONY = datetime(2026, 1, 5, 9, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


@dataclass
class SignedSite:
    """A site and what its readers were given beforehand."""

    tree: Path
    site: Path
    online: Path
    at: datetime                # when it was published

    @property
    def root_file(self):
        return self.tree / "trust" / "root.json"

    @property
    def root(self):
        return self.root_file.read_bytes()

    def reader(self, at=None):
        """A new client, an hour after the publish."""
        return Reader(self.root, at or self.at + HOUR)

    def verify(self, at=None, **options):
        """What our own client says, an hour after the publish."""
        return promptuary.verify(self.site, self.root_file, at or self.at + HOUR, **options)


def after_ceremony(tree):
    """A time at which every role that the tree brings is fresh: ten months before the first of them expires."""
    files = sorted(Path(tree, "trust").glob("*.json"))
    expiries = [json.loads(file.read_bytes()).get("signed", {}).get("expires") for file in files]
    first = min(datetime.fromisoformat(text.replace("Z", "+00:00")) for text in expiries if text)
    return first - timedelta(days=300)
