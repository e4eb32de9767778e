"""The table of changes: what each does to a tree, and what has to be said about it."""

from dataclasses import dataclass

TABLE = {}


@dataclass(frozen=True)
class Change:
    """A change of the base, and the verdict that every door has to come to."""

    name: str
    edit: object            # a function that changes a bench
    fails: frozenset        # the rules that it is made to break
    passes: frozenset       # the rules that it nearly breaks
    found: frozenset        # every rule and code with a finding
    may: str                # `yes`, `no` or `after`
    is_diverged: bool       # the base goes on after the branch began, so that nothing but a merge can move it
    is_logged: bool         # it is judged beside the log of the published base
    is_unfit: bool          # a person may let it in, but the tree that it leaves has errors, so that no build passes


def _declare(edit, fails=(), passes=(), found=(), may="yes", is_diverged=False, is_logged=False, is_unfit=False):
    name = edit.__name__.replace("_", " ")
    assert name not in TABLE, f"two changes are called {name}"
    TABLE[name] = Change(
        name, edit, frozenset(fails), frozenset(passes), frozenset(fails) | frozenset(found), may, is_diverged,
        is_logged, is_unfit)
    return edit


def fails(*rules, found=(), may="no", **more):
    """A change that rules stand against; `found` are the findings besides."""
    return lambda edit: _declare(edit, fails=rules, found=found, may=may, **more)


def passes(*rules, found=(), may="yes", **more):
    """A change that rules have nothing to say about, although they look at it; `found` are findings of others."""
    return lambda edit: _declare(edit, passes=rules, found=found, may=may, **more)
