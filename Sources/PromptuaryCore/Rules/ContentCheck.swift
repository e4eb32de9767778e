/// A look at the bytes of one file of a package, while they are at hand.
///
/// The rules that it serves (`hidden-text`, `plain-secret`, `prompt-empty`, …) live in their own files; this is the one pass
/// that calls them, so that a file is inflated once and never kept.
enum ContentCheck {
    /// How many remarks about one package are kept.
    private static let limit = 100

    static func run(on content: UnsafeRawBufferPointer, entry: String, into remarks: inout [ContentRemark]) {
        guard remarks.count < limit else { return }
        let kind = entry.isEmpty ? .text : TextFiles.kind(of: entry)
        HiddenText.look(at: content, entry: entry, kind: kind, into: &remarks)
        PlainSecret.look(at: content, entry: entry, kind: kind, into: &remarks)
        EmptyPrompt.look(at: content, entry: entry, kind: kind, into: &remarks)
        CodeFile.look(at: content, entry: entry, kind: kind, into: &remarks)
    }

    /// The line of an offset, counted from 1.
    static func line(of offset: Int, in content: UnsafeRawBufferPointer) -> Int {
        content.prefix(offset).reduce(into: 1) { if $1 == 10 { $0 += 1 } }
    }
}

/// Which files are text, by the endings that prompt packages use.
enum TextFiles {
    private static let endings = packed([
        "prmd", "prompd", "pdflow", "md", "txt", "json", "yaml", "yml", "csv", "tsv", "js", "ts", "mjs", "cjs", "py",
        "sh",
        "bash", "html", "css", "xml", "toml", "ini", "env", "jsx", "tsx", "rb", "go", "rs", "java", "php", "ps1", "bat",
        "sql",
    ])
    private static let code = packed([
        "js", "ts", "mjs", "cjs", "jsx", "tsx", "py", "sh", "bash", "ps1", "bat", "cmd", "vbs", "rb", "go", "rs",
        "java", "php",
        "pl", "lua", "exe", "dll", "so", "dylib", "com", "scr", "jar",
    ])

    /// Endings as numbers, to be compared without making text of them.
    private static func packed(_ endings: [String]) -> [UInt64] { endings.map { ending(of: "." + $0) } }

    /// The bytes behind the last full stop in lower case, the first one lowest; 0 when there are none or more than seven.
    private static func ending(of name: String) -> UInt64 {
        var packed: UInt64 = 0
        var count = 0
        for unit in name.utf8.reversed() {
            if unit == UInt8(ascii: ".") { return packed }
            count += 1
            if count > 7 { return 0 }
            packed = packed << 8 | UInt64((65...90).contains(unit) ? unit | 0x20 : unit)
        }
        return 0
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
    private static let binary = packed([
        "png", "jpg", "jpeg", "gif", "webp", "ico", "pdf", "docx", "xlsx", "pptx", "zip", "gz", "woff", "woff2", "mp3",
        "mp4",
    ])

    static func kind(of name: String) -> Kind {
        let ending = ending(of: name)
        guard ending != 0 else {
            let base =
                name.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)).lowercased() } ?? ""
            return texts.contains(base) ? .text : .unknown
        }
        return endings.contains(ending) ? .text : binary.contains(ending) ? .binary : .unknown
    }

    static func isCode(_ name: String) -> Bool { code.contains(ending(of: name)) }
}
