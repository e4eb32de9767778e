internal import PromptuaryCore

/// Reads commits, trees and blobs of a repository, and nothing else.
///
/// Nothing is checked out or fetched, and no object is written. Of what a repository can set up to run, nothing runs: no
/// filter, hook, diff or text conversion program, file system monitor or pager; no commit or blob stands in for another
/// one. Numbers of objects go in and bytes come out, so that what a branch holds is data.
struct GitObjects: Sendable {
    /// Something at a path of a git tree.
    struct Entry: Sendable, Hashable {
        /// The path, as bytes.
        let path: [UInt8]
        /// What it is, with the number of its bytes.
        let content: ChangedFile.Content
    }

    /// A folder of a git tree.
    struct Folder: Sendable, Hashable {
        /// The name of the folder in which it lies.
        let parent: String
        /// Its own name.
        let name: String
        /// The number of its tree.
        let tree: String
    }

    /// The program.
    let git: GitProcess

    /// The most bytes that a list of paths may take: 32 MiB.
    static let listLimit = 32 << 20
    /// The most bytes of blobs that one call reads, unless one blob has more.
    private static let chunk = 16 << 20

    /// Git for a folder of a tree or a bare repository.
    ///
    /// With `isHook`, objects that a push has brought and that nobody has accepted yet are there as well.
    init(_ folder: String, isHook: Bool = false) { git = GitProcess(folder, isHook: isHook) }

    // MARK: - Commits

    /// Refuses, with what git says, when there is no repository.
    func checkRepository() async throws { try await git.checkRepository() }

    /// The path of the folder in the repository; empty at its root, and in a bare repository.
    func path() async throws -> String {
        let prefix = try await git.line(["rev-parse", "--show-prefix"]) ?? ""
        return prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
    }

    /// The number of the git tree that a commit has at a path; nil when it has none there.
    func tree(of commit: String, at path: String) async throws -> String? {
        // Behind a colon everything is path, `^{tree}` too.
        let name = path.isEmpty ? commit + "^{tree}" : "\(commit):\(path)"
        return try await git.line(["rev-parse", "--verify", "--quiet", name])
    }

    /// A commit that both have come from; nil when there is none.
    func mergeBase(_ one: String, _ other: String) async throws -> String? {
        try await git.line(["merge-base", one, other])
    }

    /// Whether the history of the repository is cut off.
    func isShallow() async throws -> Bool { try await git.line(["rev-parse", "--is-shallow-repository"]) == "true" }

    // MARK: - Trees

    /// Everything below some paths of a git tree; paths that are not there are passed over.
    ///
    /// Without `hasSizes` no blob is opened. Refused when the list of one path takes more bytes than the limit.
    func entries(
        of tree: String, below paths: [String], hasSizes: Bool = true, upTo limit: Int = Self.listLimit
    ) async throws -> [Entry] {
        var entries: [Entry] = []
        var rest = paths[...]
        // A list of arguments has an end, which the system sets.
        var step = 256
        while !rest.isEmpty {
            let chunk = rest.prefix(step)
            let words = ["ls-tree", "-r", "-z", "--full-tree"] + (hasSizes ? ["-l"] : []) + [tree, "--"] + chunk
            guard let bytes = try await git.output(words, upTo: limit) else {
                guard chunk.count > 1 else {
                    throw Refusal(ChangeFault.tooLarge, "the list of files in \(chunk[chunk.startIndex]) is too long")
                }
                step = chunk.count / 2
                continue
            }
            for line in bytes.split(separator: 0) { entries.append(try Self.entry(line)) }
            rest = rest.dropFirst(chunk.count)
        }
        return entries
    }

    /// `MODE TYPE NUMBER SIZE`, a tab and the path; the size is padded, `-` for what is no blob, and may be left out.
    private static func entry(_ line: ArraySlice<UInt8>) throws -> Entry {
        guard let tab = line.firstIndex(of: 9) else { throw strange }
        let parts = line[..<tab].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        guard (3...4).contains(parts.count) else { throw strange }
        let content = ChangedFile.Content(
            ChangedFile.Content.Kind(mode: parts[0]), blob: parts[2], size: parts.count == 4 ? Int(parts[3]) : nil)
        return Entry(path: Array(line[(tab + 1)...]), content: content)
    }

    /// The names of the folders in a folder of a git tree, each with the number of its own tree; empty ones are left out.
    func folders(of tree: String, in path: String) async throws -> [(name: String, tree: String)] {
        let words = ["ls-tree", "-d", "-z", "--full-tree", tree, "--", path + "/"]
        guard let bytes = try await git.output(words, upTo: Self.listLimit) else {
            throw Refusal(ChangeFault.tooLarge, "the list of folders in \(path) is too long")
        }
        return try bytes.split(separator: 0).compactMap(Self.folder).map { found in
            (String(decoding: found.name.utf8.dropFirst(path.utf8.count + 1), as: UTF8.self), found.tree)
        }
    }

    /// Where some folders of a git tree have certain blobs, by the numbers of these; one path for each.
    func paths(of blobs: Set<[UInt8]>, in tree: String, folders: [String]) async throws -> [String: String] {
        guard !blobs.isEmpty else { return [:] }
        let words = ["ls-tree", "-z", "--full-tree", tree, "--"] + folders.map { $0 + "/" }
        // Statements are kept for ever: there may be some for every release.
        guard let bytes = try await git.output(words, upTo: Self.listLimit << 3) else {
            throw Refusal(ChangeFault.tooLarge, "the list of files in \(folders.joined(separator: ", ")) is too long")
        }
        var paths: [String: String] = [:]
        for line in bytes.split(separator: 0) {
            guard let tab = line.firstIndex(of: 9), let blank = line[..<tab].lastIndex(of: 32) else {
                throw Self.strange
            }
            let blob = Array(line[(blank + 1)..<tab])
            guard blobs.contains(blob) else { continue }
            paths[String(decoding: blob, as: UTF8.self)] = String(decoding: line[(tab + 1)...], as: UTF8.self)
        }
        return paths
    }

    // MARK: - Bytes

    /// The sizes of blobs; those that are not there are left out.
    ///
    /// Refused when something else than a blob has one of the numbers.
    func sizes(of blobs: [String]) async throws -> [String: Int] {
        guard !blobs.isEmpty else { return [:] }
        let input = Array((blobs.joined(separator: "\n") + "\n").utf8)
        let words = ["cat-file", "--buffer", "--batch-check=%(objectname) %(objecttype) %(objectsize)"]
        guard let bytes = try await git.output(words, input: input, upTo: 256 * blobs.count) else { throw Self.strange }
        var sizes: [String: Int] = [:]
        for line in bytes.split(separator: 10) {
            let parts = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard parts.count == 3, let size = Int(parts[2]) else { continue }
            guard parts[1] == "blob" else {
                throw Refusal(ChangeFault.damaged, "\(parts[0]) is listed as a file and is a \(parts[1])")
            }
            sizes[parts[0]] = size
        }
        return sizes
    }

    /// Passes the bytes of objects on, some at a time, in their order.
    ///
    /// Refused when one is not there or has another size.
    func read(
        _ objects: [(number: String, size: Int)],
        _ visit: (_ number: String, _ bytes: ArraySlice<UInt8>) throws -> Void
    ) async throws {
        var rest = objects[...]
        while !rest.isEmpty {
            var end = rest.startIndex
            var total = 0
            while end < rest.endIndex, end == rest.startIndex || total + rest[end].size <= Self.chunk {
                total += rest[end].size
                end += 1
            }
            try Task.checkCancellation()
            let part = rest[..<end]
            rest = rest[end...]
            let input = Array((part.map(\.number).joined(separator: "\n") + "\n").utf8)
            guard
                let bytes = try await git.output(
                    ["cat-file", "--buffer", "--batch=%(objectname) %(objectsize)"], input: input,
                    upTo: total + 256 * part.count)
            else { throw Self.strange }
            try Self.take(bytes, part, visit)
        }
    }

    /// For each object `NUMBER SIZE`, a line feed, the bytes, and a line feed.
    private static func take(
        _ bytes: [UInt8], _ objects: ArraySlice<(number: String, size: Int)>,
        _ visit: (String, ArraySlice<UInt8>) throws -> Void
    ) throws {
        var at = 0
        for object in objects {
            guard let feed = bytes[at...].firstIndex(of: 10),
                bytes[at..<feed].elementsEqual("\(object.number) \(object.size)".utf8),
                feed + 1 + object.size < bytes.count
            else { throw Refusal(ChangeFault.objects, "the repository lacks the object \(object.number)") }
            try visit(object.number, bytes[(feed + 1)..<(feed + 1 + object.size)])
            at = feed + 2 + object.size
        }
    }

    /// What git trees list, by their numbers; nil when they have more bytes than the limit.
    ///
    /// Refused when one is not there, or is no tree.
    func trees(_ numbers: [String], upTo limit: Int) async throws -> [String: TreeEntries]? {
        guard !numbers.isEmpty else { return [:] }
        let input = Array((numbers.joined(separator: "\n") + "\n").utf8)
        let words = ["cat-file", "--buffer", "--batch=%(objectname) %(objecttype) %(objectsize)"]
        guard let bytes = try await git.output(words, input: input, upTo: limit + 256 * numbers.count) else {
            return nil
        }
        var trees: [String: TreeEntries] = [:]
        var at = 0
        for number in numbers {
            let feed = bytes[at...].firstIndex(of: 10) ?? bytes.endIndex
            let head = bytes[at..<feed].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard head.count == 3, let size = Int(head[2]), feed + 1 + size < bytes.count else {
                throw Refusal(ChangeFault.objects, "the repository lacks the tree \(number)")
            }
            guard head[1] == "tree" else {
                throw Refusal(ChangeFault.damaged, "\(number) is listed as a folder and is a \(head[1])")
            }
            trees[number] = TreeEntries(bytes[(feed + 1)..<(feed + 1 + size)], idLength: number.utf8.count / 2)
            at = feed + 2 + size
        }
        return trees
    }

    /// The folders in git trees, each with the name that the tree was asked for; empty ones are left out.
    func folders(inTrees trees: [(name: String, tree: String)]) async throws -> [Folder] {
        var found: [Folder] = []
        for start in stride(from: 0, to: trees.count, by: 4096) {
            let part = trees[start..<min(start + 4096, trees.count)]
            guard let lists = try await self.trees(Set(part.map(\.tree)).sorted(), upTo: Self.listLimit) else {
                throw Refusal(ChangeFault.tooLarge, "the list of folders is too long")
            }
            for (parent, tree) in part {
                guard let list = lists[tree] else { continue }
                for entry in list.entries where entry.isFolder {
                    let number = list.number(entry)
                    guard !Self.isEmpty(number) else { continue }
                    let name = String(decoding: list.name(entry), as: UTF8.self)
                    found.append(Folder(parent: parent, name: name, tree: number))
                }
            }
        }
        return found
    }

    /// `MODE TYPE NUMBER`, a tab and the path; nil for a submodule, which has no tree here, and for an empty tree.
    private static func folder(_ line: ArraySlice<UInt8>) throws -> (name: String, tree: String)? {
        guard let tab = line.firstIndex(of: 9) else { throw strange }
        let parts = line[..<tab].split(separator: UInt8(ascii: " "))
        guard parts.count == 3 else { throw strange }
        let number = String(decoding: parts[2], as: UTF8.self)
        guard parts[1].elementsEqual("tree".utf8), !isEmpty(number) else { return nil }
        return (String(decoding: line[(tab + 1)...], as: UTF8.self), number)
    }

    /// Whether a number is that of the tree in which nothing lies.
    ///
    /// No checkout shows such a folder, so it takes no name.
    private static func isEmpty(_ tree: String) -> Bool { tree == emptyTree || tree == emptyTree256 }

    private static let emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    private static let emptyTree256 = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"

    private static var strange: Refusal { GitProcess.strange }
}
