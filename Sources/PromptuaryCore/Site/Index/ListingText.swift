/// Publishers' text as listings of many packages show it: cut, so that no single package makes a listing large.
///
/// The documents of the package itself have all of it.
enum ListingText {
    /// The most scalars of a sentence.
    static let summary = 500
    /// The most scalars of a name or a word.
    static let word = 100
    /// The most keywords.
    static let keywords = 20

    static func cut(_ text: String, to length: Int) -> String {
        // Most texts are shorter in bytes already.
        if text.utf8.count <= length { return text }
        guard let end = text.unicodeScalars.index(text.startIndex, offsetBy: length, limitedBy: text.endIndex),
            end < text.endIndex
        else { return text }
        return String(text.unicodeScalars[..<end])
    }
}

extension Manifest {
    var listedSummary: String { ListingText.cut(summary, to: ListingText.summary) }
    var listedTitle: String? { title.map { ListingText.cut($0, to: ListingText.word) } }
    var listedAuthor: String? { author.map { ListingText.cut($0, to: ListingText.word) } }
    var listedLicense: String? { license.map { ListingText.cut($0, to: ListingText.word) } }
    var listedKind: String { ListingText.cut(kind, to: ListingText.word) }
    var listedKeywords: [String] {
        keywords.prefix(ListingText.keywords).map { ListingText.cut($0, to: ListingText.word) }
    }
}
