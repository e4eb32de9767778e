"""One verdict on a change: on the laptop, at the door of a repository, and before anything is built.

The table of changes is in the folder `changes`; each of them is committed in a repository of its own, judged by
`check --base`, pushed to a bare repository with the program's hook, and built.
"""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

import promptuary
from changes import attacks, manifests, names, needs, notes, published, registry, versions
from changes.doors import House
from changes.table import TABLE

MODULES = (attacks, manifests, names, needs, notes, published, registry, versions)


@pytest.fixture(scope="session")
def answers(request, world):
    """What each door says of each change that this run asks for; the changes are judged beside each other."""
    (world / "doors").mkdir()
    house = House(world / "doors")
    wanted = {item.callspec.params["change"] for item in request.session.items if "answers" in item.fixturenames}

    def judge(change):
        room = house.room(change)
        try:
            return room.by_check(), room.by_push(), room.by_build()
        finally:
            room.close()

    with ThreadPoolExecutor(3) as pool:
        pending = {change.name: pool.submit(judge, change) for change in TABLE.values() if change in wanted}
        yield lambda change: pending[change.name].result()
        for one in pending.values():
            one.cancel()
    shutil.rmtree(house.folder)


@pytest.mark.parametrize("change", TABLE.values(), ids=lambda change: change.name.replace(" ", "-"))
def test_all_doors_come_to_the_verdict_of_the_table(change, answers):
    """`check`, a push and a build find the same, and what the table says."""
    (checked, document), pushed, (built, report) = answers(change)
    assert checked.codes == change.found
    assert checked.may == change.may
    assert pushed.is_let_in == (change.may == "yes" and not change.is_diverged)
    if change.is_diverged:
        return
    assert (pushed.findings, pushed.may) == (checked.findings, checked.may)
    assert report == document
    is_refused = any(severity == "error" for severity, _ in checked.findings)
    assert built.is_let_in == (not is_refused and not change.is_unfit)


@pytest.fixture(scope="module")
def reference():
    return promptuary.run("rules", "--json").expect(promptuary.DONE).json


# Only the log of a site can show them; a request that removes an approval is consent-invalid. test_proposals.py has the cases.
OF_SITES = {"approval-removed"}


def test_the_table_has_a_change_on_both_sides_of_every_rule(reference):
    """Every rule stands against some change of the table, and lets a similar one pass."""
    rules = {rule["code"] for rule in reference["rules"]} - OF_SITES
    broken = {rule for change in TABLE.values() for rule in change.fails}
    kept = {rule for change in TABLE.values() for rule in change.passes}
    assert rules - broken == set(), "no change breaks them"
    assert rules - kept == set(), "no change comes close to them"
    for change in TABLE.values():
        assert not change.passes & change.found, change.name


def test_the_table_speaks_of_codes_that_there_are(reference):
    """No change of the table is about a rule that was given up."""
    known = {entry["code"] for kind in ("rules", "faults") for entry in reference[kind]}
    for change in TABLE.values():
        assert change.found | change.passes <= known, change.name


def test_there_are_enough_rules_and_changes(reference):
    """At least 45 rules, each with words for people, and at least 120 changes."""
    rules = reference["rules"]
    assert len(rules) >= 45 and len({rule["code"] for rule in rules}) == len(rules)
    assert all(rule["summary"] and rule["remedy"] for rule in rules)
    assert len(TABLE) >= 120 and len(MODULES) == len({change.edit.__module__ for change in TABLE.values()})
