extension Rule {
    /// A key or token in plain text.
    static let plainSecret = Rule(
        "plain-secret", .error, "a published secret cannot be called back: packages are public for ever",
        remedy: "remove it, revoke it where it was issued, and take it as a parameter instead", check: .reading)
}

/// Looks for the forms of well-known keys and tokens.
///
/// Every one of them is a run of at least ten letters, digits, `-` and `_`, and prose has few such runs: only a run that is long
/// enough is looked at.
enum PlainSecret {
    /// What a secret begins with, how it goes on, and what it is.
    private struct Form {
        let start: [UInt8]
        let minimum: Int
        let accepts: @Sendable (UInt8) -> Bool
        let name: String

        init(_ start: String, _ minimum: Int, _ accepts: @escaping @Sendable (UInt8) -> Bool, _ name: String) {
            self.start = Array(start.utf8)
            self.minimum = minimum
            self.accepts = accepts
            self.name = name
        }
    }

    @Sendable private static func isWord(_ unit: UInt8) -> Bool {
        (48...57).contains(unit) || (65...90).contains(unit) || (97...122).contains(unit)
    }
    @Sendable private static func isToken(_ unit: UInt8) -> Bool { isWord(unit) || unit == 45 || unit == 95 }
    @Sendable private static func isUpper(_ unit: UInt8) -> Bool {
        (48...57).contains(unit) || (65...90).contains(unit)
    }
    @Sendable private static func isJWT(_ unit: UInt8) -> Bool { isToken(unit) || unit == 46 }

    private static let forms: [Form] = [
        Form("sk-ant-", 32, isToken, "an Anthropic API key"), Form("sk-proj-", 32, isToken, "an OpenAI API key"),
        Form("sk-", 32, isWord, "an API key"), Form("glpat-", 20, isToken, "a GitLab token"),
        Form("xoxb-", 20, isToken, "a Slack token"), Form("prompd_", 32, isToken, "a registry token"),
        Form("pdr_", 32, isToken, "a registry token"), Form("ghp_", 36, isWord, "a GitHub token"),
        Form("gho_", 36, isWord, "a GitHub token"), Form("ghu_", 36, isWord, "a GitHub token"),
        Form("ghs_", 36, isWord, "a GitHub token"), Form("ghr_", 36, isWord, "a GitHub token"),
        Form("AKIA", 16, isUpper, "an AWS access key"), Form("eyJhbGciOi", 60, isJWT, "a signed web token"),
    ]
    private static let armor = Array("-----BEGIN ".utf8)
    private static let armorEnd = Array("PRIVATE KEY-----".utf8)

    /// Words that announce a secret when a long token follows them.
    private static let labels = ["api_key", "api-key", "apikey", "secret"].map { Array($0.utf8) }

    /// The length of a run at which it is looked at, which is that of the first word of an armor.
    private static let shortest = 10

    static func look(
        at content: UnsafeRawBufferPointer, entry: String, kind: TextFiles.Kind, into remarks: inout [ContentRemark]
    ) {
        guard kind != .binary, let base = content.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        let text = UnsafeBufferPointer(start: base, count: content.count)
        var at = 0
        while let start = nextRun(in: text, from: &at) {
            guard at - start >= 16 || base[start] == UInt8(ascii: "-"), let name = secret(in: text, start, at)
            else { continue }
            let place = Place(entry: entry.isEmpty ? nil : entry, line: ContentCheck.line(of: start, in: content))
            remarks.append(ContentRemark(rule: Rule.plainSecret.id, place: place, message: "what looks like \(name)"))
            guard remarks.count < 20 else { return }
        }
    }

    /// The start of the next run of ``shortest`` or more token characters; `at` is then its end.
    ///
    /// Eight bytes at a time: only words full of token characters, or two neighbours that share a run, need a second look.
    private static func nextRun(in text: UnsafeBufferPointer<UInt8>, from at: inout Int) -> Int? {
        guard let base = text.baseAddress else { return nil }
        var run = 0
        while at + 8 <= text.count {
            let others = ~tokens(UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self).littleEndian) & highBits
            if others == 0 {
                run += 8
                at += 8
                continue
            }
            let reach = run + others.trailingZeroBitCount >> 3
            if reach >= shortest {
                at += others.trailingZeroBitCount >> 3
                return at - reach
            }
            run = others.leadingZeroBitCount >> 3
            at += 8
        }
        while at < text.count, isToken(text[at]) {
            run += 1
            at += 1
        }
        if run >= shortest { return at - run }
        // Fewer than eight bytes are left behind a character that ends the run.
        at = text.count
        return nil
    }

    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The high bit of each byte that is a token character: a letter, a digit, `-` or `_`.
    private static func tokens(_ word: UInt64) -> UInt64 {
        let plain = word & ~highBits
        func atLeast(_ bytes: UInt64, _ unit: UInt64) -> UInt64 { bytes &+ (0x80 &- unit) &* 0x0101_0101_0101_0101 }
        func equals(_ unit: UInt64) -> UInt64 { ~((plain ^ unit &* 0x0101_0101_0101_0101) &+ ~highBits) }
        let lower = plain | 0x2020_2020_2020_2020
        let letters = atLeast(lower, 0x61) & ~atLeast(lower, 0x7B)
        let digits = atLeast(plain, 0x30) & ~atLeast(plain, 0x3A)
        return (letters | digits | equals(0x2D) | equals(0x5F)) & ~word & highBits
    }

    /// What the run of token characters from `start` to `end` is, if it is a secret.
    private static func secret(in text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> String? {
        func begins(_ word: [UInt8], at: Int) -> Bool {
            at >= 0 && at + word.count <= text.count && word.indices.allSatisfy { text[at + $0] == word[$0] }
        }
        if begins(armor, at: start) {
            let last = min(start + armor.count + 24, text.count)
            return (start + armor.count - 1..<last).contains { begins(armorEnd, at: $0) } ? "a private key" : nil
        }
        for form in forms where begins(form.start, at: start) {
            var last = start + form.start.count
            while last < text.count, form.accepts(text[last]) { last += 1 }
            if last - start - form.start.count >= form.minimum { return form.name }
        }
        guard end - start >= 20, text[start..<end].contains(where: { (48...57).contains($0) }) else { return nil }
        return label(in: text, before: start)
    }

    /// The words before a long token when they announce a secret: `api_key = "…`.
    private static func label(in text: UnsafeBufferPointer<UInt8>, before start: Int) -> String? {
        var end = start
        while end > 0, start - end < 8, [34, 39, 32, 9, 58, 61].contains(text[end - 1]) { end -= 1 }
        guard end < start else { return nil }
        for word in labels where end >= word.count {
            let at = end - word.count
            if word.indices.allSatisfy({ text[at + $0] == word[$0] || text[at + $0] | 0x20 == word[$0] }) {
                return "a secret after the word \(String(decoding: word, as: UTF8.self))"
            }
        }
        return nil
    }
}
