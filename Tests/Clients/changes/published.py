"""What is published already, and who signs what comes."""

import shutil

from changes.manifests import lib
from changes.table import fails, passes

OLD = "packages/acme/tool/1.0.0/tool-1.0.0.pdpkg"
NEW = "packages/acme/tool/1.1.0/tool-1.1.0.pdpkg"
LIB = "packages/acme/lib/1.2.0/lib-1.2.0.pdpkg"


@fails("release-changed", found=["signature-changed"])
def other_bytes_signed_by_the_owner(bench):
    bench.release("@acme/lib", "1.2.0", files={"README.md": "# Another text\n"})


@fails("release-changed", found=["zip-no-end-record"])
def other_bytes_that_nobody_signed(bench):
    bench.write(LIB, bench.read(LIB) + b"\0")


@passes("release-changed", "signature-changed")
def further_signature_of_a_release(bench):
    bench.sign(LIB, ["ada"], "pdpkg", "@acme/lib 1.2.0")


def copy_of_a_signature(bench, file, ending):
    """A signature under another number, with another free line where there is one."""
    data = bench.read(f"{file}.{ending}")
    if ending == "minisig":
        data = b"untrusted comment: buy my stuff\n" + data.split(b"\n", 1)[1]
    bench.write(f"{file}.2.{ending}", data)


@fails("signature-repeated")
def copy_of_a_signature_of_a_release(bench):
    copy_of_a_signature(bench, OLD, "minisig")


@fails("signature-repeated")
def copy_of_a_signature_beside_a_new_release(bench):
    copy_of_a_signature(bench, lib(bench), "sshsig")


@fails("signature-repeated")
def copy_of_a_signature_of_notes(bench):
    copy_of_a_signature(bench, "packages/acme/tool/package.yaml", "sshsig")


NOTES = "packages/acme/tool/package.yaml"


@fails("signature-unknown-key")
def strangers_signature_beside_notes(bench):
    bench.sign(NOTES, ["rob"], "pdpkg-package", "@acme/tool")


@fails("signature-unknown-key")
def strangers_signature_beside_new_notes(bench):
    bench.notes("@acme/tool", dist_tags={"stable": "1.1.0", "next": "1.1.0"})
    bench.sign(NOTES, ["rob"], "pdpkg-package", "@acme/tool")


@fails("signature-trusted-comment")
def signature_of_other_notes_beside_notes(bench):
    bench.sign(NOTES, ["ada"], "pdpkg-package", "@acme/lib")


@passes("signature-unknown-key", "signature-repeated", may="no")
def signature_of_another_owner_beside_notes(bench):
    bench.sign(NOTES, ["ada"], "pdpkg-package", "@acme/tool")


@fails("signature-repeated")
def copy_of_a_signature_of_keys(bench):
    copy_of_a_signature(bench, "namespaces/acme/keys.json", "minisig")


@fails("signature-repeated")
def copy_of_a_signature_of_earlier_keys(bench):
    copy_of_a_signature(bench, "namespaces/prior/keys.1.json", "sshsig")


@passes("signature-repeated")
def signature_of_another_owner_beside_the_first(bench):
    bench.sign(OLD, ["bea"], "pdpkg", "@acme/tool 1.0.0")


@fails("release-removed", found=["signature-removed"])
def release_that_vanishes(bench):
    bench.remove("packages/acme/struck/1.1.0")


@fails("release-removed", found=["signature-removed"])
def package_that_vanishes(bench):
    bench.remove("packages/acme/lonely")


@passes("release-removed")
def release_that_is_yanked(bench):
    bench.notes("@acme/struck", yanked=[
        {"version": number, "reason": "It answers in the wrong language"} for number in ("1.0.0", "1.1.0")])


@fails("signature-changed")
def other_comment_in_a_signature(bench):
    lines = bench.read(OLD + ".minisig").split(b"\n", 1)
    bench.write(OLD + ".minisig", b"untrusted comment: another one\n" + lines[1])


@fails("signature-removed")
def signature_that_vanishes(bench):
    bench.remove(NEW + ".minisig")


@passes("signature-removed")
def release_with_both_signatures(bench):
    bench.release("@acme/tool", "1.1.1", by=["ada", "bea"])


@fails("signature-missing", found=["evidence-lost"])
def release_that_nobody_signed(bench):
    lib(bench, by=[])


@fails("signature-threshold", found=["evidence-lost", "signature-unknown-key"])
def release_that_a_stranger_signed(bench):
    lib(bench, by=["stranger"])


@fails("signature-threshold", found=["evidence-lost", "signature-unknown-key"])
def release_that_another_namespace_signed(bench):
    lib(bench, by=["cyr"])


@fails("signature-threshold", found=["evidence-lost"])
def release_that_one_of_two_signed(bench):
    bench.release("@duo/pair", "1.0.1", by=["cyr"])


@passes("signature-threshold", "evidence-lost")
def release_that_two_of_two_signed(bench):
    bench.release("@duo/pair", "1.0.1", by=["cyr", "dan"])


@fails("evidence-lost")
def release_with_one_signature_less(bench):
    bench.release("@acme/tool", "1.1.1", by=["bea"])


@fails("release-path", found=["file-unexpected"])
def folder_without_a_package_file(bench):
    file = lib(bench)
    bench.remove(file)


@fails("release-path-version")
def file_of_another_version(bench):
    lib(bench, "1.3.0", place="1.2.1")


@fails("release-path-name")
def file_of_another_package(bench):
    shutil.copytree(bench.folder / "packages/acme/lonely/1.0.0", bench.folder / "packages/acme/lib/1.2.1")
    for file in (bench.folder / "packages/acme/lib/1.2.1").iterdir():
        file.rename(file.parent / file.name.replace("lonely-1.0.0", "lib-1.2.1"))


@passes("release-path")
def file_where_its_manifest_says(bench):
    lib(bench, "1.3.0", place="1.3.0")


@fails("claim-unsigned", may="yes")
def release_that_the_owners_role_does_not_list(bench):
    bench.release("@stamped/seal", "1.0.1", by=["owner"])


@passes("claim-unsigned")
def tag_of_a_release_that_the_owners_role_lists(bench):
    bench.notes("@stamped/seal", by=["owner"], dist_tags={"stable": "1.0.0"})
