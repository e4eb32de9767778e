extension Rule {
    /// A release that goes because nobody is left who vouches for it.
    ///
    /// It may be what a thief has released; whether it is, a person knows.
    static let releaseStruckOut = Rule(
        "release-struck-out", .warning,
        "a release goes only when nobody whose key counts has signed it, and a person agrees",
        remedy: "restore the file and let an owner sign it, unless a thief has released it; judge it with `--site`, "
            + "because only the log of the published site knows what was signed before a revocation",
        check: .change { scope in
            scope.files.files.filter { scope.struckOut.contains($0.bytes) }.map { file in
                Rule.Remark(file.path, "the release is gone, and nobody has signed it whose key counts")
            }
        })
}
