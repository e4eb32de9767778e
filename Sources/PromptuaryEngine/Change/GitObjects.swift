internal import PromptuaryCore

/// Reads commits, trees and blobs of a repository, and nothing else.
///
/// Nothing is checked out, fetched or written. Of what a repository can set up to run, nothing runs: no filter, hook,
/// diff or text conversion program, file system monitor or pager; no commit or blob stands in for another one. Numbers
/// of objects go in and bytes come out, so that what a branch holds is data.
struct GitObjects: Sendable {
    /// Something at a path of a git tree.
    struct Entry: Sendable, Hashable {
        /// The path, as bytes.
        let path: [UInt8]
        /// What it is, with the number of its bytes.
        let content: ChangedFile.Content
    }

    /// A path that differs between two git trees.
    struct Difference: Sendable, Hashable {
        /// The path, as bytes.
        let path: [UInt8]
        /// What was there; its size is not known.
        let old: ChangedFile.Content?
        /// What is there now; its size is not known.
        let new: ChangedFile.Content?
    }

    private let git: GitProcess

    /// The most bytes that a list of paths may take: 32 MiB.
    private static let listLimit = 32 << 20
    /// The most bytes of blobs that one call reads, unless one blob has more.
    private static let chunk = 16 << 20

    /// Git for a folder of a tree or a bare repository.
    ///
    /// With `isHook`, objects that a push has brought and that nobody has accepted yet are there as well.
    init(_ folder: String, isHook: Bool = false) { git = GitProcess(folder, isHook: isHook) }

    // MARK: - Commits

    /// Refuses, with what git says, when there is no repository.
    func checkRepository() async throws { try await git.checkRepository() }

    /// The number of the commit that a revision names; nil when there is none.
    func commit(_ revision: String) async throws -> String? {
        guard revision.utf8.first != UInt8(ascii: "-"), !revision.isEmpty,
            !revision.utf8.contains(where: { $0 < 0x20 })
        else { return nil }
        return try await git.line(["rev-parse", "--verify", "--quiet", revision + "^{commit}"])
    }

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

    /// The committer time of the first commit with something at a path, or with an object there; nil when none has it.
    ///
    /// Only the commits that the branch itself was at count, one after the other: a merge commit and not what it merged.
    func arrival(of object: String? = nil, at path: String, in commit: String) async throws -> Timestamp? {
        var words = [
            "-c", "log.showRoot=true", "log", "--first-parent", "--diff-merges=first-parent", "--no-show-signature",
            "--no-ext-diff", "--no-textconv", "--no-renames", "--no-follow", "--no-color", "--no-patch", "--format=%ct",
        ]
        if let object { words.append("--find-object=" + object) }
        guard let bytes = try await git.output(words + [commit, "--", path], upTo: Self.listLimit) else {
            throw Refusal(ChangeFault.tooLarge, "the history of \(path) is too long")
        }
        return bytes.split(separator: 10).last.flatMap { Int(String(decoding: $0, as: UTF8.self)) }.map {
            Timestamp(seconds: $0)
        }
    }

    // MARK: - Trees

    /// What differs between two git trees; nil when there are more than `limit` paths, or they take too many bytes.
    func differences(from old: String, to new: String, limit: Int) async throws -> [Difference]? {
        let options = [
            "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color",
            "--no-relative", "--ignore-submodules=none", "-O/dev/null",
        ]
        guard let bytes = try await git.output(["diff"] + options + [old, new, "--"], upTo: Self.listLimit) else {
            return nil
        }
        var found: [Difference] = []
        var fields = bytes.split(separator: 0).makeIterator()
        while let head = fields.next() {
            // `:OLDMODE NEWMODE OLD NEW STATUS`, then the path.
            let parts = head.dropFirst().split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard parts.count == 5, let path = fields.next(), found.count < limit else { return nil }
            found.append(
                Difference(
                    path: Array(path), old: Self.content(parts[0], parts[2]), new: Self.content(parts[1], parts[3])))
        }
        return found
    }

    private static func content(_ mode: String, _ blob: String) -> ChangedFile.Content? {
        mode == "000000" ? nil : ChangedFile.Content(ChangedFile.Content.Kind(mode: mode), blob: blob, size: nil)
    }

    /// Everything below some paths of a git tree, with sizes; paths that are not there are passed over.
    ///
    /// Refused when the lists take too many bytes.
    func entries(of tree: String, below paths: [String]) async throws -> [Entry] {
        var entries: [Entry] = []
        // A list of arguments has an end, which the system sets.
        for start in stride(from: 0, to: paths.count, by: 256) {
            let chunk = paths[start..<min(start + 256, paths.count)]
            let words = ["ls-tree", "-r", "-l", "-z", "--full-tree", tree, "--"] + chunk
            guard let bytes = try await git.output(words, upTo: Self.listLimit) else {
                throw Refusal(ChangeFault.tooLarge, "the list of files that are touched is too long")
            }
            for line in bytes.split(separator: 0) { entries.append(try Self.entry(line)) }
        }
        return entries
    }

    /// `MODE TYPE NUMBER SIZE`, a tab and the path; the size is padded, and `-` for what is no blob.
    private static func entry(_ line: ArraySlice<UInt8>) throws -> Entry {
        guard let tab = line.firstIndex(of: 9) else { throw strange }
        let parts = line[..<tab].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 4 else { throw strange }
        let content = ChangedFile.Content(
            ChangedFile.Content.Kind(mode: parts[0]), blob: parts[2], size: Int(parts[3]))
        return Entry(path: Array(line[(tab + 1)...]), content: content)
    }

    /// The names of the folders in a folder of a git tree, each with the number of its own tree.
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
    func sizes(of blobs: [String]) async throws -> [String: Int] {
        guard !blobs.isEmpty else { return [:] }
        let input = Array((blobs.joined(separator: "\n") + "\n").utf8)
        let words = ["cat-file", "--buffer", "--batch-check=%(objectname) %(objecttype) %(objectsize)"]
        guard let bytes = try await git.output(words, input: input, upTo: 256 * blobs.count) else { throw Self.strange }
        var sizes: [String: Int] = [:]
        for line in bytes.split(separator: 10) {
            let parts = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            if parts.count == 3, parts[1] == "blob", let size = Int(parts[2]) { sizes[parts[0]] = size }
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

    /// The names of the folders in git trees, each with the name that the tree was asked for.
    ///
    /// A tree is a list of `MODE NAME`, a zero byte and the number of the object in bytes.
    func folders(inTrees trees: [(name: String, tree: String)]) async throws -> [(parent: String, name: String)] {
        var found: [(parent: String, name: String)] = []
        try await visit(trees) { name, content, idLength in
            for inner in Self.folders(content, idLength: idLength) { found.append((name, inner)) }
        }
        return found
    }

    /// Passes the bytes of git trees on, with the number of bytes that the number of an object has.
    private func visit(
        _ trees: [(name: String, tree: String)],
        _ take: (_ name: String, _ content: ArraySlice<UInt8>, _ idLength: Int) -> Void
    ) async throws {
        for start in stride(from: 0, to: trees.count, by: 4096) {
            let part = trees[start..<min(start + 4096, trees.count)]
            let input = Array((part.map(\.tree).joined(separator: "\n") + "\n").utf8)
            guard
                let bytes = try await git.output(
                    ["cat-file", "--buffer", "--batch"], input: input, upTo: Self.listLimit)
            else { throw Refusal(ChangeFault.tooLarge, "the list of folders is too long") }
            var at = 0
            for (name, tree) in part {
                guard let feed = bytes[at...].firstIndex(of: 10),
                    let size = bytes[at..<feed].split(separator: UInt8(ascii: " ")).last.flatMap({
                        Int(String(decoding: $0, as: UTF8.self))
                    }), feed + 1 + size < bytes.count
                else { throw Refusal(ChangeFault.objects, "the repository lacks the object \(tree)") }
                take(name, bytes[(feed + 1)..<(feed + 1 + size)], tree.utf8.count / 2)
                at = feed + 2 + size
            }
        }
    }

    /// The folders, among some and the root, whose entries are not unique and in order.
    ///
    /// Git refuses to write such trees, but whoever writes objects by hand can push them where nobody checks objects.
    func disordered(_ paths: [String], of tree: String) async throws -> [String] {
        var trees: [(name: String, tree: String)] = [("", tree)]
        // Git does not list a folder beside one that lies in it: it goes into it instead.
        let byDepth = Dictionary(grouping: paths) { $0.utf8.count { $0 == UInt8(ascii: "/") } }
        for (_, paths) in byDepth.sorted(by: { $0.key < $1.key }) {
            for start in stride(from: 0, to: paths.count, by: 256) {
                let part = paths[start..<min(start + 256, paths.count)]
                let words = ["ls-tree", "-d", "-z", "--full-tree", tree, "--"] + part
                guard let bytes = try await git.output(words, upTo: Self.listLimit) else { throw Self.strange }
                trees += try bytes.split(separator: 0).compactMap(Self.folder)
            }
        }
        var found: Set<String> = []
        try await visit(trees) { name, content, idLength in
            if !Self.isOrdered(content, idLength: idLength) { found.insert(name) }
        }
        return found.sorted { $0.precedesInBytes($1) }
    }

    /// `MODE TYPE NUMBER`, a tab and the path; nil for a submodule, which has no tree here.
    private static func folder(_ line: ArraySlice<UInt8>) throws -> (name: String, tree: String)? {
        guard let tab = line.firstIndex(of: 9) else { throw strange }
        let parts = line[..<tab].split(separator: UInt8(ascii: " "))
        guard parts.count == 3 else { throw strange }
        guard parts[1].elementsEqual("tree".utf8) else { return nil }
        return (String(decoding: line[(tab + 1)...], as: UTF8.self), String(decoding: parts[2], as: UTF8.self))
    }

    /// Whether names follow each other as git compares them: a folder as if its name ended in a slash.
    private static func isOrdered(_ content: ArraySlice<UInt8>, idLength: Int) -> Bool {
        var last: [UInt8] = []
        var names: Set<[UInt8]> = []
        var rest = content
        while !rest.isEmpty {
            guard let zero = rest.firstIndex(of: 0), let blank = rest[..<zero].firstIndex(of: UInt8(ascii: " ")),
                rest.endIndex - zero > idLength
            else { return false }
            let name = Array(rest[(blank + 1)..<zero])
            let key = rest[..<blank].elementsEqual("40000".utf8) ? name + [UInt8(ascii: "/")] : name
            guard !name.isEmpty, !name.contains(UInt8(ascii: "/")), names.insert(name).inserted,
                last.lexicographicallyPrecedes(key)
            else { return false }
            last = key
            rest = rest[zero...].dropFirst(1 + idLength)
        }
        return true
    }

    private static func folders(_ content: ArraySlice<UInt8>, idLength: Int) -> [String] {
        var names: [String] = []
        var rest = content
        while let zero = rest.firstIndex(of: 0), let blank = rest[..<zero].firstIndex(of: UInt8(ascii: " ")) {
            if rest[..<blank].elementsEqual("40000".utf8) {
                names.append(String(decoding: rest[(blank + 1)..<zero], as: UTF8.self))
            }
            rest = rest[zero...].dropFirst(1 + idLength)
        }
        return names
    }

    private static var strange: Refusal { GitProcess.strange }
}
