extension PackageNotes {
    /// The yanks by what they are about: notes may have thousands, which nobody looks for one by one.
    var yanksByVersion: [Version: Yank] { Dictionary(yanks.map { ($0.version, $0) }) { first, _ in first } }

    /// The tagged versions by the bytes of their tags.
    var versionsByTag: [[UInt8]: Version] {
        Dictionary(distTags.map { (Array($0.tag.utf8), $0.version) }) { first, _ in first }
    }
}
