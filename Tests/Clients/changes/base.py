"""The registry that all changes are made in: a few namespaces, packages in every state, policy, reviewers and trust."""

from pathlib import Path

import promptuary
import workshop as shop
from changes.bench import REGISTRY, Bench, git

# Who has which kind of key. Holders vouch for the registry, reviewers look at changes, the others own namespaces.
MINISIGN = ("ada", "rob")
SSH = ("bea", "cyr", "dan", "eve", "fay", "gus", "rea", "holder", "owner", "stranger")

SETTINGS = f"""\
name: {REGISTRY}
title: Changes
description: A registry that every rule looks at
default-namespace: acme
surfaces: [prompd]
policy:
  licences:
    deny: [AGPL-3.0-only]
  names:
    - {{name: 'official*', for: [duo], reason: kept for the duo}}
    - {{name: '@bank', reason: nobody is a bank}}
  known-names:
    npm: [leftpad]
  waiting-hours: {{package: 24}}
  approvals: 1
  reviewers:
    - {{name: Rea, key: REA}}
    - {{name: Rob, key: ROB}}
"""

ASKING = """\
---
id: ask
name: Ask
description: Asks
parameters:
  - name: topic
    type: string
    required: true
  - name: tone
    type: string
    default: warm
---

# User

Ask about {topic} in a {tone} tone.
"""


def make_keys(folder):
    """A key for everybody, by ssh-keygen and minisign."""
    folder.mkdir()
    for person in SSH:
        shop.tool("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", folder / person)
    for person in MINISIGN:
        shop.tool("minisign", "-G", "-W", "-f", "-p", folder / f"{person}.pub", "-s", folder / f"{person}.minisign")
    return folder


def make(folder):
    """The base in `folder`/tree on the branch `main`, with the branch `change` checked out."""
    keys = make_keys(Path(folder, "keys"))
    bench = Bench(Path(folder, "tree"), keys)
    bench.write(
        "registry.yaml", SETTINGS.replace("REA", bench.public("rea")[1]).replace("ROB", bench.public("rob")[1]))
    bench.write("README.md", "# Changes\n")
    bench.write("docs/guide.md", "# Guide\n")
    bench.namespace("acme", ["ada", "bea"], owners=["Ada", "Bea"], **{"display-name": "Acme"})
    bench.namespace("duo", ["cyr", "dan"], 2)
    bench.namespace("inner", ["bea"], protection="private")
    bench.namespace("prior", ["eve"])
    bench.next_keys("prior", ["eve", "fay"], by=["eve"])
    bench.namespace("forms", ["gus"])
    bench.namespace("stamped", ["owner"])
    packages(bench)
    trust(bench, Path(folder))
    git(bench.folder, "init", "-q", "-b", "main")
    bench.commit("base")
    git(bench.folder, "gc", "-q")
    git(bench.folder, "checkout", "-q", "-b", "change")
    promptuary.check(bench.folder).expect(promptuary.DONE)
    return bench


def packages(bench):
    """Packages in every state."""
    bench.release("@acme/lib", "1.0.0")
    bench.release("@acme/lib", "1.2.0", repository="https://example.org/lib")
    bench.release("@acme/tool", "1.0.0", by=["ada"], dependencies={"@acme/lib": "1.0.0"})
    bench.release("@acme/tool", "1.1.0", by=["ada", "bea"], dependencies={"@acme/lib": "1.2.0"})
    bench.notes("@acme/tool", dist_tags={"stable": "1.1.0"})
    bench.release("@acme/lonely", "1.0.0")
    bench.release("@acme/nine", "1.9.0")
    bench.release("@acme/ask", "1.0.0", files={"prompts/main.prmd": ASKING})
    bench.release("@acme/struck", "1.0.0")
    bench.release("@acme/struck", "1.1.0")
    bench.notes("@acme/struck", yanked=[{"version": "1.0.0", "reason": "It answers in the wrong language"}])
    bench.release("@acme/gone", "1.0.0")
    bench.notes("@acme/gone", deprecated={"reason": "Nobody maintains it", "successor": "@acme/tool"})
    bench.release("@acme/held", "1.0.0")
    bench.notes("@acme/held", quarantine={"reason": "Somebody may have taken it over"})
    bench.release("@duo/pair", "1.0.0", by=["cyr", "dan"])
    bench.release("@inner/secret", "1.0.0")
    bench.release("@prior/base", "1.0.0", by=["fay"])
    bench.release("@prior/mark", "1.0.0", by=["eve"])
    bench.release("@duo/past", "1.0.0", by=["cyr", "dan"])
    bench.notes("@duo/past", by=["cyr", "dan"], deprecated={"reason": "Nobody maintains it", "successor": "@prior/mark"})
    bench.release("@stamped/seal", "1.0.0", by=["owner"])
    bench.dotted("forms.colours", "1.0.0")
    path = "packages/acme/lonely/1.0.0/lonely-1.0.0.pdpkg"
    bench.consent("approvals/lonely", subject="@acme/lonely 1.0.0", sha256=bench.digest(path))


def trust(bench, folder):
    """The registry's trust, and a namespace whose owners sign a role of their own."""
    promptuary.trust_init(
        bench.folder, {"holder": bench.keys / "holder"}, 1, 4, folder / "online").expect(promptuary.DONE)
    claim(bench, "holder")


def claim(bench, *others):
    """The role of the claimed namespace, with every release of it that the tree has."""
    signers = [bench.keys / person for person in ("owner", *others)]
    promptuary.trust_claim(bench.folder, "stamped", signers).expect(promptuary.DONE)
