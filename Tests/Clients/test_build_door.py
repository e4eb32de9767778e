"""Nothing is published that a request would have been refused for, whichever way it came into the tree."""

import json
import signal

import pytest

import promptuary
from changes import base
from changes.bench import Bench, git
from changes.manifests import lib
from test_watch import running


@pytest.fixture
def bench(folder):
    """The base of the table of changes, checked out on the branch `main`."""
    made = base.make(folder)
    git(made.folder, "checkout", "-q", "main")
    return made


def publish(bench, folder, *options):
    return promptuary.run(
        "publish-job", bench.folder, folder / "site", "--keys", folder / "online", "--once", *options)


def commit_of(site):
    return json.loads((site / "status.json").read_text())["commit"]


def test_a_job_publishes_what_may_follow_and_nothing_else(bench, folder):
    """From publication to publication, the site is a state to which the rules for changes have led."""
    site = folder / "site"
    publish(bench, folder, "--judge-changes").expect(promptuary.DONE)
    lib(bench)
    bench.commit()
    publish(bench, folder, "--judge-changes").expect(promptuary.DONE)
    assert commit_of(site) == bench.head()

    lib(bench, "1.9.0")
    bench.commit()
    assert promptuary.check(bench.folder).expect(promptuary.DONE).json["valid"], "the tree by itself is in order"
    timestamp = (site / "metadata" / "timestamp.json").read_bytes()
    refused = publish(bench, folder, "--judge-changes").expect(promptuary.FINDINGS)
    for words in ("[version-skipped]", "may-merge: no", "was not built: 1 error"):
        assert words in refused.out
    report = publish(bench, folder, "--judge-changes", "--json").expect(promptuary.FINDINGS).json
    check = promptuary.run("check", bench.folder, "--base", commit_of(site), "--site", site, "--json").json
    assert not report["built"] and report["verdict"] == check
    assert (site / "metadata" / "timestamp.json").read_bytes() == timestamp
    # What somebody does on purpose, by hand.
    publish(bench, folder).expect(promptuary.DONE)
    assert commit_of(site) == bench.head()


def test_a_request_of_two_commits_is_one_change(bench, folder):
    """New keys, and a release that they sign: put on the branch by a forge's button, they are what `check` refuses."""
    site = folder / "site"
    publish(bench, folder, "--judge-changes").expect(promptuary.DONE)
    bench.next_keys("acme", ["ada", "bea", "stranger"], by=["ada"])
    bench.commit("keys")
    lib(bench, by=["stranger"])
    bench.commit("release")
    report = publish(bench, folder, "--judge-changes", "--json").expect(promptuary.FINDINGS).json
    check = promptuary.run("check", bench.folder, "--base", commit_of(site), "--site", site, "--json").json
    assert not report["built"] and report["verdict"] == check
    assert "keys-at-once" in {finding["code"] for finding in check["findings"]}
    # Two requests they are when somebody publishes them as two.
    git(bench.folder, "checkout", "-q", "--detach", "HEAD^")
    publish(bench, folder, "--judge-changes").expect(promptuary.DONE)
    git(bench.folder, "checkout", "-q", "main")
    publish(bench, folder, "--judge-changes").expect(promptuary.DONE)
    assert commit_of(site) == bench.head()


def test_a_base_without_trust_is_no_base(bench, folder):
    """When what the base says about trust does not hold, a build ends as `check` does."""
    root = json.loads(bench.read("trust/root.json"))
    root["signatures"] = []
    bench.write("trust/root.json", json.dumps(root))
    bench.commit()
    lib(bench)
    bench.commit()
    for words in (["check", bench.folder], ["build", bench.folder, folder / "preview"]):
        answer = promptuary.run(*words, "--base", "HEAD^").expect(promptuary.DISTRUST)
        assert "base-not-trusted" in answer.out
    assert not (folder / "preview").exists()


def test_what_is_not_committed_is_not_published_unjudged(bench, folder):
    """A file that nobody has committed is in no verdict, so that a build with one is refused."""
    git(bench.folder, "checkout", "-q", "change")
    lib(bench)
    answer = promptuary.run("build", bench.folder, folder / "preview", "--base", "main").expect(promptuary.WRONG_USE)
    assert "change-uncommitted" in answer.err and not (folder / "preview").exists()
    bench.commit()
    promptuary.run("build", bench.folder, folder / "preview", "--base", "main").expect(promptuary.DONE)


@pytest.mark.parametrize("words", [
    ["build", "--base", "HEAD", "--judge-changes"], ["build", "--base", "HEAD", "--watch"],
    ["build", "--judge-changes", "--watch"], ["build", "--base", "nowhere"], ["build", "--base", "--output"],
    ["publish-job", "--keys", "online", "--base", "HEAD"]], ids=" ".join)
def test_options_that_make_no_sense_together_are_wrong_use(bench, folder, words):
    """A base is one commit, of a build that happens once."""
    name, *rest = words
    promptuary.run(name, bench.folder, folder / "preview", *rest, timeout=60).expect(promptuary.WRONG_USE)
    assert not (folder / "preview").exists()


def test_a_job_that_goes_on_waits_for_what_it_may_publish(bench, folder):
    """A bad commit and a checkout that is half done are told, and the next good state is published."""
    site = folder / "site"
    words = promptuary.command(
        "publish-job", bench.folder, site, "--keys", folder / "online", "--judge-changes", "--interval", "1", "--json")
    with running(folder, words) as job:
        job.until("published", lambda builds: len(builds) == 1)
        lib(bench, "1.9.0")
        bench.commit()
        job.until("refused", lambda builds: not builds[-1]["built"])
        assert commit_of(site) == bench.head("HEAD^")
        git(bench.folder, "reset", "-q", "--hard", "HEAD^")
        lib(bench)
        bench.commit()
        job.until("published", lambda builds: builds[-1]["built"] and commit_of(site) == bench.head())
        # A checkout that has moved the branch and not yet written its files.
        elsewhere = Bench(folder / "elsewhere", bench.keys)
        git(folder, "clone", "-q", bench.folder, elsewhere.folder)
        lib(elsewhere, "1.3.0")
        elsewhere.commit()
        git(bench.folder, "fetch", "-q", elsewhere.folder, "main")
        git(bench.folder, "update-ref", "HEAD", "FETCH_HEAD")
        job.until("told", lambda builds: "change-uncommitted" in job.errors.read_text())
        assert commit_of(site) == bench.head("HEAD^")
        git(bench.folder, "reset", "-q", "--hard")
        job.until("published", lambda builds: commit_of(site) == elsewhere.head())
        assert job.stop(signal.SIGTERM) == promptuary.TRY_AGAIN
