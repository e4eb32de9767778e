/// Looks up lines of the files that findings are about.
///
/// Findings come sorted by file and line, so a file is asked for once and passed over once.
struct SourceLines {
    private let contents: Verdict.Contents
    private var path: String?
    private var entry: String?
    private var bytes: [UInt8]?
    private var line = 1
    private var start = 0

    init(_ contents: @escaping Verdict.Contents) { self.contents = contents }

    /// The text of the line that a finding is about, without its end; nil when it is not at hand or not there.
    ///
    /// Bytes that are not UTF-8 come out as U+FFFD. At most the first 64 KiB of a line are looked at.
    mutating func line(of finding: Finding) -> String? {
        guard let number = finding.place.line, number > 0 else { return nil }
        if !isOpen(finding) { open(finding) }
        guard let bytes else { return nil }
        if number < line { (line, start) = (1, 0) }
        while line < number {
            guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            (line, start) = (line + 1, end + 1)
        }
        guard start < bytes.count else { return nil }
        let limit = min(bytes.count, start + 65_536)
        var end = bytes[start..<limit].firstIndex(of: UInt8(ascii: "\n")) ?? limit
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private func isOpen(_ finding: Finding) -> Bool {
        guard let path else { return false }
        return path.hasSameBytes(as: finding.path) && entry == finding.place.entry
    }

    private mutating func open(_ finding: Finding) {
        (path, entry, line, start) = (finding.path, finding.place.entry, 1, 0)
        bytes = contents(finding.path, finding.place.entry)
    }
}

extension Verdict {
    /// Looks up a file of the judged commit: by its path and, for what lies in an archive, the name of the entry.
    ///
    /// Nil when it is not at hand or too large to be shown.
    public typealias Contents = @Sendable (_ path: String, _ entry: String?) -> [UInt8]?
}
