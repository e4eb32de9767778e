internal import Glibc
internal import PromptuaryCore

/// What tells whether something has changed that a build reads.
///
/// From git it is the commit, and the little that publications read beside it: its cost does not grow with the tree.
struct TreeMark: Sendable, Hashable {
    private let text: String

    init(text: String) { self.text = text }

    /// The mark of a tree; nil when it cannot be read.
    ///
    /// Without git, and `source` being the files, it is the size, inode and times of every file.
    static func read(_ tree: String, templates: String? = nil, from source: ChangeSource) async -> TreeMark? {
        let head = await Git(tree).head()?.commit
        var marks = SHA256Stream()
        guard (try? add(tree, isWhole: source != .git || head == nil, to: &marks)) != nil else { return nil }
        if let templates, let folder = try? Directory(templates) { try? add(folder, to: &marks) }
        return TreeMark(text: "\(head ?? "") \(marks.finish().hex)")
    }

    private static func add(_ tree: String, isWhole: Bool, to marks: inout SHA256Stream) throws {
        let root = try Directory(tree)
        for entry in try root.entries() where isWhole || entry.name == "registry.yaml" || entry.name == "trust" {
            if entry.name != ".git" { try add(entry, of: root, to: &marks) }
        }
    }

    private static func add(_ folder: borrowing Directory, to marks: inout SHA256Stream) throws {
        for entry in try folder.entries() { try add(entry, of: folder, to: &marks) }
    }

    private static func add(
        _ entry: Directory.Entry, of folder: borrowing Directory, to marks: inout SHA256Stream
    ) throws {
        var status = stat()
        guard fstatat(folder.descriptor, entry.name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
        let (modified, changed) = (status.st_mtim, status.st_ctim)
        let line =
            "\(entry.name)\0\(status.st_ino) \(status.st_size) \(modified.tv_sec).\(modified.tv_nsec) \(changed.tv_sec).\(changed.tv_nsec)\n"
        Array(line.utf8).withUnsafeBytes { marks.update($0) }
        if entry.kind == .directory { try add(try folder.directory(entry.name), to: &marks) }
    }
}

extension Git {
    /// The folder in which git keeps the repository of a tree; nil when it is in none.
    func folder() async -> String? {
        guard let bytes = await output(["rev-parse", "--absolute-git-dir"]), bytes.last == 10 else { return nil }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }
}
