extension ChangeScope {
    /// What statements about a subject are bound to; nil when the change leaves the subject alone, or cannot be read.
    ///
    /// It is the digest of a list of the changed files in the order of their paths, with a line `BEFORE  AFTER  PATH` of
    /// two SHA-256 for each, and zeros where there is no file: those of the package, those of the namespace, or those at
    /// and below the path. So a statement holds for one step, and not for whatever leads to the same end. Only the
    /// approval of a release that the change adds is bound to the package file, which was not there before: it is
    /// published with the release, for readers who have that file and no list.
    public func digest(of subject: String) -> ConsentDigest? { digests(of: [subject])[Array(subject.utf8)] }

    /// What statements about subjects are bound to, as ``digest(of:)`` has it, by the bytes of the subjects.
    ///
    /// Each file is listed once, however many subjects lie where it does.
    func digests(of subjects: [String]) -> [[UInt8]: ConsentDigest] {
        guard !subjects.isEmpty else { return [:] }
        var releases: [[UInt8]: SHA256Digest] = [:]
        // The notes say something of a release that is yanked at once, and the package file does not.
        for release in added.map(\.release) where release.yank == nil {
            releases[Array(Self.subject(of: release.path).utf8)] = release.contents.digest
        }
        var folders: [[UInt8]: SHA256Digest?] = [:]
        var digests: [[UInt8]: ConsentDigest] = [:]
        for subject in subjects {
            let key = Array(subject.utf8)
            let path = folder(of: subject)
            let folder = Array(path.utf8)
            let list: SHA256Digest? = folders[folder] ?? listDigest(of: files.files(at: path))
            folders[folder] = .some(list)
            if let approval = releases[key] ?? list { digests[key] = ConsentDigest(approval: approval, override: list) }
        }
        return digests
    }

    /// What all statements could be bound to: those about what changes, and about what findings are about.
    public func digests(_ findings: [Finding]) -> [String: ConsentDigest] {
        let subjects = Set(
            changes.filter { $0.kind != .consent }.map(\.subject) + findings.map { Self.subject(of: $0.path) })
        let found = self.digests(of: Array(subjects))
        var digests: [String: ConsentDigest] = [:]
        for subject in subjects { digests[subject] = found[Array(subject.utf8)] }
        return digests
    }

    /// The digest of the list of some changed files; nil when there are none, or when one cannot be read.
    private func listDigest(of changed: [ChangedFile]) -> SHA256Digest? {
        guard !changed.isEmpty else { return nil }
        var list = SHA256Stream()
        for file in changed {
            guard let before = Self.digits(of: file.old, formerContents[file.bytes]),
                let after = Self.digits(of: file.new, contents[file.bytes])
            else { return nil }
            let line = Array("\(before)  \(after)  ".utf8) + file.bytes + [10]
            line.withUnsafeBytes { list.update($0) }
        }
        return list.finish()
    }

    /// The digest of a file as it stands in a list; nil when there is a file that cannot be read.
    private static func digits(of content: ChangedFile.Content?, _ digest: SHA256Digest?) -> String? {
        content == nil ? String(repeating: "0", count: 64) : digest?.hex
    }

    /// Where what a subject names lies in the tree.
    private func folder(of subject: String) -> String {
        if subject.utf8.first == UInt8(ascii: "@") {
            return "packages/" + String(subject.prefix { $0 != " " }.dropFirst())
        }
        let isNamespace = (try? NamespaceName(subject)).map { change(of: $0) != nil } ?? false
        return isNamespace ? "namespaces/" + subject : subject
    }
}
