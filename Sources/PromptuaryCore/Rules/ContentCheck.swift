/// A look at the bytes of one file of a package, while they are at hand.
///
/// The rules that it serves (`hidden-text`, `plain-secret`, `prompt-empty`, …) live in their own files; this is the one pass
/// that calls them, so that a file is inflated once and never kept.
enum ContentCheck {
    private static let checks: [@Sendable (UnsafeRawBufferPointer, String, Bool, inout [ContentRemark]) -> Void] = [
        HiddenText.look, PlainSecret.look, EmptyPrompt.look, CodeFile.look,
    ]

    /// How many remarks about one package are kept.
    private static let limit = 100

    static func run(on content: UnsafeRawBufferPointer, entry: String, into remarks: inout [ContentRemark]) {
        let isText = entry.isEmpty || TextFiles.isText(entry)
        for check in checks where remarks.count < limit { check(content, entry, isText, &remarks) }
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

    static func isText(_ name: String) -> Bool {
        ending(of: name).map(endings.contains) ?? name.lowercased().hasSuffix("readme")
    }

    static func isCode(_ name: String) -> Bool { ending(of: name).map(code.contains) ?? false }
}
