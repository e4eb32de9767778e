extension Finding {
    /// `PATH:PLACE` as it is shown, or `the tree` for what has no path.
    var shownPlace: String {
        let path = path.isEmpty ? "the tree" : ShownText.line(path, limit: 400)
        let place = place.description
        return place.isEmpty ? path : "\(path):\(ShownText.line(place, limit: 400))"
    }

    /// `MESSAGE; REMEDY [RULE]` as it is shown.
    var shownSentence: String {
        "\(ShownText.line(message)); \(ShownText.line(remedy)) [\(ShownText.line(rule))]"
    }

    /// `MESSAGE; REMEDY` for a report that shows file and line by itself: in front stands what else is known of the place.
    ///
    /// It is not fit to be shown yet.
    var annotation: String {
        let place = place.entry == nil ? place.key ?? "" : place.description
        return (place.isEmpty ? "" : "\(place): ") + "\(message); \(remedy)"
    }

    /// The annotation with who has lifted the finding, and why.
    func annotation(liftedBy override: Verdict.Override) -> String {
        "lifted by \(override.approver): \(override.reason) (\(override.file)): \(annotation)"
    }

    /// The file at which a report has to show it: `registry.yaml` for what has no path, and for a path that no file system takes.
    var reportFile: String { (1...4096).contains(path.utf8.count) ? path : "registry.yaml" }

    /// The line of ``reportFile``, or nil.
    ///
    /// Lines of an archive's entry are not lines of the archive.
    var reportLine: Int? {
        place.entry == nil && reportFile.hasSameBytes(as: path) ? place.line.map { max(1, $0) } : nil
    }
}

extension Finding.Severity {
    /// The name of the workflow command.
    var command: String {
        switch self {
        case .error: "error"
        case .warning: "warning"
        case .note: "notice"
        }
    }
}
