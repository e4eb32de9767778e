/// How the manifest readers take optional parts out of a document: a part of another type counts as absent.
extension Value {
    /// The texts of a list, leaving out what is no text; nil when this is no list.
    var texts: [String]? { list?.compactMap(\.string) }

    /// The text, or the text of one of the keys when this is a mapping, as for `{"name": …, "email": …}`.
    func text(orKey key: String) -> String? { string ?? self[key]?.string }

    /// The texts of several lists, each text once, in order.
    static func merged(_ lists: [Value?]) -> [String] {
        var seen = KeyLedger()
        seen.open()
        return lists.flatMap { $0?.texts ?? [] }.filter { !$0.isEmpty && seen.insert($0) }
    }
}

extension String {
    /// The text itself, or nil when it is empty.
    var nonEmpty: String? { isEmpty ? nil : self }
}
