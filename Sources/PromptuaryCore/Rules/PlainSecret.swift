extension Rule {
    /// A key or token in plain text.
    static let plainSecret = Rule(
        "plain-secret", .error, "a published secret cannot be called back: packages are public for ever",
        remedy: "remove it, revoke it where it was issued, and take it as a parameter instead", check: .reading)
}

/// Looks for the forms of well-known keys and tokens.
///
/// One pass with a table of anchors, the rarest character of each form; only where one stands is the rest compared.
enum PlainSecret {
    /// What a secret begins with, how it goes on, and what it is.
    private struct Form {
        let start: [UInt8]
        /// The position of the anchor in `start`.
        let anchor: Int
        let minimum: Int
        let accepts: @Sendable (UInt8) -> Bool
        let name: String

        init(_ start: String, anchor: Int, _ minimum: Int, _ accepts: @escaping @Sendable (UInt8) -> Bool, _ name: String) {
            self.start = Array(start.utf8)
            self.anchor = anchor
            self.minimum = minimum
            self.accepts = accepts
            self.name = name
        }
    }

    @Sendable private static func isWord(_ unit: UInt8) -> Bool {
        (48...57).contains(unit) || (65...90).contains(unit) || (97...122).contains(unit)
    }
    @Sendable private static func isToken(_ unit: UInt8) -> Bool { isWord(unit) || unit == 45 || unit == 95 }
    @Sendable private static func isUpper(_ unit: UInt8) -> Bool { (48...57).contains(unit) || (65...90).contains(unit) }
    @Sendable private static func isJWT(_ unit: UInt8) -> Bool { isToken(unit) || unit == 46 }

    private static let forms: [Form] = [
        Form("sk-ant-", anchor: 2, 32, isToken, "an Anthropic API key"),
        Form("sk-proj-", anchor: 2, 32, isToken, "an OpenAI API key"),
        Form("sk-", anchor: 2, 32, isWord, "an API key"),
        Form("glpat-", anchor: 5, 20, isToken, "a GitLab token"),
        Form("xoxb-", anchor: 4, 20, isToken, "a Slack token"),
        Form("prompd_", anchor: 6, 32, isToken, "a registry token"),
        Form("pdr_", anchor: 3, 32, isToken, "a registry token"),
        Form("ghp_", anchor: 3, 36, isWord, "a GitHub token"),
        Form("gho_", anchor: 3, 36, isWord, "a GitHub token"),
        Form("ghu_", anchor: 3, 36, isWord, "a GitHub token"),
        Form("ghs_", anchor: 3, 36, isWord, "a GitHub token"),
        Form("ghr_", anchor: 3, 36, isWord, "a GitHub token"),
        Form("AKIA", anchor: 1, 16, isUpper, "an AWS access key"),
        Form("eyJhbGciOi", anchor: 2, 60, isJWT, "a signed web token"),
        Form("-----BEGIN OPENSSH PRIVATE KEY-----", anchor: 5, 0, isWord, "a private key"),
        Form("-----BEGIN RSA PRIVATE KEY-----", anchor: 5, 0, isWord, "a private key"),
        Form("-----BEGIN EC PRIVATE KEY-----", anchor: 5, 0, isWord, "a private key"),
        Form("-----BEGIN DSA PRIVATE KEY-----", anchor: 5, 0, isWord, "a private key"),
        Form("-----BEGIN PRIVATE KEY-----", anchor: 5, 0, isWord, "a private key"),
    ]

    /// Words that announce a secret when a long token follows them, with the position of their anchor.
    private static let labels: [(word: [UInt8], anchor: Int)] = [
        (Array("api_key".utf8), 4), (Array("api-key".utf8), 4), (Array("apikey".utf8), 3), (Array("secret".utf8), 2),
    ]

    /// For each byte: 0, or what stands at an anchor with that byte: 1 a form, 2 a label, 3 either.
    private static let anchors: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 256)
        for form in forms { table[Int(form.start[form.anchor])] |= 1 }
        for label in labels {
            table[Int(label.word[label.anchor])] |= 2
            table[Int(label.word[label.anchor] & 0xDF)] |= 2
        }
        return table
    }()

    static func look(at content: UnsafeRawBufferPointer, entry: String, isText: Bool, into remarks: inout [ContentRemark]) {
        guard isText, let text = content.bindMemory(to: UInt8.self).baseAddress else { return }
        let whole = UnsafeBufferPointer(start: text, count: content.count)
        anchors.withUnsafeBufferPointer { table in
            guard let table = table.baseAddress else { return }
            var at = 0
            let end = content.count
            while at < end {
                let kind = table[Int(text[at])]
                if kind == 0 {
                    at += 1
                    continue
                }
                guard let (name, start, next) = secret(in: whole, anchor: at, kind: kind) else {
                    at += 1
                    continue
                }
                let place = Place(entry: entry.isEmpty ? nil : entry, line: ContentCheck.line(of: start, in: content))
                remarks.append(
                    ContentRemark(rule: Rule.plainSecret.id, place: place, message: "what looks like \(name)"))
                guard remarks.count < 20 else { return }
                at = next
            }
        }
    }

    private typealias Found = (name: String, start: Int, end: Int)

    private static func secret(in text: UnsafeBufferPointer<UInt8>, anchor: Int, kind: UInt8) -> Found? {
        // Most anchors stand in ordinary words; the byte before tells those apart at once.
        guard anchor > 0 else { return nil }
        let before = text[anchor - 1]
        if kind & 1 != 0 {
            switch before {
            case UInt8(ascii: "k"), UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "d"), UInt8(ascii: "r"), UInt8(ascii: "p"),
                UInt8(ascii: "o"), UInt8(ascii: "u"), UInt8(ascii: "s"), UInt8(ascii: "A"), UInt8(ascii: "y"), UInt8(ascii: "-"):
                if let found = form(in: text, anchor: anchor) { return found }
            default: break
            }
        }
        if kind & 2 != 0 {
            switch before | 0x20 {
            case UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "-"), UInt8(ascii: "_") | 0x20: return label(in: text, anchor: anchor)
            default: break
            }
        }
        return nil
    }

    private static func form(in text: UnsafeBufferPointer<UInt8>, anchor: Int) -> Found? {
        for form in forms where form.start[form.anchor] == text[anchor] {
            let start = anchor - form.anchor
            guard start >= 0, start + form.start.count <= text.count,
                form.start.indices.allSatisfy({ text[start + $0] == form.start[$0] }),
                start == 0 || text[start] == 45 || !isToken(text[start - 1])
            else { continue }
            var end = start + form.start.count
            while end < text.count, form.accepts(text[end]) { end += 1 }
            if end - start - form.start.count >= form.minimum { return (form.name, start, end) }
        }
        return nil
    }

    private static func label(in text: UnsafeBufferPointer<UInt8>, anchor: Int) -> Found? {
        for (word, position) in labels {
            let start = anchor - position
            guard start >= 0, start + word.count + 21 <= text.count,
                word.indices.allSatisfy({ text[start + $0] == word[$0] || text[start + $0] | 0x20 == word[$0] })
            else { continue }
            var end = start + word.count
            while end < text.count, [34, 39, 32, 9, 58, 61].contains(text[end]) { end += 1 }
            guard end > start + word.count, end - start - word.count <= 8 else { continue }
            let token = end
            var digits = 0
            while end < text.count, isToken(text[end]) {
                if (48...57).contains(text[end]) { digits += 1 }
                end += 1
            }
            if end - token >= 20, digits > 0 { return ("a secret after the word \(String(decoding: word, as: UTF8.self))", start, end) }
        }
        return nil
    }
}
