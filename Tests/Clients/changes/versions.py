"""Releases, by how their versions and interfaces go on."""

from changes.base import ASKING
from changes.manifests import lib
from changes.table import fails, passes

AGE = "  - name: age\n    type: integer\n"


def ask(bench, version, *changes):
    """A release of a prompt with parameters, after some changes of its text."""
    text = ASKING
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    bench.release("@acme/ask", version, files={"prompts/main.prmd": text})


@fails("version-skipped")
def minor_version_left_out(bench):
    lib(bench, "1.4.0")


@fails("version-skipped")
def major_version_left_out(bench):
    lib(bench, "3.0.0")


@fails("version-skipped")
def patch_left_out(bench):
    lib(bench, "1.2.2")


@passes("version-skipped", "version-duplicate", "version-backwards")
def next_minor_version(bench):
    lib(bench, "1.3.0")


@passes("version-skipped")
def two_versions_in_a_row(bench):
    lib(bench, "1.2.1")
    lib(bench, "1.3.0")


@fails("version-backwards")
def version_before_the_first_one(bench):
    lib(bench, "0.9.0")


@passes("version-backwards")
def patch_of_an_older_line(bench):
    lib(bench, "1.0.1", repository=None)


@fails("version-duplicate")
def version_that_differs_in_build_metadata(bench):
    lib(bench, "1.2.0+again")


@passes("version-duplicate")
def next_version_with_build_metadata(bench):
    lib(bench, "1.2.1+first")


@fails("interface-step")
def new_required_parameter_in_a_patch(bench):
    ask(bench, "1.0.1", ("  - name: tone", AGE + "    required: true\n  - name: tone"))


@fails("interface-step")
def new_required_parameter_in_a_minor_version(bench):
    ask(bench, "1.1.0", ("  - name: tone", AGE + "    required: true\n  - name: tone"))


@passes("interface-step")
def new_required_parameter_in_a_major_version(bench):
    ask(bench, "2.0.0", ("  - name: tone", AGE + "    required: true\n  - name: tone"))


@fails("interface-step")
def new_optional_parameter_in_a_patch(bench):
    ask(bench, "1.0.1", ("  - name: tone", AGE + "  - name: tone"))


@passes("interface-step")
def new_optional_parameter_in_a_minor_version(bench):
    ask(bench, "1.1.0", ("  - name: tone", AGE + "  - name: tone"))


@fails("interface-step")
def parameter_that_is_gone_in_a_minor_version(bench):
    ask(bench, "1.1.0", ("  - name: tone\n    type: string\n    default: warm\n", ""))


@fails("interface-step")
def other_type_of_a_parameter_in_a_minor_version(bench):
    ask(bench, "1.1.0", ("    type: string\n    required", "    type: integer\n    required"))


@fails("interface-step")
def other_default_in_a_patch(bench):
    ask(bench, "1.0.1", ("default: warm", "default: cold"))


@fails("interface-step")
def other_model_in_a_minor_version(bench):
    ask(bench, "1.1.0", ("description: Asks", "description: Asks\nmodel: large"))


@passes("interface-step")
def other_words_in_a_patch(bench):
    ask(bench, "1.0.1", ("Ask about", "Please ask about"))


@fails("releases-many", found=["latest-by-letters"])
def twenty_one_releases(bench):
    for number in range(1, 22):
        bench.release("@acme/lonely", f"1.0.{number}")


@passes("releases-many", found=["latest-by-letters"])
def twenty_releases(bench):
    for number in range(1, 21):
        bench.release("@acme/lonely", f"1.0.{number}")
