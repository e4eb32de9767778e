extension ChangeScope {
    /// The digest that a statement about a subject is bound to; nil when the change leaves the subject alone, or cannot
    /// be read.
    ///
    /// For a release that the change adds it is that of the package file. For anything else it is that of a list of the
    /// changed files, as `sha256sum` prints it for them in the order of their paths, with zeros for a file that is gone:
    /// those of the package, those of the namespace, or those at and below the path.
    public func digest(of subject: String) -> SHA256Digest? {
        let release = added.first { Self.subject(of: $0.release.path).hasSameBytes(as: subject) }
        if let release { return release.release.contents.digest }
        let path = folder(of: subject)
        let changed = files.files(at: path)
        guard !changed.isEmpty else { return nil }
        var list = SHA256Stream()
        for file in changed {
            var line = [UInt8](repeating: UInt8(ascii: "0"), count: 64)
            if file.new != nil {
                guard let digest = contents[file.bytes] else { return nil }
                line = Array(digest.hex.utf8)
            }
            line += Array("  ".utf8) + file.bytes + [10]
            line.withUnsafeBytes { list.update($0) }
        }
        return list.finish()
    }

    /// The digests of all that a statement could be about: what changes, and what findings are about.
    public func digests(_ findings: [Finding]) -> [String: SHA256Digest] {
        let subjects = Set(
            changes.filter { $0.kind != .consent }.map(\.subject) + findings.map { Self.subject(of: $0.path) })
        var digests: [String: SHA256Digest] = [:]
        for subject in subjects { digests[subject] = digest(of: subject) }
        return digests
    }

    /// Where what a subject names lies in the tree.
    private func folder(of subject: String) -> String {
        if subject.utf8.first == UInt8(ascii: "@") {
            return "packages/" + String(subject.prefix { $0 != " " }.dropFirst())
        }
        return namespaces.contains { $0.name.text.hasSameBytes(as: subject) } ? "namespaces/" + subject : subject
    }
}
