"""A plain HTTP client: sends a path exactly as written and follows redirects only when told."""

import http.client
import json
import socket
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

TIMEOUT = 20
MOST_REDIRECTS = 5


@dataclass
class Reply:
    """What a server answered."""

    url: str
    status: int
    headers: dict
    body: bytes
    redirects: int

    @property
    def type(self):
        """The media type without parameters, in lower case."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def json(self):
        assert self.status == 200, f"{self.url} answered {self.status}"
        return json.loads(self.body.decode("utf-8"))


def once(url, method="GET", headers=None, body=None):
    """One request, one answer."""
    parts = urlsplit(url)
    target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT)
    try:
        connection.request(method, target, body=body, headers={"Accept": "*/*", **(headers or {})})
        answer = connection.getresponse()
        return Reply(url, answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read(), 0)
    finally:
        connection.close()


def get(url, follow=False, **options):
    """The answer to a GET; with `follow` the one at the end of at most five redirects."""
    reply = once(url, **options)
    for hop in range(1, MOST_REDIRECTS + 1):
        if not follow or reply.status not in (301, 302, 303, 307, 308):
            return reply
        reply = once(urljoin(reply.url, reply.headers["location"]), **options)
        reply.redirects = hop
    raise AssertionError(f"{url}: more than {MOST_REDIRECTS} redirects")


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
