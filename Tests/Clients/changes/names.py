"""New names, and what becomes of namespaces."""

from changes.published import LIB, OLD
from changes.table import fails, passes


def shop(bench, name, people=("stranger",), **more):
    bench.namespace(name, list(people), **more)


@fails("name-collision")
def package_that_looks_like_another(bench):
    bench.release("@acme/t00l", "1.0.0")


@fails("name-collision")
def package_with_other_separators(bench):
    bench.release("@acme/ring-a", "1.0.0")
    bench.release("@acme/ring.a", "1.0.0")


@passes("name-collision", may="no")
def package_with_a_name_of_its_own(bench):
    bench.release("@acme/letters", "1.0.0")


@fails("name-confusable", found=["name-collision"])
def namespace_that_looks_like_another(bench):
    shop(bench, "acrne")


@fails("name-similar")
def namespace_that_differs_by_one_letter(bench):
    shop(bench, "acmee")


@fails("name-similar", found=["keys-at-once"])
def package_that_differs_by_one_letter(bench):
    shop(bench, "axme")
    bench.release("@axme/tool", "1.0.0", by=["stranger"])


@passes("name-similar", "name-confusable", "keys-missing", may="no")
def namespace_that_is_like_no_other(bench):
    shop(bench, "bookshelf")


@fails("name-reserved")
def package_name_that_is_kept_for_others(bench):
    bench.release("@acme/official-tool", "1.0.0")


@fails("name-reserved")
def namespace_that_nobody_may_have(bench):
    shop(bench, "b4nk")
    bench.remove("namespaces/b4nk")
    shop(bench, "bank")


@passes("name-reserved", may="no")
def package_name_of_those_it_is_kept_for(bench):
    bench.release("@duo/official-kit", "1.0.0", by=["cyr", "dan"])


@fails("name-elsewhere")
def package_name_of_another_registry(bench):
    bench.release("@acme/left-pad", "1.0.0")


@passes("name-elsewhere", may="no")
def package_name_of_another_registry_in_a_scope(bench):
    bench.release("@duo/leftpad", "1.0.0", by=["cyr", "dan"])


@fails("namespace-missing")
def package_without_a_namespace(bench):
    bench.release("@nobody/thing", "1.0.0")


@passes("namespace-missing", may="no")
def new_package_of_a_namespace(bench):
    bench.release("@duo/thing", "1.0.0", by=["cyr", "dan"])


@fails("keys-at-once")
def new_namespace_and_a_package_in_it(bench):
    shop(bench, "bookshelf")
    bench.release("@bookshelf/thing", "1.0.0", by=["stranger"])


@fails("namespace-exposed")
def private_namespace_that_becomes_public(bench):
    bench.describe("inner", protection="protected")


@passes("namespace-exposed", "namespace-hidden", may="no")
def protected_namespace_that_becomes_public(bench):
    bench.describe("prior", protection="public")


@fails("namespace-hidden")
def public_namespace_that_becomes_private(bench):
    bench.describe("prior", protection="private")


@fails("namespace-removed", found=["signature-removed"])
def namespace_that_vanishes(bench):
    bench.remove("namespaces/prior")


@fails("namespace-removed", found=["namespace-missing"])
def namespace_without_its_description(bench):
    bench.remove("namespaces/prior/namespace.yaml")


@passes("namespace-removed", "owners-changed", may="no")
def namespace_with_another_description(bench):
    bench.describe("prior", description="What came before")


@fails("owners-changed")
def namespace_with_another_owner(bench):
    bench.describe("acme", owners=["Mallory"])


# ---------------------------------------------------------------- keys

@fails("keys-missing")
def namespace_without_keys(bench):
    bench.describe("bookshelf", protection="protected")


@fails("keys-signature")
def first_keys_that_nobody_signed(bench):
    shop(bench, "bookshelf", by=[])


@fails("keys-signature")
def next_keys_signed_by_themselves(bench):
    bench.next_keys("acme", ["ada", "bea", "stranger"], by=["stranger"])


@passes("keys-signature", "keys-changed", "keys-at-once", may="no")
def next_keys_signed_by_the_ones_before(bench):
    bench.next_keys("acme", ["ada", "bea", "stranger"], by=["bea"])


@fails("keys-namespace")
def next_keys_that_are_for_another_namespace(bench):
    bench.next_keys("acme", ["ada", "bea", "stranger"], by=["bea"], named="duo")


@passes("keys-namespace", may="no")
def next_keys_that_name_their_namespace(bench):
    bench.next_keys("acme", ["ada", "bea", "stranger"], by=["bea"], named="acme")


@fails("keys-changed", found=["signature-changed", "signature-removed"])
def first_keys_of_a_stranger_in_their_place(bench):
    bench.key_set("acme", ["stranger"], by=["stranger"])


@fails("keys-changed", found=["signature-changed", "signature-removed"])
def chain_that_forgets_a_key_set(bench):
    bench.key_set("prior", ["eve", "fay", "stranger"], by=["eve"])
    for file in (bench.folder / "namespaces/prior").glob("keys.1.json*"):
        file.unlink()


@fails("keys-at-once", found=["evidence-lost", "signature-threshold", "signature-unknown-key"])
def new_key_and_what_it_signs(bench):
    bench.next_keys("acme", ["ada", "bea", "stranger"], by=["bea"])
    bench.release("@acme/lonely", "1.0.1", by=["stranger"])


@passes("keys-at-once", may="no")
def new_keys_and_what_an_old_one_signs(bench):
    bench.next_keys("acme", ["ada", "bea", "stranger"], by=["bea"])
    bench.release("@acme/lonely", "1.0.1")


@fails("keys-threshold-lowered")
def fewer_signatures_than_before(bench):
    bench.next_keys("duo", ["cyr", "dan"], by=["cyr", "dan"], threshold=1)


@passes("keys-threshold-lowered", may="no")
def as_many_signatures_as_before(bench):
    bench.next_keys("duo", ["cyr", "dan", "stranger"], by=["cyr", "dan"], threshold=2)


@fails("keys-signature")
def key_set_of_the_past_that_vanishes(bench):
    bench.remove("namespaces/prior/keys.1.json")


@fails("keys-missing", found=["signature-removed"])
def keys_that_vanish(bench):
    for file in (bench.folder / "namespaces/prior").glob("keys*"):
        file.unlink()


@fails("signature-removed")
def signature_of_keys_that_vanishes(bench):
    bench.remove("namespaces/acme/keys.json.minisig")


@fails("signature-unknown-key")
def strangers_signature_beside_keys(bench):
    bench.sign("namespaces/duo/keys.json", ["rob"], "pdpkg-keys", "duo 1")


@passes("signature-removed", "signature-repeated", may="no")
def further_signature_of_keys(bench):
    bench.sign("namespaces/prior/keys.json", ["eve", "fay"], "pdpkg-keys", "prior 2")


def revoke(bench, **more):
    """Takes back Ada's key, which alone has signed `@acme/tool` 1.0.0."""
    bench.next_keys("acme", ["ada", "bea"], by=["bea"], revoked={"ada": 1}, **more)


@fails("signatures-lost", may="no", is_unfit=True)
def key_that_is_revoked(bench):
    revoke(bench)


@passes("signatures-lost", "signature-revoked-key", "keys-at-once", "release-struck-out", may="no")
def key_that_is_revoked_and_what_another_one_signs_again(bench):
    revoke(bench)
    bench.sign(OLD, ["bea"], "pdpkg", "@acme/tool 1.0.0")
    bench.notes("@acme/tool", dist_tags={"stable": "1.0.0"}, yanked=[{"version": "1.1.0", "reason": "A thief made it"}])


@fails("release-struck-out", found=["signature-removed"])
def key_that_is_revoked_and_what_nobody_else_has_signed(bench):
    revoke(bench)
    bench.remove("packages/acme/tool/1.0.0")


@fails("successor-lost", found=["release-struck-out", "signature-removed"])
def successor_that_others_name_and_that_a_thief_has_made(bench):
    bench.next_keys("prior", ["eve", "fay"], by=["fay"], version=3, revoked={"eve": 1})
    bench.remove("packages/prior/mark")
    bench.release("@duo/past", "1.0.1", by=["cyr", "dan"])


@passes("successor-lost")
def release_of_a_package_whose_successor_is_there(bench):
    bench.release("@duo/past", "1.0.1", by=["cyr", "dan"])


@fails("release-removed", found=["release-struck-out", "signature-removed"])
def key_that_is_revoked_and_what_another_one_has_signed_too(bench):
    revoke(bench)
    for version in ("1.0.0", "1.1.0"):
        bench.remove(f"packages/acme/tool/{version}")
    bench.notes("@acme/tool")


@fails("release-removed", found=["signature-removed"], is_logged=True)
def release_that_the_log_has_from_before_a_revocation(bench):
    bench.next_keys("acme", ["ada", "bea"], by=["bea"], revoked={"ada": 900})
    bench.remove("packages/acme/tool/1.0.0")


@fails("release-struck-out", found=["signature-removed"], is_logged=True)
def release_that_the_log_has_from_after_a_revocation(bench):
    revoke(bench)
    bench.remove("packages/acme/tool/1.0.0")


@fails("signature-revoked-key")
def signature_by_a_key_that_is_revoked(bench):
    revoke(bench)
    bench.sign(OLD, ["bea"], "pdpkg", "@acme/tool 1.0.0")
    bench.sign(LIB, ["ada"], "pdpkg", "@acme/lib 1.2.0")


@fails("signature-threshold", found=["signature-revoked-key", "evidence-lost"])
def release_by_a_key_that_the_same_request_revokes(bench):
    revoke(bench)
    bench.sign(OLD, ["bea"], "pdpkg", "@acme/tool 1.0.0")
    bench.release("@acme/tool", "1.1.1", by=["ada"])


@fails("revocation-ahead", is_logged=True)
def key_that_is_revoked_far_ahead_of_the_log(bench):
    bench.next_keys("acme", ["ada", "bea"], by=["bea"], revoked={"ada": 5000})


@passes("revocation-ahead", may="no", is_logged=True)
def key_that_is_revoked_a_little_ahead_of_the_log(bench):
    bench.next_keys("acme", ["ada", "bea"], by=["bea"], revoked={"ada": 900})
