extension Verdict.Change {
    /// The name of what differs, fit for a terminal: one line of bounded length in which every character can be seen.
    public var shownSubject: String { ShownText.line(subject, limit: 400) }
}
