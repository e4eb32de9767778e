/// A finding as JSON, the same wherever findings are printed (`docs/formats/verdict.md`).
public enum FindingDocument {
    /// Writes it as an element of a list.
    public static func write(_ finding: Finding, to list: inout JSONWriter) {
        list.object {
            $0.member("code", finding.rule)
            $0.member("message", finding.message)
            $0.member("path", finding.path)
            $0.object("place") { place in
                place.member("column", finding.place.column)
                place.member("entry", finding.place.entry)
                place.member("key", finding.place.key)
                place.member("line", finding.place.line)
                place.member("offset", finding.place.offset)
            }
            $0.member("remedy", finding.remedy)
            $0.member("severity", finding.severity.rawValue)
        }
    }
}
