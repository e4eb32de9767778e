"""Releases, by what they need and by who needs them."""

from changes.manifests import lib
from changes.table import fails, passes


@fails("dependency-missing")
def package_that_is_not_there(bench):
    lib(bench, "1.3.0", dependencies={"@acme/nowhere": "1.0.0"})


@fails("dependency-missing")
def version_that_is_not_there(bench):
    lib(bench, "1.3.0", dependencies={"@acme/lonely": "3.0.0"})


@passes("dependency-missing", "dependency-range", "dependency-cycle")
def exact_version_that_is_there(bench):
    lib(bench, "1.3.0", dependencies={"@acme/lonely": "1.0.0"})


@fails("dependency-lost", may="yes")
def yank_of_what_others_need(bench):
    bench.notes("@acme/lib", yanked=[{"version": "1.2.0", "reason": "It answers in the wrong language"}])


@passes("dependency-lost")
def yank_of_what_nobody_needs(bench):
    bench.notes("@acme/lonely", yanked=[{"version": "1.0.0", "reason": "It answers in the wrong language"}])


@fails("dependency-private")
def public_package_that_needs_a_private_one(bench):
    lib(bench, "1.3.0", dependencies={"@inner/secret": "1.0.0"})


@passes("dependency-private")
def private_package_that_needs_a_public_one(bench):
    bench.release("@inner/secret", "1.1.0", dependencies={"@acme/lonely": "1.0.0"})


@fails("dependency-range", may="yes")
def range_of_versions(bench):
    bench.release("@acme/lonely", "1.1.0", dependencies={"@acme/tool": "^1.0.0"})


@passes("dependency-range", "dependency-unbounded")
def newest_version_whichever_it_is(bench):
    bench.release("@acme/lonely", "1.1.0", dependencies={"@acme/tool": "latest"})


@fails("dependency-unbounded", found=["dependency-range"])
def range_without_an_end(bench):
    bench.release("@acme/lonely", "1.1.0", dependencies={"@acme/tool": ">=1.0.0"})


@passes("dependency-unbounded", found=["dependency-range"])
def range_with_an_end(bench):
    bench.release("@acme/lonely", "1.1.0", dependencies={"@acme/tool": ">=1.0.0 <2.0.0"})


@fails("dependency-cycle")
def two_packages_that_need_each_other(bench):
    bench.release("@acme/ring-a", "1.0.0", dependencies={"@acme/ring-b": "1.0.0"})
    bench.release("@acme/ring-b", "1.0.0", dependencies={"@acme/ring-a": "1.0.0"})


@fails("dependency-cycle")
def package_that_needs_itself(bench):
    lib(bench, "1.3.0", dependencies={"@acme/lib": "1.3.0"})


@passes("dependency-cycle", may="no")
def two_packages_one_of_which_needs_the_other(bench):
    bench.release("@acme/chain-a", "1.0.0", dependencies={"@acme/chain-b": "1.0.0"})
    bench.release("@acme/chain-b", "1.0.0")
