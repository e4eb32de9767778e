/// How the manifest readers take optional parts out of a document: a part of another type counts as absent.
extension Value {
    /// The texts of a list, leaving out what is no text; nil when this is no list.
    var texts: [String]? { list?.compactMap(\.string) }

    /// The text, or the text of one of the keys when this is a mapping, as for `{"name": …, "email": …}`.
    func text(orKey key: String) -> String? { string ?? self[key]?.string }

    /// How many texts are compared one by one: ASCII has no second spelling, and so few need no table.
    private static let fewTexts = 16

    /// The texts of several lists, each text once, in order.
    static func merged(_ lists: [Value?]) -> [String] {
        var texts: [String] = []
        for list in lists { for element in list?.list ?? [] { if let text = element.string { texts.append(text) } } }
        if texts.count <= fewTexts, texts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 < 0x80 } }) {
            let isDistinct = texts.indices.allSatisfy { index in
                !texts[..<index].contains { $0.hasSameBytes(as: texts[index]) }
            }
            if isDistinct { return texts }
        }
        var seen = KeyLedger()
        seen.open()
        return texts.filter { !$0.isEmpty && seen.insert($0) }
    }
}

extension String {
    /// The text itself, or nil when it is empty.
    var nonEmpty: String? { isEmpty ? nil : self }
}
