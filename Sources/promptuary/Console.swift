internal import Glibc
internal import PromptuaryCore

/// The terminal: results go to standard output, conversation to standard error.
enum Console {
    /// Writes a line of the result.
    static func result(_ line: String) { write(line + "\n", to: 1) }

    /// Writes bytes of the result.
    static func result(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { exit(ExitStatus.disk.rawValue) }
            rest = rest.dropFirst(max(0, count))
        }
    }

    /// Says something to the person at the terminal.
    static func say(_ line: String) { write(line + "\n", to: 2) }

    /// Whether standard error is a terminal that shows colour.
    static let hasColour = isatty(2) == 1 && wantsColour

    /// Whether standard output is a terminal that shows colour.
    static let resultHasColour = isatty(1) == 1 && wantsColour

    private static let wantsColour =
        getenv("NO_COLOR") == nil && getenv("TERM").map { String(cString: $0) } != "dumb"

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { buffer in
            var at = 0
            while at < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress.map { $0 + at }, buffer.count - at)
                if count < 0, errno != EINTR { return }
                at += max(0, count)
            }
        }
    }

    /// Overwrites the line of progress; an empty label clears it.
    ///
    /// Nothing is written when no person is watching.
    @Sendable static func progress(label: String, done: Int, total: Int) {
        guard isatty(2) == 1 else { return }
        write(label.isEmpty ? "\r\u{1B}[K" : "\r\u{1B}[K\(label): \(done) of \(total)", to: 2)
    }

    /// Shows findings as lines of text, worst first within a file.
    static func show(_ findings: [Finding]) {
        for finding in findings {
            let place = finding.place.description
            let where_ = place.isEmpty ? finding.path : "\(finding.path):\(place)"
            let mark =
                switch finding.severity {
                case .error: hasColour ? "\u{1B}[31merror\u{1B}[0m" : "error"
                case .warning: hasColour ? "\u{1B}[33mwarning\u{1B}[0m" : "warning"
                case .note: "note"
                }
            say("\(where_): \(mark): \(finding.message); \(finding.remedy) [\(finding.rule)]")
        }
    }

    /// `3 errors, 1 warning`, or `no findings`.
    static func summary(_ findings: [Finding]) -> String {
        let parts = Finding.Severity.allCases.compactMap { severity -> String? in
            let count = findings.filter { $0.severity == severity }.count
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        return parts.isEmpty ? "no findings" : parts.joined(separator: ", ")
    }
}
