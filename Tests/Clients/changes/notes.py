"""What owners say about packages after publishing."""

from changes.table import fails, passes

LONG = "It answers in the wrong language"


def struck(bench, **members):
    bench.notes("@acme/struck", **members)


@fails("notes-version")
def yank_of_a_version_that_is_not_there(bench):
    bench.notes("@acme/lonely", yanked=[{"version": "9.9.9", "reason": LONG}])


@fails("notes-version")
def tag_of_a_yanked_version(bench):
    struck(bench, yanked=[{"version": "1.0.0", "reason": LONG}], dist_tags={"old": "1.0.0"})


@passes("notes-version", "notes-signature", "tag-backwards")
def tag_of_a_version_that_is_there(bench):
    struck(bench, yanked=[{"version": "1.0.0", "reason": LONG}], dist_tags={"stable": "1.1.0"})


@fails("notes-signature")
def notes_that_nobody_signed(bench):
    bench.notes("@acme/lonely", by=[], dist_tags={"stable": "1.0.0"})


@fails("notes-signature")
def notes_that_a_stranger_signed(bench):
    bench.notes("@acme/lonely", by=["stranger"], dist_tags={"stable": "1.0.0"})


@fails("notes-order")
def notes_with_the_number_of_the_ones_before(bench):
    bench.notes("@acme/tool", number=1, dist_tags={"stable": "1.1.0", "next": "1.0.0"})


@fails("notes-order")
def notes_that_leave_a_number_out(bench):
    bench.notes("@acme/tool", number=3, dist_tags={"stable": "1.1.0", "next": "1.0.0"})


@fails("notes-order")
def first_notes_that_are_not_the_first(bench):
    bench.notes("@acme/lonely", number=2, dist_tags={"stable": "1.0.0"})


@passes("notes-order")
def first_notes(bench):
    bench.notes("@acme/lonely", number=1, dist_tags={"stable": "1.0.0"})


@passes("notes-order")
def notes_after_the_first_ones(bench):
    bench.notes("@acme/tool", number=2, dist_tags={"stable": "1.1.0", "next": "1.0.0"})


@fails("notes-package", found=["yank-withdrawn"])
def notes_of_another_package(bench):
    for file in (bench.folder / "packages/acme/tool").glob("package.yaml*"):
        bench.write(f"packages/acme/struck/{file.name}", file.read_bytes())


@fails("notes-number")
def notes_without_a_number(bench):
    bench.notes("@acme/lonely", number=0, dist_tags={"stable": "1.0.0"})


@fails("tag-backwards")
def tag_that_goes_back(bench):
    bench.notes("@acme/tool", dist_tags={"stable": "1.0.0"})


@passes("tag-backwards")
def tag_that_goes_back_behind_a_yank(bench):
    bench.notes("@acme/tool", dist_tags={"stable": "1.0.0"}, yanked=[{"version": "1.1.0", "reason": LONG}])


@fails("yank-withdrawn")
def yank_that_is_taken_back(bench):
    struck(bench, dist_tags={"stable": "1.1.0"})


@passes("yank-withdrawn")
def yank_that_stays_with_another_reason(bench):
    struck(bench, yanked=[{"version": "1.0.0", "reason": LONG + ", and in the wrong tone"}])


@fails("reason-short", may="yes")
def reason_of_nine_characters(bench):
    bench.notes("@acme/lonely", yanked=[{"version": "1.0.0", "reason": "It is bad"}])


@passes("reason-short")
def reason_of_ten_characters(bench):
    bench.notes("@acme/lonely", yanked=[{"version": "1.0.0", "reason": "It is bad."}])


@fails("successor-missing")
def successor_that_is_not_there(bench):
    bench.notes("@acme/lonely", deprecated={"reason": "Nobody maintains it", "successor": "@acme/nowhere"})


@passes("successor-missing")
def successor_that_is_there(bench):
    bench.notes("@acme/lonely", deprecated={"reason": "Nobody maintains it", "successor": "@acme/tool"})


@fails("deprecation-withdrawn")
def deprecation_that_is_taken_back(bench):
    bench.notes("@acme/gone", dist_tags={"stable": "1.0.0"})


@passes("deprecation-withdrawn")
def deprecation_with_another_successor(bench):
    bench.notes("@acme/gone", deprecated={"reason": "Nobody maintains it", "successor": "@acme/ask"})


@fails("quarantine-lifted")
def quarantine_that_is_lifted(bench):
    bench.notes("@acme/held", dist_tags={"stable": "1.0.0"})


@passes("quarantine-lifted", may="no")
def package_that_is_held_back(bench):
    bench.notes("@acme/lonely", quarantine={"reason": "Somebody may have taken it over"})


@passes("quarantine-lifted", may="no")
def package_that_is_held_back_beside_a_release(bench):
    bench.release("@acme/lonely", "1.0.1")
    bench.notes("@acme/lonely", quarantine={"reason": "Somebody may have taken it over"})


@passes("notes-order", may="no")
def notes_that_say_what_they_said(bench):
    bench.notes("@acme/tool", dist_tags={"stable": "1.1.0"})


@passes("quarantine-lifted", may="no")
def quarantine_with_another_reason(bench):
    bench.notes("@acme/held", quarantine={"reason": "Its owner says that somebody has taken it over"})


@fails("yaml-syntax")
def notes_that_are_no_yaml(bench):
    bench.write("packages/acme/lonely/package.yaml", "yanked: [")


@fails("notes-signature")
def notes_that_one_of_two_signed(bench):
    bench.notes("@duo/pair", by=["cyr"], dist_tags={"stable": "1.0.0"})


@fails("notes-signature", "tag-backwards")
def tags_that_vanish(bench):
    for file in (bench.folder / "packages/acme/tool").glob("package.yaml*"):
        file.unlink()


@fails("yank-withdrawn", found=["notes-signature"])
def yanks_that_vanish(bench):
    for file in (bench.folder / "packages/acme/struck").glob("package.yaml*"):
        file.unlink()


@fails("file-unexpected", "notes-signature", found=["yank-withdrawn"])
def yanks_that_vanish_without_their_signature(bench):
    bench.remove("packages/acme/struck/package.yaml")


@fails("tag-backwards")
def tag_that_is_gone(bench):
    bench.notes("@acme/tool", dist_tags={"newest": "1.1.0"})
