/// How the fields of a release stand in its record: two bits for each field.
struct FieldStates {
    /// A field; the most common ones first, so that the number of all states is small.
    enum Field: UInt64, CaseIterable {
        case files, signatures, summary, author, authors, license, keywords, listedFiles, kind, readmePath
        case title, remarks, homepage, repository, main, readme, missingFiles, publishedAt, parameters, tools, mcps
        case contentCounts, identity, version, path, approvals
    }

    /// Where the value of a field is found.
    enum State: UInt64 {
        /// There is none, or it is the usual one.
        case usual
        /// It is spelled out.
        case spelled
        /// It is that of the release before.
        case repeated
        /// It follows from other fields.
        case derived
    }

    private(set) var bits: UInt64 = 0

    /// All fields as they usually are.
    init() {}

    /// The states that a number stands for, or nil when it speaks of fields that there are not.
    init?(bits: UInt64) {
        guard bits >> (2 * UInt64(Field.allCases.count)) == 0 else { return nil }
        self.bits = bits
    }

    subscript(field: Field) -> State {
        @inline(__always) get { State(rawValue: bits >> (2 * field.rawValue) & 3) ?? .usual }
        @inline(__always) set {
            let shift = 2 * field.rawValue
            bits = bits & ~(3 << shift) | newValue.rawValue << shift
        }
    }

    /// The state of a text that may be missing.
    static func of(_ text: String?, after before: String?) -> State {
        guard let text else { return .usual }
        guard let before, text.hasSameBytes(as: before) else { return .spelled }
        return .repeated
    }

    /// The state of a list of texts that may be missing.
    static func of(_ texts: [String]?, after before: [String]?) -> State {
        guard let texts else { return .usual }
        guard let before, texts.hasSameBytes(as: before) else { return .spelled }
        return .repeated
    }

    /// The state of a list of texts that is empty as a rule.
    static func of(_ texts: [String], after before: [String]?) -> State {
        texts.isEmpty ? .usual : of(.some(texts), after: before)
    }
}
