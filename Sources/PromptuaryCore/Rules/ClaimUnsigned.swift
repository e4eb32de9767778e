extension Rule {
    /// A file of a claimed namespace that its owners have not signed into their role.
    static let claimUnsigned = Rule(
        "claim-unsigned", .warning,
        "where the owners of a namespace sign a role of their own, a file is published once that role lists it",
        remedy: "propose the owners' next role with `promptuary trust claim`, and let them sign it", check: .reading)
}
