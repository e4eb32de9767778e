/// Names of files that one of the systems, on which people check trees out, takes for something else.
public enum FileName {
    /// What is wrong with a path, in words that begin in lower case; nil when nothing is.
    public static func problem(in path: [UInt8]) -> String? {
        guard path.count <= FileChanges.pathLimit else { return "the path has \(path.count) bytes" }
        if let fault = TextFault.first(in: path, lines: false) {
            switch fault.fault {
            case .notUTF8: return "the path is not UTF-8"
            case .control, .lineSeparator: return "the path has a control character"
            case .bidirectional: return "the path has a character that turns text around"
            case .noncharacter: return "the path has a character that is none"
            }
        }
        for part in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if let problem = problem(inPart: part) { return problem }
        }
        return nil
    }

    private static func problem(inPart part: ArraySlice<UInt8>) -> String? {
        guard let first = part.first, let last = part.last else { return "a part of the path is empty" }
        if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) { return "the path climbs" }
        guard part.count <= 255 else { return "a part of the path has more than 255 bytes" }
        if first == UInt8(ascii: " ") || last == UInt8(ascii: " ") || last == UInt8(ascii: ".") {
            return "a part of the path has a blank at an end, or a full stop at its end"
        }
        if part.contains(where: { "\\:*?\"<>|".utf8.contains($0) }) {
            return "the path has a character that Windows refuses"
        }
        // HFS+ passes over such characters, so that a name with them is `.git` there.
        let text = String(decoding: part, as: UTF8.self)
        if text.unicodeScalars.contains(where: { isIgnorable($0.value) }) {
            return "the path has a character that nobody sees"
        }
        let folded = UnicodeForm.folded(Array(part))
        if folded.elementsEqual(".git".utf8) || isShortName(folded) { return "git keeps its own files under that name" }
        if NameCharacters.isDevice(folded) { return "it is a device on Windows" }
        return nil
    }

    /// Whether git obeys the file wherever it lies.
    static func steersGit(_ path: [UInt8]) -> Bool {
        guard let name = path.split(separator: UInt8(ascii: "/")).last else { return false }
        let folded = UnicodeForm.folded(Array(name))
        return [".gitattributes", ".gitmodules", ".mailmap"].contains { folded.elementsEqual($0.utf8) }
    }

    private static func isIgnorable(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x00AD, 0x034F, 0x180B...0x180E, 0x200B...0x200F, 0x2060...0x206F: true
        case 0xFE00...0xFE0F, 0xFEFF, 0xE0000...0xE0FFF: true
        default: false
        }
    }

    /// Whether it is a short name that Windows makes of `.git`: `git~1`.
    private static func isShortName(_ name: [UInt8]) -> Bool {
        name.starts(with: "git~".utf8) && name.count == 5 && (48...57).contains(name[4])
    }
}
