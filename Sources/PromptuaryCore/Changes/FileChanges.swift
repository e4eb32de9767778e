/// The files that a change touches, judged by their names, kinds and sizes, before any of them is opened.
public struct FileChanges: Sendable {
    /// How many files one request may change.
    public static let limit = 10_000
    /// The longest path in bytes.
    public static let pathLimit = 512
    /// How many bytes the list of files in one package may take, with 64 for what stands beside each path: 16 MiB.
    ///
    /// It is read whenever somebody asks who needs a package, or other keys judge it.
    public static let listLimit = 16 << 20

    /// The files, by the bytes of their paths.
    public let files: [ChangedFile]
    /// Whether there are more than ``limit``, or more folders than anybody looks into, so that no file is looked at.
    public let isCut: Bool
    /// The paths that were changed in another way since the change began.
    public let conflicts: [String]
    /// The paths that lie in the same units after the change, as bytes and by them.
    public let neighbours: [[UInt8]]
    /// The folders whose entries in git are not in order.
    public let disordered: [String]
    /// The changed folders in git in which nothing lies.
    public let empty: [String]
    /// The files that change beside the tree in its repository, by paths from the tree: `../…`.
    public let beside: [ChangedFile]

    /// The files of a change, in any order.
    public init(
        _ files: [ChangedFile], isCut: Bool = false, conflicts: [String] = [], neighbours: [[UInt8]] = [],
        disordered: [String] = [], empty: [String] = [], beside: [ChangedFile] = []
    ) {
        self.files = files.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        self.isCut = isCut
        self.conflicts = conflicts
        // Of two new names that collide it is always the same one that is told.
        self.neighbours = neighbours.sorted { $0.lexicographicallyPrecedes($1) }
        self.disordered = disordered
        self.empty = empty
        self.beside = beside
    }

    /// The files at and below a path, by the bytes of their paths; the cost grows with what is there, not with all.
    func files(at path: String) -> [ChangedFile] {
        func position(_ bytes: [UInt8]) -> Int { files.partition { $0.bytes.lexicographicallyPrecedes(bytes) } }
        let inside = Array((path + "/").utf8)
        return files[position(Array(path.utf8))...].prefix(1).filter { $0.bytes.elementsEqual(path.utf8) }
            + files[position(inside)...].prefix { $0.bytes.starts(with: inside) }
    }

    /// What stands against them, but for the removal of package files that are struck out.
    public func findings(struckOut: Set<[UInt8]> = []) -> [Finding] {
        if isCut {
            let message = "more than \(Self.limit) files change, or very many folders, so that none was looked at"
            return [Rule.changeSize.finding(message, path: "")]
        }
        var findings = conflicts.map { path in
            Rule.changeConflict.finding("the base has changed it in another way since", path: path)
        }
        findings += Self.forms(of: disordered, "git itself would not write its entries so")
        findings += Self.forms(of: empty, "nothing lies in it, so that no checkout shows it")
        for file in beside {
            findings.append(
                Rule.unexpectedFile.finding("it lies beside the tree, and nobody judges it there", path: file.path))
        }
        for file in files {
            if let problem = FileName.problem(in: file.bytes) {
                findings.append(Rule.fileName.finding(problem, path: file.path))
            } else if file.new != nil, file.place == .unknown || file.isBeyondFormat {
                findings.append(Rule.unexpectedFile.finding("the tree format has no such file", path: file.path))
            }
            findings += Self.problems(of: file)
            if file.new != nil || !struckOut.contains(file.bytes) { findings += Self.history(of: file) }
        }
        return findings + keySetSignatures() + collisions() + overfull()
    }

    /// What is wrong with folders of git; a few trees can be very many folders, of which the first ones are told.
    private static func forms(of folders: [String], _ problem: String) -> [Finding] {
        let told = folders.prefix(100)
        let findings = told.map { Rule.treeForm.finding(problem, path: $0) }
        guard let last = told.last, told.count < folders.count else { return findings }
        let rest = folders.count - told.count
        return findings + [Rule.treeForm.finding("of \(rest) more folders: \(problem)", path: last)]
    }

    /// What is wrong with the file that is there now.
    private static func problems(of file: ChangedFile) -> [Finding] {
        guard let new = file.new else { return [] }
        var findings: [Finding] = []
        switch new.kind {
        case .file: break
        case .executable:
            findings.append(Rule.fileExecutable.finding("its mode is 100755", path: file.path))
        case .link: findings.append(Rule.irregularFile.finding("it is a symbolic link", path: file.path))
        case .submodule: findings.append(Rule.irregularFile.finding("it is a submodule", path: file.path))
        case .other: findings.append(Rule.irregularFile.finding("it is no regular file", path: file.path))
        }
        let limit = file.place.limit
        if let size = new.size, size > limit {
            findings.append(
                Rule.fileSize.finding("it has \(size) bytes, and at most \(limit) are read", path: file.path))
        }
        if FileName.steersGit(file.bytes) {
            findings.append(
                Rule.gitFile.finding("git reads it and treats other files differently", path: file.path))
        }
        return findings
    }

    /// What must not happen to what is published.
    private static func history(of file: ChangedFile) -> [Finding] {
        if file.old != nil, file.new == nil, case .notes(_, _, "package.yaml") = file.place {
            // Nobody can sign what is not there, so anybody could take back what owners have said.
            return [Rule.notesSignature.finding("the notes are gone, and no owner says so", path: file.path)]
        }
        guard let old = file.old, case .release(_, _, _, let name) = file.place else { return [] }
        if SignatureFileName.parse(name) != nil {
            guard let new = file.new else {
                return [Rule.signatureRemoved.finding("the signature is taken back", path: file.path)]
            }
            return new.blob == old.blob
                ? [] : [Rule.signatureChanged.finding("the signature has other bytes", path: file.path)]
        }
        guard PackageFormat(fileName: name) != nil else { return [] }
        guard let new = file.new else {
            return [Rule.releaseRemoved.finding("the release is gone", path: file.path)]
        }
        return new.blob == old.blob ? [] : [Rule.releaseChanged.finding("the base has other bytes", path: file.path)]
    }

    /// The packages that get files though they have as many as anybody reads.
    private func overfull() -> [Finding] {
        func bytes(_ paths: some Sequence<[UInt8]>) -> Int { paths.reduce(0) { $0 + $1.count + 64 } }
        guard bytes(neighbours) > Self.listLimit else { return [] }
        let growing = Set(
            files.lazy.filter { $0.old == nil && $0.new != nil }.map { TreePlace.unit(of: $0.path) })
        let full = growing.filter { unit in
            let folder = Array((unit + "/").utf8)
            return bytes(neighbours.lazy.filter { $0.starts(with: folder) }) > Self.listLimit
        }
        return full.sorted { $0.precedesInBytes($1) }.map {
            Rule.changeSize.finding(
                "it has so many files that their list takes more than \(Self.listLimit) bytes", path: $0)
        }
    }

    /// New names that some file systems take for other ones.
    private func collisions() -> [Finding] {
        var added: Set<[UInt8]> = []
        for file in files where file.old == nil { added.insert(file.bytes) }
        guard !added.isEmpty else { return [] }
        var known: [[UInt8]: [UInt8]] = [:]
        var found: [[UInt8]: [UInt8]] = [:]
        for path in neighbours {
            for end in path.indices where path[end] == UInt8(ascii: "/") {
                Self.compare(Array(path[..<end]), path, &known, &found)
            }
            Self.compare(path, path, &known, &found)
        }
        return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { path, other in
            guard let new = added.contains(path) ? path : added.contains(other) ? other : nil else { return nil }
            let twin = String(decoding: new == path ? other : path, as: UTF8.self)
            return Rule.fileCollision.finding(
                "it is \(quoted(twin)) but for case or the form of its characters",
                path: String(decoding: new, as: UTF8.self))
        }
    }

    /// Notes a name, or the path that it belongs to when the same name is known in another spelling.
    private static func compare(
        _ name: [UInt8], _ path: [UInt8], _ known: inout [[UInt8]: [UInt8]], _ found: inout [[UInt8]: [UInt8]]
    ) {
        let folded = UnicodeForm.folded(name)
        guard let first = known[folded] else {
            known[folded] = path
            return
        }
        if !first.starts(with: name) { found[path] = first }
    }
}
