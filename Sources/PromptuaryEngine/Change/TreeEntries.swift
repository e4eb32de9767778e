internal import PromptuaryCore

/// What a git tree object lists: `MODE NAME`, a zero byte and the number of an object in bytes, again and again.
struct TreeEntries: Sendable {
    /// Something that a tree lists.
    struct Entry: Sendable {
        /// Where the name is in the bytes of the tree.
        fileprivate let name: Range<Int>
        /// The mode, as git takes it.
        fileprivate let mode: Int

        /// Whether it is another tree.
        var isFolder: Bool { mode == 0o040000 }
    }

    /// The entries in git's order, each name of a kind once.
    private(set) var entries: [Entry] = []
    /// Whether git itself would have written the tree so.
    private(set) var isOrdered = true

    private let bytes: ArraySlice<UInt8>
    private let idLength: Int

    /// The entries of a tree object; the numbers of objects have `idLength` bytes.
    ///
    /// What is no tree ends it; it is then not in order.
    init(_ bytes: ArraySlice<UInt8>, idLength: Int) {
        (self.bytes, self.idLength) = (bytes, idLength)
        var at = bytes.startIndex
        while at < bytes.endIndex {
            guard let blank = bytes[at...].prefix(8).firstIndex(of: UInt8(ascii: " ")),
                let zero = bytes[blank...].firstIndex(of: 0), bytes.endIndex - zero > idLength
            else {
                isOrdered = false
                break
            }
            let entry = Entry(name: (blank + 1)..<zero, mode: mode(bytes[at..<blank]))
            if let last = entries.last, !Self.isBefore(self, last, self, entry) { isOrdered = false }
            if entry.name.isEmpty || bytes[entry.name].contains(UInt8(ascii: "/")) { isOrdered = false }
            entries.append(entry)
            at = zero + 1 + idLength
        }
        if !isOrdered { sort() }
        if hasTwins { isOrdered = false }
    }

    /// How many bytes it has.
    var size: Int { bytes.count }

    /// The name of an entry.
    func name(_ entry: Entry) -> ArraySlice<UInt8> { bytes[entry.name] }

    /// The number of the object of an entry.
    func number(_ entry: Entry) -> String { Hex.encode(id(entry)) }

    /// What an entry that is no folder says about its file.
    func content(_ entry: Entry) -> ChangedFile.Content {
        let kind: ChangedFile.Content.Kind =
            switch entry.mode {
            case 0o100644: .file
            case 0o100755: .executable
            case 0o120000: .link
            case 0o160000: .submodule
            default: .other
            }
        return ChangedFile.Content(kind, blob: number(entry), size: nil)
    }

    /// Whether an entry says the same as one of another tree, but for the name.
    func isSame(_ entry: Entry, as other: Entry, of tree: TreeEntries) -> Bool {
        entry.mode == other.mode && id(entry) == tree.id(other)
    }

    /// Whether an entry comes first, as git compares them: a folder as if its name ended in a slash.
    static func isBefore(_ tree: TreeEntries, _ entry: Entry, _ other: TreeEntries, _ second: Entry) -> Bool {
        let (one, two) = (tree.name(entry), other.name(second))
        var (at, beside) = (one.startIndex, two.startIndex)
        while at < one.endIndex, beside < two.endIndex {
            if one[at] != two[beside] { return one[at] < two[beside] }
            at += 1
            beside += 1
        }
        let end = at < one.endIndex ? one[at] : entry.isFolder ? UInt8(ascii: "/") : 0
        let otherEnd = beside < two.endIndex ? two[beside] : second.isFolder ? UInt8(ascii: "/") : 0
        return end < otherEnd
    }

    private func id(_ entry: Entry) -> ArraySlice<UInt8> { bytes[(entry.name.upperBound + 1)...].prefix(idLength) }

    /// The mode that git takes digits for; only five spellings are its own.
    private mutating func mode(_ digits: ArraySlice<UInt8>) -> Int {
        let text = String(decoding: digits, as: UTF8.self)
        let value = Int(text, radix: 8) ?? 0
        let mode =
            switch value & 0o170000 {
            case 0o100000: value & 0o100 == 0 ? 0o100644 : 0o100755
            case 0o120000: 0o120000
            case 0o040000: 0o040000
            case 0o160000: 0o160000
            default: 0
            }
        if !text.utf8.elementsEqual(String(mode, radix: 8).utf8) { isOrdered = false }
        return mode
    }

    private mutating func sort() {
        var kept: [Entry] = []
        for entry in entries.sorted(by: { Self.isBefore(self, $0, self, $1) })
        where kept.last.map({ Self.isBefore(self, $0, self, entry) }) ?? true { kept.append(entry) }
        entries = kept
    }

    /// Whether a file and a folder have the same name; other entries may lie between them.
    private var hasTwins: Bool {
        var files: [Entry] = []
        for entry in entries {
            let name = self.name(entry)
            while let last = files.last, !name.starts(with: self.name(last)) { files.removeLast() }
            if entry.isFolder {
                if files.contains(where: { self.name($0) == name }) { return true }
            } else {
                files.append(entry)
            }
        }
        return false
    }
}
