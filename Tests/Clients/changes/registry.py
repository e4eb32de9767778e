"""Settings, trust, reviewers, and files beside packages."""

import os

from changes import base
from changes.bench import git
from changes.manifests import lib
from changes.table import fails, passes

MEBIBYTE = 1 << 20


# ---------------------------------------------------------------- settings and trust

@fails("policy-changed")
def policy_that_allows_more(bench):
    settings = bench.document("registry.yaml")
    bench.settings(policy={**settings["policy"], "approvals": 0})


@fails("policy-changed")
def title_of_the_registry(bench):
    bench.settings(title="Other changes")


@passes("policy-changed", "registry-renamed", "file-unreadable", may="no")
def settings_in_another_order(bench):
    settings = bench.document("registry.yaml")
    for name in list(settings):
        bench.settings(**{name: settings[name]})


@fails("registry-renamed", found=["policy-changed"])
def registry_with_another_name(bench):
    bench.settings(name="other.example")


@fails("trust-changed", found=["claim-unsigned"])
def next_role_of_the_owners(bench):
    bench.release("@stamped/seal", "1.0.1", by=["owner"])
    base.claim(bench)


@passes("trust-changed", may="no")
def words_about_trust(bench):
    bench.write("docs/trust.md", "# Trust\n")


# ---------------------------------------------------------------- reviewers

@fails("consent-invalid", found=["name-collision"])
def override_that_a_stranger_signed(bench):
    bench.consent(
        "overrides/mine", by=["stranger"], subject="@acme/t00l", rule="name-reserved", reason="Because I say so")
    bench.release("@acme/t00l", "1.0.0")


@fails("consent-invalid")
def approval_that_nobody_signed(bench):
    bench.consent("approvals/mine", by=[], subject="@acme/lonely")


@fails("consent-invalid")
def approval_that_is_changed(bench):
    bench.consent("approvals/lonely", subject="@acme/lonely 1.0.0", sha256="0" * 64)


@passes("consent-invalid")
def override_that_a_reviewer_signed(bench):
    lib(bench, "1.4.0")
    bench.consent(
        "overrides/lib", subject="@acme/lib 1.4.0", sha256=bench.change_digest("packages/acme/lib"),
        rule="version-skipped", reason="1.3.0 was never published")


@passes("version-skipped")
def override_that_two_reviewers_signed(bench):
    lib(bench, "1.4.0")
    bench.consent(
        "overrides/lib", by=["rea", "rob"], subject="@acme/lib 1.4.0", sha256=bench.change_digest("packages/acme/lib"),
        rule="version-skipped", reason="1.3.0 was never published")


@fails("version-skipped", "consent-stray")
def override_of_the_package_file_alone(bench):
    path = lib(bench, "1.4.0")
    bench.consent(
        "overrides/lib", subject="@acme/lib 1.4.0", sha256=bench.digest(path), rule="version-skipped",
        reason="1.3.0 was never published")


@fails("version-skipped", "consent-stray")
def override_for_other_bytes(bench):
    lib(bench, "1.4.0")
    bench.consent(
        "overrides/lib", subject="@acme/lib 1.4.0", sha256="0" * 64, rule="version-skipped",
        reason="1.3.0 was never published")


# ---------------------------------------------------------------- files

@fails("file-irregular")
def symbolic_link(bench):
    os.symlink("guide.md", bench.path("docs/link.md"))


@fails("file-irregular")
def symbolic_link_in_the_place_of_a_package(bench):
    os.symlink("../1.2.0/lib-1.2.0.pdpkg", bench.path("packages/acme/lib/1.2.1/lib-1.2.1.pdpkg"))


@fails("file-irregular")
def submodule(bench):
    bench.commit_index(f"160000 {bench.head()}\tdocs/other")


@passes("file-irregular", "file-executable", "file-unexpected", "git-file", "forge-changed", may="no")
def another_text_for_people(bench):
    bench.write("docs/more.md", "# More\n")


@fails("file-executable")
def program_in_the_tree(bench):
    bench.write("docs/more.md", "# More\n").chmod(0o755)


@fails("file-unexpected")
def file_at_the_root(bench):
    bench.write("install.txt", "Run this\n")


@fails("file-unexpected")
def file_beside_a_release(bench):
    bench.write("packages/acme/lib/1.2.0/extra.txt", "Extra\n")


@fails("file-unexpected")
def folder_that_the_format_does_not_know(bench):
    bench.write("tools/run.md", "Run\n")


@fails("file-collision")
def name_that_differs_in_case(bench):
    bench.write("docs/Guide.md", "# Another\n")


@fails("file-collision")
def name_in_another_form_of_its_characters(bench):
    bench.write("docs/caf\u00e9.md", "One\n")
    bench.write("docs/cafe\u0301.md", "Another\n")


@passes("file-collision", may="no")
def name_that_differs_in_a_letter(bench):
    bench.write("docs/guide2.md", "# Another\n")


@fails("file-name")
def name_of_a_device(bench):
    bench.write("docs/aux.md", "Sound\n")


@fails("file-name")
def name_with_a_character_that_windows_refuses(bench):
    bench.write("docs/a:b.md", "Colon\n")


@fails("file-name")
def name_with_a_line_feed(bench):
    bench.write("docs/a\nb.md", "Lines\n")


@fails("file-name")
def name_that_is_git_on_other_systems(bench):
    inner = bench.tree_object([("100644", b"config", bench.blob(b"[core]"))])
    docs = bench.tree_object([("40000", b"git~1", inner), *bench.entries("HEAD:docs")])
    bench.commit_tree(bench.tree_object(
        [(mode, name, docs if name == b"docs" else number) for mode, name, number in bench.entries()]))


@passes("file-name", may="no")
def name_that_begins_like_a_device(bench):
    bench.write("docs/auxiliary.md", "Help\n")


@fails("file-size")
def file_that_is_a_byte_too_large(bench):
    bench.write("docs/large.md", b" " * (10 * MEBIBYTE + 1))


@passes("file-size", may="no")
def file_that_is_as_large_as_allowed(bench):
    bench.write("docs/large.md", b" " * (10 * MEBIBYTE))


@fails("forge-changed")
def workflow(bench):
    bench.write(".github/workflows/run.yml", "on: push\n")


@fails("forge-changed")
def owners_of_code(bench):
    bench.write("CODEOWNERS", "* @mallory\n")


@fails("git-file", found=["forge-changed"])
def attributes(bench):
    bench.write(".gitattributes", "*.pdpkg filter=run\n")


@fails("git-file", found=["file-unexpected"])
def submodules(bench):
    bench.write(".gitmodules", "[submodule \"x\"]\n\tpath = docs/x\n\turl = https://example.org/x\n")


@fails("change-size")
def ten_thousand_and_one_files(bench):
    many(bench, 10_001)


@passes("change-size", may="no")
def ten_thousand_files(bench):
    many(bench, 10_000)


def many(bench, count):
    """Commits that many new files, which lie in no working tree."""
    blob = bench.blob(b"x")
    bench.commit_index(*(f"100644 {blob}\tdocs/{number:05d}.md" for number in range(count)))


@fails("tree-form")
def folder_in_disorder(bench):
    entries = bench.entries()
    number = bench.blob(b"# Licence\n")
    bench.commit_tree(bench.tree_object([*entries, ("100644", b"LICENSE", number)]))


@fails("tree-form")
def folder_in_which_nothing_lies(bench):
    entries = sorted([*bench.entries(), ("40000", b"plugins", bench.tree_object([]))], key=key)
    bench.commit_tree(bench.tree_object(entries))


@passes("tree-form", may="no")
def folder_in_order(bench):
    number = bench.blob(b"# Licence\n")
    entries = sorted([*bench.entries(), ("100644", b"LICENSE", number)], key=key)
    bench.commit_tree(bench.tree_object(entries))


def key(entry):
    """The order in which git keeps entries: a folder counts as if its name ended with a slash."""
    return entry[1] + (b"/" if entry[0] == "40000" else b"")


# ---------------------------------------------------------------- branches

def advance(bench, name, text):
    """The base goes on, while the branch stays where it began."""
    git(bench.folder, "checkout", "-q", "main")
    bench.write(name, text)
    bench.commit("the base goes on")
    git(bench.folder, "checkout", "-q", "change")


@fails("change-conflict", is_diverged=True)
def file_that_both_have_changed(bench):
    advance(bench, "docs/guide.md", "# Guide of the base\n")
    bench.write("docs/guide.md", "# Guide of the branch\n")


@passes("change-conflict", may="no", is_diverged=True)
def other_file_than_the_base_has_changed(bench):
    advance(bench, "docs/other.md", "# Of the base\n")
    bench.write("docs/guide.md", "# Guide of the branch\n")


@passes("change-conflict", may="no")
def branch_that_has_taken_over_the_base(bench):
    advance(bench, "docs/guide.md", "# Guide of the base\n")
    git(bench.folder, "merge", "-q", "--no-ff", "-m", "take over", "main")
    bench.write("docs/guide.md", "# Guide of both\n")


# ---------------------------------------------------------------- what people decide

@passes("version-backwards")
def nothing_but_what_owners_may(bench):
    lib(bench)
    bench.release("@acme/lonely", "1.0.1")
    bench.notes("@acme/tool", dist_tags={"stable": "1.1.0", "next": "1.1.0"})


@passes("consent-invalid", may="after")
def new_package_that_a_reviewer_agrees_to(bench):
    path = bench.release("@acme/letters", "1.0.0")
    bench.consent(
        "approvals/letters", subject="@acme/letters", sha256=bench.change_digest("packages/acme/letters"))
    bench.consent("approvals/letters.1.0.0", by=["rob"], subject="@acme/letters 1.0.0", sha256=bench.digest(path))


@fails("file-size", found=["namespace-missing"])
def description_of_a_namespace_that_is_too_large(bench):
    fill(bench, MEBIBYTE + 1)


@passes("file-size", may="no")
def description_of_a_namespace_that_is_as_large_as_allowed(bench):
    fill(bench, MEBIBYTE)


def fill(bench, size):
    """Makes the description of a namespace that large, by a comment."""
    path = "namespaces/prior/namespace.yaml"
    text = bench.read(path)
    bench.write(path, text + b"#" * (size - len(text) - 1) + b"\n")
