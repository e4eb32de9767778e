"""What somebody tries who may propose changes and has no business here."""

import os

from changes.bench import git
from changes.manifests import lib
from changes.published import LIB
from changes.table import fails, passes


def consent(bench, name, subject, path=None, **more):
    """A statement about what has changed at a path."""
    bench.consent(name, subject=subject, sha256=bench.change_digest(path or subject), **more)


@fails("signature-unknown-key")
def strangers_signature_beside_a_good_one(bench):
    bench.sign(LIB, ["rob"], "pdpkg", "@acme/lib 1.2.0")


@fails("signature-threshold", found=["evidence-lost", "signature-ssh-namespace"])
def signature_for_another_registry(bench):
    lib(bench, by=[])
    path = "packages/acme/lib/1.2.1/lib-1.2.1.pdpkg"
    bench.sign(path, ["bea"], "pdpkg-package", "@acme/lib 1.2.1")


@fails("file-unexpected")
def two_package_files_in_one_release(bench):
    bench.dotted("acme.lonely", "1.1.0", by=["bea"])
    bench.release("@acme/lonely", "1.1.0")


@fails("name-package")
def package_folder_in_other_letters(bench):
    for name in git(bench.folder, "ls-files", "packages/acme/lib/1.2.0").stdout.decode().splitlines():
        bench.write(name.replace("/lib/", "/Lib/"), bench.read(name))


@fails("file-executable")
def package_file_that_is_a_program(bench):
    path = lib(bench)
    os.chmod(bench.folder / path, 0o755)


@fails("file-unexpected")
def key_set_from_the_future(bench):
    for ending in ("", ".sshsig"):
        bench.write(f"namespaces/acme/keys.9.json{ending}", bench.read(f"namespaces/prior/keys.1.json{ending}"))


@fails("file-unreadable")
def registry_without_settings(bench):
    bench.remove("registry.yaml")


@fails("trust-root-chain", found=["trust-changed", "trust-version"])
def root_that_nobody_signed(bench):
    path = "trust/root.json"
    bench.write(path, bench.read(path).replace(b'"threshold":1', b'"threshold":2', 1))


@fails("trust-version", found=["trust-changed"])
def trust_that_vanishes(bench):
    bench.remove("trust")


@fails("document-field-value", found=["evidence-lost", "signature-missing"])
def override_of_what_protects_trust(bench):
    path = lib(bench, by=[])
    bench.consent(
        "overrides/unsigned", subject="@acme/lib 1.2.1", sha256=bench.digest(path), rule="signature-missing",
        reason="The key is at home")


@fails("version-skipped", "consent-stray")
def override_of_another_release(bench):
    path = lib(bench, "1.4.0")
    bench.consent(
        "overrides/other", subject="@acme/lib 1.5.0", sha256=bench.digest(path), rule="version-skipped",
        reason="1.3.0 was never published")


@fails("version-skipped")
def approval_in_the_place_of_an_override(bench):
    path = lib(bench, "1.4.0")
    bench.consent("approvals/lib", subject="@acme/lib 1.4.0", sha256=bench.digest(path))


@fails("consent-invalid", found=["policy-changed"])
def reviewer_that_the_same_request_appoints(bench):
    settings = bench.document("registry.yaml")
    reviewers = [*settings["policy"]["reviewers"], {"name": "Mallory", "key": bench.public("stranger")[1]}]
    bench.settings(policy={**settings["policy"], "reviewers": reviewers})
    consent(bench, "approvals/policy", "registry.yaml", by=["stranger"])


@fails("policy-changed")
def policy_that_a_reviewer_agrees_to(bench):
    settings = bench.document("registry.yaml")
    bench.settings(policy={**settings["policy"], "approvals": 0})
    consent(bench, "approvals/policy", "registry.yaml")


@passes("consent-invalid", "policy-changed")
def policy_that_a_reviewer_lets_pass(bench):
    settings = bench.document("registry.yaml")
    bench.settings(policy={**settings["policy"], "approvals": 2})
    consent(bench, "approvals/policy", "registry.yaml")
    consent(bench, "overrides/policy", "registry.yaml", rule="policy-changed", reason="Two people see more")


@fails("consent-stray")
def approval_of_something_that_was_different_then(bench):
    bench.namespace("bookshelf", ["stranger"])
    consent(bench, "approvals/bookshelf", "bookshelf", "namespaces/bookshelf")
    bench.describe("bookshelf", description="Another one")


@passes("consent-invalid", "consent-stray")
def namespace_that_a_reviewer_agrees_to(bench):
    bench.namespace("bookshelf", ["stranger"])
    consent(bench, "approvals/bookshelf", "bookshelf", "namespaces/bookshelf")


@fails("consent-invalid")
def approval_of_the_base_under_another_name(bench):
    for ending in ("", ".sshsig"):
        bench.write(f"approvals/again.yaml{ending}", bench.read(f"approvals/lonely.yaml{ending}"))


@fails("consent-invalid")
def strangers_signature_beside_an_approval(bench):
    bench.namespace("bookshelf", ["stranger"])
    consent(bench, "approvals/bookshelf", "bookshelf", "namespaces/bookshelf", by=["rea", "stranger"])


@passes(may="no")
def nothing_at_all(bench):
    assert bench.folder.is_dir()


@passes("file-unexpected", may="no")
def readme_that_vanishes(bench):
    bench.remove("README.md")


@fails("zip-name-dots")
def archive_that_climbs(bench):
    lib(bench, files={"../../outside.md": "Outside\n"})
