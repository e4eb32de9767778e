extension Rule {
    /// A key or token in plain text.
    static let plainSecret = Rule(
        "plain-secret", .error, "a published secret cannot be called back: packages are public for ever",
        remedy: "remove it, revoke it where it was issued, and take it as a parameter instead", check: .reading)
}

/// Looks for the forms of well-known keys and tokens.
///
/// One pass with a table of first characters; only where one matches is the rest compared.
enum PlainSecret {
    /// What a secret begins with, how it goes on, and what it is.
    private struct Form {
        let start: [UInt8]
        let ignoresCase: Bool
        let minimum: Int
        let accepts: @Sendable (UInt8) -> Bool
        let name: String
    }

    private static let starts: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for unit in "sSpPaAgG-xe".utf8 { table[Int(unit)] = true }
        return table
    }()

    @Sendable private static func isWord(_ unit: UInt8) -> Bool {
        (48...57).contains(unit) || (65...90).contains(unit) || (97...122).contains(unit)
    }
    @Sendable private static func isToken(_ unit: UInt8) -> Bool { isWord(unit) || unit == 45 || unit == 95 }
    @Sendable private static func isUpper(_ unit: UInt8) -> Bool { (48...57).contains(unit) || (65...90).contains(unit) }
    @Sendable private static func isJWT(_ unit: UInt8) -> Bool { isToken(unit) || unit == 46 }

    private static let forms: [Form] = [
        Form(start: Array("sk-ant-".utf8), ignoresCase: false, minimum: 32, accepts: isToken, name: "an Anthropic API key"),
        Form(start: Array("sk-proj-".utf8), ignoresCase: false, minimum: 32, accepts: isToken, name: "an OpenAI API key"),
        Form(start: Array("sk-".utf8), ignoresCase: false, minimum: 32, accepts: isWord, name: "an API key"),
        Form(start: Array("prompd_".utf8), ignoresCase: false, minimum: 32, accepts: isToken, name: "a registry token"),
        Form(start: Array("pdr_".utf8), ignoresCase: false, minimum: 32, accepts: isToken, name: "a registry token"),
        Form(start: Array("AKIA".utf8), ignoresCase: false, minimum: 16, accepts: isUpper, name: "an AWS access key"),
        Form(start: Array("ghp_".utf8), ignoresCase: false, minimum: 36, accepts: isWord, name: "a GitHub token"),
        Form(start: Array("gho_".utf8), ignoresCase: false, minimum: 36, accepts: isWord, name: "a GitHub token"),
        Form(start: Array("ghu_".utf8), ignoresCase: false, minimum: 36, accepts: isWord, name: "a GitHub token"),
        Form(start: Array("ghs_".utf8), ignoresCase: false, minimum: 36, accepts: isWord, name: "a GitHub token"),
        Form(start: Array("ghr_".utf8), ignoresCase: false, minimum: 36, accepts: isWord, name: "a GitHub token"),
        Form(start: Array("glpat-".utf8), ignoresCase: false, minimum: 20, accepts: isToken, name: "a GitLab token"),
        Form(start: Array("xoxb-".utf8), ignoresCase: false, minimum: 20, accepts: isToken, name: "a Slack token"),
        Form(start: Array("eyJhbGciOi".utf8), ignoresCase: false, minimum: 60, accepts: isJWT, name: "a signed web token"),
        Form(start: Array("-----BEGIN OPENSSH PRIVATE KEY-----".utf8), ignoresCase: false, minimum: 0, accepts: isWord, name: "a private key"),
        Form(start: Array("-----BEGIN RSA PRIVATE KEY-----".utf8), ignoresCase: false, minimum: 0, accepts: isWord, name: "a private key"),
        Form(start: Array("-----BEGIN EC PRIVATE KEY-----".utf8), ignoresCase: false, minimum: 0, accepts: isWord, name: "a private key"),
        Form(start: Array("-----BEGIN DSA PRIVATE KEY-----".utf8), ignoresCase: false, minimum: 0, accepts: isWord, name: "a private key"),
        Form(start: Array("-----BEGIN PRIVATE KEY-----".utf8), ignoresCase: false, minimum: 0, accepts: isWord, name: "a private key"),
    ]

    /// Words that announce a secret when a long token follows them.
    private static let labels: [[UInt8]] = ["api_key", "api-key", "apikey", "secret"].map { Array($0.utf8) }

    static func look(at content: UnsafeRawBufferPointer, entry: String, isText: Bool, into remarks: inout [ContentRemark]) {
        guard isText else { return }
        let text = content.bindMemory(to: UInt8.self)
        starts.withUnsafeBufferPointer { table in
            var at = 0
            let end = text.count - 8
            while at < end {
                guard table[Int(text[at])], let (name, length) = secret(in: text, at: at) else {
                    at += 1
                    continue
                }
                let place = Place(entry: entry.isEmpty ? nil : entry, line: ContentCheck.line(of: at, in: content))
                remarks.append(
                    ContentRemark(rule: Rule.plainSecret.id, place: place, message: "what looks like \(name)"))
                guard remarks.count < 20 else { return }
                at += length
            }
        }
    }

    private static func secret(in text: UnsafeBufferPointer<UInt8>, at: Int) -> (name: String, length: Int)? {
        let lead = text[at]
        switch lead {
        case UInt8(ascii: "s"):
            if text[at + 1] == UInt8(ascii: "k"), text[at + 2] == UInt8(ascii: "-") { return form(in: text, at: at) }
            return label(in: text, at: at)
        case UInt8(ascii: "S"), UInt8(ascii: "a"): return label(in: text, at: at)
        case UInt8(ascii: "A"): return text[at + 1] == UInt8(ascii: "K") ? form(in: text, at: at) : label(in: text, at: at)
        case UInt8(ascii: "-"): return text[at + 1] == 45 && text[at + 5] == UInt8(ascii: "B") ? form(in: text, at: at) : nil
        case UInt8(ascii: "g"): return text[at + 1] == UInt8(ascii: "h") || text[at + 1] == UInt8(ascii: "l") ? form(in: text, at: at) : nil
        case UInt8(ascii: "p"):
            return text[at + 1] == UInt8(ascii: "r") || text[at + 1] == UInt8(ascii: "d") ? form(in: text, at: at) : nil
        case UInt8(ascii: "x"): return text[at + 1] == UInt8(ascii: "o") ? form(in: text, at: at) : nil
        case UInt8(ascii: "e"): return text[at + 1] == UInt8(ascii: "y") ? form(in: text, at: at) : nil
        default: return nil
        }
    }

    private static func form(in text: UnsafeBufferPointer<UInt8>, at: Int) -> (name: String, length: Int)? {
        if at > 0, isToken(text[at - 1]), text[at] != 45 { return nil }
        for form in forms where at + form.start.count <= text.count {
            guard form.start.indices.allSatisfy({ text[at + $0] == form.start[$0] }) else { continue }
            var length = form.start.count
            while at + length < text.count, form.accepts(text[at + length]) { length += 1 }
            if length - form.start.count >= form.minimum { return (form.name, length) }
        }
        return nil
    }

    private static func label(in text: UnsafeBufferPointer<UInt8>, at: Int) -> (name: String, length: Int)? {
        for label in labels where at + label.count + 21 <= text.count {
            guard label.indices.allSatisfy({ text[at + $0] | 0x20 == label[$0] || text[at + $0] == label[$0] }) else { continue }
            var next = at + label.count
            while next < text.count, [34, 39, 32, 9, 58, 61].contains(text[next]) { next += 1 }
            guard next > at + label.count, next - at - label.count <= 8 else { continue }
            let start = next
            var digits = 0
            while next < text.count, isToken(text[next]) {
                if (48...57).contains(text[next]) { digits += 1 }
                next += 1
            }
            if next - start >= 20, digits > 0 { return ("a secret after the word \(String(decoding: label, as: UTF8.self))", next - at) }
        }
        return nil
    }
}
