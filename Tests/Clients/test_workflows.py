"""The workflow templates: judged by zizmor and by schemas, and each job's commands run as a runner would run them."""

import base64
import hashlib
import http.server
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import urllib.parse
import zipfile
from pathlib import Path

import pytest
import yaml

import programs
import promptuary
import workshop as shop
from history import commit, git
from test_attacks import blob, with_entry, write_tree
from test_changes import branch  # noqa: F401: a fixture

TEMPLATES = promptuary.REPOSITORY / "Templates" / "workflows"
ACTIONS = sorted(TEMPLATES.glob("gi*hub/*.yml")) + sorted(TEMPLATES.glob("gitea/*.yml"))
GITLAB = TEMPLATES / "gitlab" / "gitlab-ci.yml"
ZIZMOR_IS_HARMLESS = {"Unknown", "Informational"}


def tool(name):
    return Path(sys.executable).with_name(name)


def zizmor(*files):
    """The findings above informational: (name, severity)."""
    words = [tool("zizmor"), "--offline", "--no-progress", "--persona", "auditor", "--format", "json", *files]
    done = subprocess.run(words, capture_output=True, timeout=120, env=promptuary.environment())
    findings = json.loads(done.stdout)
    return [
        (f["ident"], f["determinations"]["severity"]) for f in findings
        if f["determinations"]["severity"] not in ZIZMOR_IS_HARMLESS]


def load(path):
    # YAML 1.1 takes the key `on` for true.
    return yaml.load(path.read_text(), Loader=yaml.BaseLoader)


def names(paths):
    return [f"{path.parent.name}/{path.stem}" for path in paths]


# ---------------------------------------------------------------- what they say


@pytest.mark.parametrize("path", ACTIONS, ids=names(ACTIONS))
def test_zizmor_finds_nothing_above_informational(path):
    assert zizmor(path) == []


def test_zizmor_would_find_something(folder):
    """A workflow with the faults that these must not have is found to have them."""
    bad = folder / "bad.yml"
    bad.write_text(
        "on: pull_request_target\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v4\n"
        "      - run: echo ${{ github.event.pull_request.title }}\n")
    assert {"dangerous-triggers", "template-injection", "unpinned-uses"} <= {name for name, _ in zizmor(bad)}


@pytest.mark.parametrize("schema, path", [
    *(("vendor.github-workflows", path) for path in ACTIONS), ("vendor.gitlab-ci", GITLAB),
], ids=[*names(ACTIONS), "gitlab"])
def test_they_have_the_form_that_the_forge_reads(schema, path):
    words = [tool("check-jsonschema"), "--builtin-schema", schema, path]
    words += ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, env=promptuary.environment())
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", ACTIONS, ids=names(ACTIONS))
def test_jobs_have_the_least_that_they_need(path):
    """No checkout, no token by default, secrets only in the job that publishes, actions by their commit only."""
    document, text = load(path), path.read_text()
    assert document["permissions"] == {}
    triggers = set(document["on"])
    assert triggers <= {"pull_request", "schedule", "workflow_dispatch", "push"}
    wanted = {
        "check": {"contents": "read"}, "merge": {"contents": "write", "pull-requests": "read"},
        "publish": {"contents": "write"}}[path.stem]
    job, = document["jobs"].values()
    assert job["permissions"] == wanted
    assert ("pull_request" in triggers) == (path.stem == "check")
    assert ("secrets." in text) == (path.stem == "publish")
    for action in re.findall(r"uses: (\S+)", text):
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) and "checkout" not in action
    for step in job["steps"]:
        assert "${{" not in step.get("run", ""), "what an event says is never part of a script"


def test_jobs_of_gitlab_keep_what_can_write_away_from_merge_requests():
    document = load(GITLAB)
    assert document["variables"]["GIT_STRATEGY"] == "none"
    check = str(document["check"])
    assert "PROMPTUARY_TOKEN" not in check and "PROMPTUARY_KEYS" not in check
    assert [rule["if"] for rule in document["check"]["rules"]] == ['$CI_PIPELINE_SOURCE == "merge_request_event"']
    for name in ("merge", "publish"):
        for rule in document[name]["rules"]:
            assert "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH" in rule["if"] and "merge_request" not in rule["if"]


# ---------------------------------------------------------------- what they do


class Runner:
    """Runs the commands of a template's job in a folder of its own, against a bare repository and a list of requests."""

    def __init__(self, folder, kind, origin, api=""):
        self.kind, self.folder = kind, folder / f"run-{kind}"
        self.folder.mkdir()
        self.summary = folder / "summary"
        program = folder / "promptuary"
        if not program.exists():
            shutil.copy(promptuary.binary(), program)
        owner, name = origin.parts[-2:]
        url = f"file://{origin.parent.parent}"
        self.env = promptuary.environment(
            HOME=str(folder), GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1", PROMPTUARY_URL=f"file://{program}",
            PROMPTUARY_SHA256=hashlib.sha256(program.read_bytes()).hexdigest(), GITHUB_SERVER_URL=url,
            GITHUB_REPOSITORY=f"{owner}/{name}", GITHUB_API_URL=api, GITHUB_STEP_SUMMARY=str(self.summary),
            CI_PROJECT_URL=f"{url}/{owner}/{name.removesuffix('.git')}", CI_API_V4_URL=api, CI_PROJECT_ID="7",
            CI_MERGE_REQUEST_PROJECT_URL=f"{url}/{owner}/{name.removesuffix('.git')}",
            CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main", CI_MERGE_REQUEST_IID="1", CI_DEFAULT_BRANCH="main",
            CI_JOB_TOKEN="t", PROMPTUARY_TOKEN="t")

    def run(self, job, **values):
        """The exit code and output of a job's commands, each step in a shell that ends at the first failure."""
        if self.kind == "gitlab":
            steps, variables = ["\n".join(load(GITLAB)[job]["script"])], {"PROMPTUARY_KEYS": values.get("KEYS", "")}
            variables["CI_MERGE_REQUEST_IID"] = values.get("NUMBER", "1")
            variables["PROMPTUARY_COMMIT"] = values.get("COMMIT", "")
            runs = [(step, variables) for step in steps]
        else:
            document, = load(TEMPLATES / self.kind / f"{job}.yml")["jobs"].values()
            runs = [
                (step["run"], {k: values.get(k, v) for k, v in step.get("env", {}).items()})
                for step in document["steps"] if "run" in step and "if" not in step]
        said = ""
        for script, variables in runs:
            # The only two things that are not as on a runner: the program and the list come from this machine.
            script = script.replace("--proto '=https'", "--proto '=file,http'")
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", script], cwd=self.folder, env={**self.env, **variables},
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
            said += done.stdout + done.stderr
            if done.returncode:
                return done.returncode, said
        return 0, said


def publish_again(branch, namespace, name, last, version):  # noqa: F811
    """A signed release with the files of the one before it: nothing in it is a question to a person."""
    old, = (branch.folder / "packages" / namespace / name / last).glob("*.pdpkg")
    with zipfile.ZipFile(old) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    manifest = {**json.loads(files.pop("manifest.json")), "version": version}
    files.pop("prompd.json", None)
    file = branch.place(namespace, name, version, shop.archive(manifest, files))
    branch.sign(file, namespace, f"@{namespace}/{name}", version, "minisign")


@pytest.fixture
def forge(branch, folder):  # noqa: F811
    """A bare repository with three requests: 1 is good, 2 is unsigned, 3 is a good draft."""
    tree = branch.folder
    git(tree, "checkout", "-q", "-b", "good", "main")
    publish_again(branch, "acme", "code-review", "1.10.0", "1.11.0")
    commit(tree, "good")
    git(tree, "checkout", "-q", "-b", "bad", "main")
    branch.place("acme", "sql-explainer", "9.0.0", shop.archive(shop.manifest("acme", "sql-explainer", "9.0.0")))
    commit(tree, "bad")
    git(tree, "checkout", "-q", "-b", "draft", "main")
    publish_again(branch, "acme", "code-review", "1.10.0", "1.10.1")
    commit(tree, "draft")
    origin = folder / "forge" / "owner" / "registry.git"
    origin.parent.mkdir(parents=True)
    git(tree, "init", "-q", "--bare", "-b", "main", origin)
    git(tree, "push", "-q", origin, "main")
    for number, name in enumerate(["good", "bad", "draft"], 1):
        for place in ("pull", "merge-requests"):
            git(tree, "push", "-q", origin, f"{name}:refs/{place}/{number}/head")
    return origin


@pytest.fixture
def api():
    """The list of open requests as both kinds of forges give it, two on a page, oldest first when that is asked for."""
    rows = [
        {"number": n, "iid": n, "draft": draft, "base": {"ref": base}, "target_branch": base}
        for n, draft, base in [(9, False, "main"), (2, False, "main"), (3, True, "main"), (1, False, "main"), (4, False, "other")]]

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            is_oldest_first = query.get("sort") == ["oldest"] or "asc" in query.get("sort", []) + query.get("direction", [])
            page = int(query.get("page", ["1"])[0])
            body = json.dumps((rows if is_oldest_first else rows[::-1])[2 * page - 2:2 * page]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


KINDS = ["github", "gitea", "gitlab"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_check_judges_a_request_and_leaves_its_report(forge, folder, kind):
    """A good request ends with 0, a bad one with 1 and its rule; no file of it is on the runner."""
    for number, code in [("1", 0), ("2", 1)]:
        runner = Runner(folder, kind, forge)
        done, said = runner.run("check", NUMBER=number, BASE="main")
        assert done == code, said
        assert ("signature-missing" in said) == (code == 1)
        if kind == "github":
            assert (runner.folder / "dossier.html").read_text().startswith("<!doctype html>")
            assert json.loads((runner.folder / "verdict.sarif").read_text())["version"] == "2.1.0"
        if kind == "gitlab":
            assert json.loads((runner.folder / "gl-code-quality-report.json").read_text()) is not None
        else:
            assert "May merge" in runner.summary.read_text()
        assert not list(runner.folder.rglob("*.pdpkg"))
        shutil.rmtree(runner.folder)


@pytest.mark.parametrize("kind", KINDS)
def test_the_merge_job_merges_what_may_merge_and_nothing_else(forge, folder, api, kind):
    """The good request is in, the bad one, the draft, one for another branch and one that is gone are not."""
    before = git(forge, "rev-parse", "main")
    done, said = Runner(folder, kind, forge, api).run("merge", BASE="main")
    assert done == 0, said
    assert git(forge, "rev-parse", "main") != before
    inside = git(forge, "ls-tree", "-r", "--name-only", "main")
    assert "code-review-1.11.0.pdpkg" in inside
    assert "sql-explainer-9.0.0" not in inside and "code-review-1.10.1" not in inside
    assert "signature-missing" in said


@pytest.mark.parametrize("kind", KINDS)
def test_no_request_keeps_the_merge_job_from_those_behind_it(forge, folder, api, kind):
    """The oldest on the list is a tree that git's own comparison never ends with, or that its check of objects refuses."""
    nothing = write_tree(forge, [])
    bomb = write_tree(forge, [("100644", b"x.md", blob(forge, b"x"))])
    for _ in range(10):
        bomb = write_tree(forge, [("40000", b"%d" % at, bomb) for at in range(10)])
    disordered = write_tree(forge, [("40000", b"b", nothing), ("40000", b"a", nothing)])
    for place in ("pull", "merge-requests"):
        git(forge, "update-ref", f"refs/{place}/9/head", with_entry(forge, "40000", b"docs", bomb))
        git(forge, "update-ref", f"refs/{place}/2/head", with_entry(forge, "40000", b"docs", disordered))
    done, said = Runner(folder, kind, forge, api).run("merge", BASE="main")
    assert done == 0, said
    assert "change-size" in said and "request 2" not in said
    assert "code-review-1.11.0.pdpkg" in git(forge, "ls-tree", "-r", "--name-only", "main")


@pytest.mark.parametrize("path", [TEMPLATES / "github" / "merge.yml", TEMPLATES / "gitea" / "merge.yml", GITLAB], ids=KINDS)
def test_merge_jobs_have_limits(path):
    """Time and memory for each request, and an end for each call over the network."""
    text = path.read_text()
    job = text[text.index("for page in"):text.index("done < numbers")]
    for word in ("--max-time", "timeout --kill-after=10 120 git", "ulimit -v", "timeout --kill-after=10 120 ./promptuary merge"):
        assert word in job, word
    assert "transfer.fsckObjects true" in text


@pytest.fixture
def registry(folder):
    """A repository on a forge with a tree on `main`, its clone, and the online keys as the job gets them."""
    origin, tree = folder / "forge" / "owner" / "registry.git", folder / "tree"
    origin.parent.mkdir(parents=True)
    promptuary.init(tree, "small.example", "acme").expect(promptuary.DONE)
    holder = folder / "ada.key"
    promptuary.generate_key("minisign", holder).expect(promptuary.DONE)
    promptuary.trust_init(tree, {"ada": holder}, 1, 4, folder / "online").expect(promptuary.DONE)
    secrets = [path for path in tree.rglob("*.key") if path.is_file()]
    for path in secrets:
        path.rename(folder / path.name)
    git(tree, "init", "-q", "-b", "main")
    commit(tree, "tree")
    git(tree, "init", "-q", "--bare", "-b", "main", origin)
    git(tree, "push", "-q", origin, "main")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        archive.add(folder / "online", arcname=".")
    return origin, tree, base64.b64encode(out.getvalue()).decode()


def run_publish(folder, kind, registry, **values):
    """One run of the publish job on a fresh machine: how it ended, what it said, and the commit that is published."""
    runner = Runner(folder, kind, registry[0])
    done, said = runner.run("publish", BASE="main", KEYS=registry[2], **{"COMMIT": "", **values})
    shutil.rmtree(runner.folder)
    return done, said, json.loads(git(registry[0], "show", "site:status.json"))["commit"]


@pytest.mark.parametrize("kind", KINDS)
def test_requests_are_judged_beside_the_log_of_the_published_site(registry, folder, api, kind):
    """A number that was published once is used, also when its release has left the tree: check and merge know as publish does."""
    origin, tree, _ = registry
    key, = [path for path in folder.glob("*.key") if path.name != "ada.key"]
    source = folder / "tool"
    source.mkdir()

    def release(text, version):
        (source / "manifest.json").write_text(json.dumps({
            "name": "@acme/tool", "version": version, "description": "A tool", "license": "MIT", "author": "Acme"}))
        (source / "prompts").mkdir(exist_ok=True)
        (source / "prompts" / "a.prmd").write_text(f"---\nid: a\nname: A\nversion: 1.0.0\n---\n{text}\n")
        file = folder / f"tool-{version}.pdpkg"
        promptuary.pack(source, file).expect(promptuary.DONE)
        promptuary.run("sign", file, "--key", key, "--tree", tree).expect(promptuary.DONE)
        promptuary.run("add", tree, file).expect(promptuary.DONE)

    release("One", "1.0.0")
    commit(tree, "release")
    git(tree, "push", "-q", origin, "main")
    assert run_publish(folder, kind, registry)[0] == 0
    git(tree, "rm", "-q", "-r", "packages/acme/tool")
    commit(tree, "a person takes it out")
    git(tree, "push", "-q", origin, "main")
    git(tree, "checkout", "-q", "-b", "again")
    release("Two", "1.0.0")
    commit(tree, "the same number, other bytes")
    for number, place in [(1, "pull"), (1, "merge-requests"), (9, "pull"), (9, "merge-requests")]:
        git(tree, "push", "-q", origin, f"again:refs/{place}/{number}/head")
    runner = Runner(folder, kind, origin, api)
    done, said = runner.run("check", NUMBER="1", BASE="main")
    assert done == 1 and "release-changed" in said, said
    shutil.rmtree(runner.folder)
    done, said = Runner(folder, kind, origin, api).run("merge", BASE="main")
    assert done == 0 and "release-changed" in said, said
    assert "tool" not in git(origin, "ls-tree", "-r", "--name-only", "main")


@pytest.mark.parametrize("kind", KINDS)
def test_the_publish_job_publishes_signs_again_and_keeps_no_key(registry, folder, kind):
    """Two runs on fresh machines: the second one goes on from the site of the first, and the log stays one."""
    origin, tree, _ = registry
    root = folder / "root.json"
    for count in (1, 2):
        done, said, _ = run_publish(folder, kind, registry)
        assert done == 0, said
        site = folder / f"site-{count}"
        git(tree, "clone", "-q", "--branch", "site", origin, site)
        shutil.copy(tree / "trust" / "root.json", root)
        promptuary.verify(site, root).expect(promptuary.DONE)
        if count == 1:
            (tree / "namespaces/acme/namespace.yaml").write_text(
                (tree / "namespaces/acme/namespace.yaml").read_text() + "\n")
            commit(tree, "more")
            git(tree, "push", "-q", origin, "main")
    published = git(origin, "ls-tree", "-r", "--name-only", "site")
    assert "root.json" in published and not any(path.endswith(".key") for path in published.splitlines())
    secrets = [file.read_bytes().splitlines()[1] for file in (folder / "online").glob("*.key")]
    assert len(secrets) >= 4
    for count in (1, 2):
        for file in (folder / f"site-{count}").rglob("*"):
            assert not file.is_file() or not any(secret in file.read_bytes() for secret in secrets), file


@pytest.mark.parametrize("kind", KINDS)
def test_the_publish_job_publishes_what_a_request_could_have_brought(registry, folder, kind):
    """Keys that somebody pushed past the check are not published; two good states are, one after the other by hand."""
    origin, tree, _ = registry
    assert run_publish(folder, kind, registry)[0] == 0
    for text in ("\n", "\n\n"):
        with (tree / "namespaces/acme/namespace.yaml").open("a") as file:
            file.write(text)
        commit(tree, "more")
    git(tree, "push", "-q", origin, "main")
    for revision, values in [("main^", {"COMMIT": git(tree, "rev-parse", "main^").strip()}), ("main", {})]:
        done, said, published = run_publish(folder, kind, registry, **values)
        assert (done, published) == (0, git(tree, "rev-parse", revision).strip()), said
    promptuary.init(folder / "other", "small.example", "acme").expect(promptuary.DONE)
    for file in (folder / "other" / "namespaces" / "acme").glob("keys.json*"):
        shutil.copy(file, tree / "namespaces" / "acme")
    commit(tree, "other keys")
    git(tree, "push", "-q", origin, "main")
    done, said, published = run_publish(folder, kind, registry)
    assert done != 0 and "may-merge: no" in said
    assert published == git(tree, "rev-parse", "main^").strip()
    aside = git(tree, "commit-tree", "main^{tree}", "-m", "x").strip()
    assert run_publish(folder, kind, registry, COMMIT=aside)[0] != 0


def test_a_program_with_other_bytes_is_not_run(forge, folder):
    """The digest in the template is what counts; as it comes, no job does anything."""
    runner = Runner(folder, "github", forge)
    runner.env["PROMPTUARY_SHA256"] = load(TEMPLATES / "github" / "check.yml")["env"]["PROMPTUARY_SHA256"]
    assert runner.run("check", NUMBER="1", BASE="main")[0] != 0
    assert not (runner.folder / "registry.git").exists()
