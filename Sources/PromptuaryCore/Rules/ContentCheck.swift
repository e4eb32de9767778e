/// A look at the bytes of one file of a package, while they are at hand.
///
/// The rules that it serves (`hidden-text`, `plain-secret`, `prompt-empty`, …) live in their own files; this is the one pass
/// that calls them, so that a file is inflated once and never kept.
enum ContentCheck {
    private static let checks:
        [@Sendable (UnsafeRawBufferPointer, String, TextFiles.Kind, inout [ContentRemark]) -> Void] = [
            HiddenText.look, PlainSecret.look, EmptyPrompt.look, CodeFile.look,
        ]

    /// How many remarks about one package are kept.
    private static let limit = 100

    static func run(on content: UnsafeRawBufferPointer, entry: String, into remarks: inout [ContentRemark]) {
        let kind = entry.isEmpty ? .text : TextFiles.kind(of: entry)
        for check in checks where remarks.count < limit { check(content, entry, kind, &remarks) }
    }

    /// The line of an offset, counted from 1.
    static func line(of offset: Int, in content: UnsafeRawBufferPointer) -> Int {
        content.prefix(offset).reduce(into: 1) { if $1 == 10 { $0 += 1 } }
    }
}

/// Which files are text, by the endings that prompt packages use.
enum TextFiles {
    private static let endings: Set<String> = [
        "prmd", "prompd", "pdflow", "md", "txt", "json", "yaml", "yml", "csv", "tsv", "js", "ts", "mjs", "cjs", "py",
        "sh",
        "bash", "html", "css", "xml", "toml", "ini", "env", "jsx", "tsx", "rb", "go", "rs", "java", "php", "ps1", "bat",
        "sql",
    ]
    private static let code: Set<String> = [
        "js", "ts", "mjs", "cjs", "jsx", "tsx", "py", "sh", "bash", "ps1", "bat", "cmd", "vbs", "rb", "go", "rs",
        "java", "php",
        "pl", "lua", "exe", "dll", "so", "dylib", "com", "scr", "jar",
    ]

    static func ending(of name: String) -> String? {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")),
            name.utf8.distance(from: dot, to: name.utf8.endIndex) <= 8
        else {
            return nil
        }
        return String(name[name.utf8.index(after: dot)...]).lowercased()
    }

    /// What a file is by its name.
    enum Kind: Sendable, Hashable {
        /// Text, whatever it holds.
        case text
        /// No text: images, documents, archives.
        case binary
        /// Nothing that its name tells.
        case unknown
    }

    private static let texts: Set<String> = [
        "readme", "license", "licence", "changelog", "notice", "authors", "contributing", "copying", "makefile",
    ]
    private static let binary: Set<String> = [
        "png", "jpg", "jpeg", "gif", "webp", "ico", "pdf", "docx", "xlsx", "pptx", "zip", "gz", "woff", "woff2", "mp3",
        "mp4",
    ]

    static func kind(of name: String) -> Kind {
        guard let ending = ending(of: name) else {
            let base =
                name.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)).lowercased() } ?? ""
            return texts.contains(base) ? .text : .unknown
        }
        return endings.contains(ending) ? .text : binary.contains(ending) ? .binary : .unknown
    }

    static func isCode(_ name: String) -> Bool { ending(of: name).map(code.contains) ?? false }
}
