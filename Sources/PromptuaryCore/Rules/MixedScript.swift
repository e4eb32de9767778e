extension Rule {
    /// A title that mixes look-alike scripts in one word.
    static let mixedScript = Rule(
        "text-mixed-script", .warning,
        "a title is what it looks like: no word mixes Latin with Cyrillic or Greek letters",
        remedy: "write the word in one script",
        check: .package { package in
            let manifest = package.latest.manifest
            return [
                ("name", manifest.title ?? ""), ("author", manifest.author ?? ""), ("description", manifest.summary),
            ].compactMap {
                guard let word = mixedWord(in: $0.1) else { return nil }
                return Rule.Remark(package.latest.path, "\(quoted(word)) mixes scripts", at: Place(key: $0.0))
            }
        })

    private static func mixedWord(in text: String) -> String? {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        for word in text.unicodeScalars.split(whereSeparator: { !$0.properties.isAlphabetic }) {
            let latin = word.contains { $0.isASCII || (0xC0...0x24F).contains($0.value) }
            let other = word.contains { (0x370...0x3FF).contains($0.value) || (0x400...0x52F).contains($0.value) }
            if latin, other { return String(String.UnicodeScalarView(word)) }
        }
        return nil
    }
}
