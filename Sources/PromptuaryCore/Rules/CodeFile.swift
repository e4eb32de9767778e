extension Rule {
    /// Code that is not marked as content.
    static let codeFile = Rule(
        "code-file", .warning,
        "a package holds prompts; code travels only as marked text, so that nobody runs it by accident",
        remedy: "begin the file with the lines `---` and `prompd_content_file: true`, or leave it out", check: .reading)
}

/// Looks for code files that do not begin with the header which packers put before code they carry as text.
enum CodeFile {
    private static let header = Array("---\nprompd_content_file: true".utf8)

    static func look(
        at content: UnsafeRawBufferPointer, entry: String, kind: TextFiles.Kind, into remarks: inout [ContentRemark]
    ) {
        guard TextFiles.isCode(entry), !content.prefix(header.count).elementsEqual(header) else { return }
        remarks.append(
            ContentRemark(
                rule: Rule.codeFile.id, place: Place(entry: entry),
                message: "\(quoted(entry)) is a code file without the header"))
    }
}
