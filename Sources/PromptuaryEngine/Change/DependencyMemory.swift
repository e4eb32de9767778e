internal import PromptuaryCore

/// What packages need, remembered in the folder of a repository: `promptuary/needs`, by the numbers of git trees.
///
/// It may be removed at any time, and what is damaged, of another program or too large is as if it were not there. It
/// tells where to look and nothing else: whether a signature counts is never decided by it.
struct DependencyMemory {
    private let folder: String
    private let mark: String

    private static let name = "needs"
    /// The most bytes of the file: 64 MiB.
    static let limit = 64 << 20

    /// The memory of a repository; nil when git does not say where it lies.
    ///
    /// A name without a namespace means one of the namespace `main`.
    init?(in git: GitObjects, default main: NamespaceName) async {
        let words = ["rev-parse", "--path-format=absolute", "--git-common-dir"]
        guard let line = try? await git.git.line(words), line.hasPrefix("/") else { return nil }
        self.init(folder: line + "/promptuary", default: main)
    }

    /// A memory in a folder.
    init(folder: String, default main: NamespaceName) {
        self.folder = folder
        mark = "promptuary needs 1, \(BuildStart.program), \(main.text)"
    }

    /// What is remembered: the packages that a package needs, by the number of its tree; nothing when it does not hold.
    func read() -> [String: [PackageID]] {
        guard let bytes = try? FileContents.read(folder + "/" + Self.name, upTo: Self.limit) else { return [:] }
        // The last line is the digest of those before it.
        guard bytes.last == 10, let end = bytes.dropLast().lastIndex(of: 10),
            bytes[(end + 1)..<(bytes.count - 1)].elementsEqual(SHA256Digest(of: Array(bytes[...end])).hex.utf8)
        else { return [:] }
        var lines = bytes[..<end].split(separator: 10).makeIterator()
        guard lines.next()?.elementsEqual(mark.utf8) == true else { return [:] }
        var known: [String: [PackageID]] = [:]
        var names: [ArraySlice<UInt8>: PackageID] = [:]
        while let line = lines.next() {
            let words = line.split(separator: UInt8(ascii: " "))
            guard let tree = words.first else { return [:] }
            var needs: [PackageID] = []
            for word in words.dropFirst() {
                guard let id = names[word] ?? Self.package(word) else { return [:] }
                names[word] = id
                needs.append(id)
            }
            known[String(decoding: tree, as: UTF8.self)] = needs
        }
        return known
    }

    /// Remembers what packages need, when that is possible and not too much.
    func write(_ known: [String: [PackageID]]) {
        var bytes = Array((mark + "\n").utf8)
        for (tree, needs) in known.sorted(by: { $0.key.precedesInBytes($1.key) }) {
            bytes += tree.utf8
            for id in needs { bytes += " \(id.namespace.text)/\(id.name.text)".utf8 }
            bytes.append(10)
        }
        bytes += (SHA256Digest(of: bytes).hex + "\n").utf8
        guard bytes.count <= Self.limit else { return }
        // A repository that only others may write is read again each time.
        try? DurableFile.makeDirectories(folder)
        try? DurableFile.write(bytes, to: folder + "/" + Self.name)
    }

    private static func package(_ word: ArraySlice<UInt8>) -> PackageID? {
        let parts = word.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard parts.count == 2, let namespace = try? NamespaceName(parts[0]), let name = try? PackageName(parts[1])
        else { return nil }
        return PackageID(namespace, name)
    }
}
