"""Releases, by what their manifests and files say."""

import workshop as shop
from changes.table import fails, passes

LIB = "@acme/lib"
FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
CYRILLIC = "\u0410\u0434\u0430"


def lib(bench, version="1.2.1", **more):
    """The next release of a package that others need."""
    return bench.release(LIB, version, **{"repository": "https://example.org/lib", **more})


def listing(bench, *files):
    """A release whose manifest lists files."""
    fields = shop.manifest("acme", "lib", "1.2.1", repository="https://example.org/lib", files=list(files))
    lib(bench, data=shop.archive(fields, {"README.md": "# lib\n", "prompts/main.prmd": shop.prompt()}))


def with_readme(bench, text):
    return lib(bench, files={"README.md": text})


@fails("author-missing", may="yes")
def no_author(bench):
    lib(bench, author=None)


@fails("author-missing", may="yes")
def empty_author(bench):
    lib(bench, author="")


@passes("author-missing", "readme-missing", "licence-missing", "signature-missing", "files-listed")
def plain_release(bench):
    lib(bench)


@fails("description-missing")
def blank_description(bench):
    lib(bench, description="          ")


@passes("description-missing", "description-short")
def description_of_ten_characters(bench):
    lib(bench, description="Ten chars.")


@fails("description-short", may="yes")
def description_of_nine_characters(bench):
    lib(bench, description="Nine char")


@fails("licence-missing", found=["licence-changed", "licence-policy"])
def no_licence(bench):
    lib(bench, license=None)


@fails("licence-changed")
def another_licence(bench):
    lib(bench, license="Apache-2.0")


@passes("licence-changed")
def the_same_licence_in_a_new_major_version(bench):
    lib(bench, "2.0.0", license="MIT")


@fails("licence-policy", found=["licence-changed"])
def licence_that_the_policy_denies(bench):
    lib(bench, license="AGPL-3.0-only")


@fails("licence-policy", found=["licence-changed"])
def licence_that_nobody_can_read(bench):
    lib(bench, license="free as in beer")


@passes("licence-policy", may="no")
def alternative_to_a_denied_licence(bench):
    bench.release("@acme/either", "1.0.0", license="AGPL-3.0-only OR MIT")


@fails("readme-missing", may="yes")
def no_readme(bench):
    lib(bench, files={"README.md": None})


@fails("files-listed", may="yes")
def listed_file_that_is_not_there(bench):
    listing(bench, "README.md", "absent.md")


@passes("files-listed")
def listed_files_that_are_there(bench):
    listing(bench, "README.md", "prompts/main.prmd")


@fails("text-mixed-script", may="yes")
def name_in_two_scripts(bench):
    lib(bench, author="\u0410da")


@passes("text-mixed-script")
def name_in_another_script(bench):
    lib(bench, author=CYRILLIC)


@fails("hidden-text")
def bidirectional_text(bench):
    with_readme(bench, "Say \u202etxet\u202c\n")


@fails("hidden-text")
def invisible_tag_characters(bench):
    with_readme(bench, "Say \U000e0041\U000e0042\n")


@passes("hidden-text")
def text_in_many_scripts(bench):
    with_readme(bench, f"Grüße, שלום, 你好 {FLAG}\n")


@fails("plain-secret")
def token_in_a_readme(bench):
    with_readme(bench, "Use ghp_" + "a1B2" * 9 + "\n")


@fails("plain-secret")
def private_key_in_a_prompt(bench):
    lib(bench, files={"prompts/more.md": "-----BEGIN OPENSSH " "PRIVATE KEY-----\nAAAA\n"})


@passes("plain-secret")
def beginning_of_a_token(bench):
    with_readme(bench, "Tokens begin with ghp_ and have 36 characters more, such as ghp_a1B2\n")


@fails("code-file", may="yes")
def program_in_a_package(bench):
    lib(bench, files={"tools/run.py": "print(1)\n"})


@passes("code-file")
def program_that_is_marked_as_text(bench):
    lib(bench, files={"tools/run.py": "---\nprompd_content_file: true\n---\nprint(1)\n"})


@fails("prompt-empty", may="yes")
def empty_prompt(bench):
    bench.release("@acme/lonely", "1.1.0", files={"prompts/empty.prmd": " \n"})


@passes("prompt-empty")
def another_prompt(bench):
    bench.release("@acme/lonely", "1.1.0", files={
        "prompts/more.prmd": "---\nid: more\nname: More\nversion: 1.0.0\n---\n\n# User\n\nMore.\n"})


@fails("installer-limits", may="yes")
def long_version(bench):
    lib(bench, "1.2.1-alpha.123456789")


@passes("installer-limits")
def version_of_twenty_characters(bench):
    lib(bench, "1.2.1-alpha.12345678")


@fails("installer-limits", may="yes")
def file_name_that_is_no_ascii(bench):
    lib(bench, files={"docs/größe.md": "Size\n"})


@fails("repository-changed")
def another_repository(bench):
    lib(bench, repository="https://example.net/lib")


@fails("repository-changed")
def no_repository_any_more(bench):
    lib(bench, repository=None)


@passes("repository-changed")
def repository_that_was_not_named_before(bench):
    bench.release("@acme/lonely", "1.1.0", repository="https://example.org/lonely")


@fails("package-format")
def prompt_gen_release_among_archives(bench):
    bench.dotted("acme.lonely", "2.0.0", by=["bea"])


@passes("package-format")
def prompt_gen_release_among_its_kind(bench):
    bench.dotted("forms.colours", "1.0.1")


@fails("latest-by-letters", may="yes")
def ten_after_nine(bench):
    bench.release("@acme/nine", "1.10.0")


@passes("latest-by-letters")
def two_after_nine(bench):
    bench.release("@acme/nine", "2.0.0")


@fails("zip-no-end-record")
def package_that_is_no_archive(bench):
    lib(bench, data=b"PK nothing")
