extension Rule {
    /// More than anybody looks at.
    public static let changeSize = Rule(
        "change-size", .error,
        "a request is small enough to be looked at: 10,000 files, 1 GiB of what is touched, and 2 GiB of what it brings when "
            + "that is unpacked; and a package has so few files that their list takes at most 16 MiB",
        remedy: "split the request into smaller ones, or go on with a package of another name", check: .reading)
}
