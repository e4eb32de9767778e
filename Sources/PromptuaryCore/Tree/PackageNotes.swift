/// What maintainers say about a package and its releases after publishing: the content of `package.yaml`.
public struct PackageNotes: Sendable, Hashable {
    /// A release that must not be chosen any more; it stays downloadable for those who pinned it.
    public struct Yank: Sendable, Hashable {
        /// The version.
        public let version: Version
        /// Why, for the people who use it.
        public let reason: String
        /// Since when.
        public let at: Timestamp?
    }

    /// The whole package should not be used any more.
    public struct Deprecation: Sendable, Hashable {
        /// Why.
        public let reason: String
        /// The identity of the package to use instead.
        public let successor: String?
    }

    /// The number of the notes, counted from 1; 0 where there are none.
    public private(set) var version = 0
    /// Yanked releases.
    public var yanks: [Yank] = []
    /// The deprecation, if there is one.
    public var deprecation: Deprecation?
    /// Why the whole package is held back from installers, if it is.
    public var quarantine: String?
    /// Names for versions, such as `latest`.
    public var distTags: [(tag: String, version: Version)] = []

    /// The most tags of one package.
    public static let tagLimit = 256
    /// The highest number of notes.
    static let versionLimit = Int(Int32.max)

    /// No notes.
    public init() {}

    /// Notes of a version that say nothing.
    init(version: Int) { self.version = version }

    /// The notes in a document about a package, which it has to name.
    ///
    /// Signatures by OpenSSH carry neither the package nor a number, so the document does.
    public init(_ document: Value, of id: PackageID) throws(Refusal) {
        var fields = try DocumentFields(document)
        let (name, number) = (fields.optional("package")?.string, fields.optional("version")?.integer)
        guard name?.hasSameBytes(as: id.description) == true else {
            let claim = name.map { "they name \(quoted($0))" } ?? "they name no package"
            throw Refusal(NotesFault.package, "\(claim), and lie at \(id)", at: document.place(of: "package"))
        }
        version = number ?? 0
        guard (1...Self.versionLimit).contains(version) else {
            throw Refusal(
                NotesFault.number, "the version is not a whole number from 1 on", at: document.place(of: "version"))
        }
        for (index, element) in try fields.list("yanked").enumerated() {
            var yank = try DocumentFields(element, prefix: "yanked[\(index)]")
            let version = try Version(try yank.required("version"))
            yanks.append(Yank(version: version, reason: try yank.required("reason"), at: try yank.timestamp("at")))
            try yank.end()
        }
        if let value = fields.optional("deprecated") {
            var deprecated = try DocumentFields(value, prefix: "deprecated")
            deprecation = Deprecation(
                reason: try deprecated.required("reason"), successor: try deprecated.string("successor"))
            try deprecated.end()
        }
        if let value = fields.optional("quarantine") {
            var quarantined = try DocumentFields(value, prefix: "quarantine")
            quarantine = try quarantined.required("reason")
            try quarantined.end()
        }
        for member in try fields.mapping("dist-tags", limit: Self.tagLimit) {
            guard let text = member.value.string else {
                throw fields.refusal("dist-tags", "the version of the tag \(quoted(member.key)) is not text")
            }
            guard member.key.utf8.count <= 64, member.key.utf8.first.map({ (97...122).contains($0) }) == true,
                member.key.utf8.allSatisfy({ NameCharacters.isAlphanumeric($0) || $0 == 45 || $0 == 46 })
            else { throw fields.refusal("dist-tags", "\(quoted(member.key)) is not a tag of a-z, 0-9, dot and hyphen") }
            distTags.append((member.key, try Version(text)))
        }
        try fields.end()
    }

    /// The same version, with nothing said: what notes amount to that do not count.
    public var silent: PackageNotes { PackageNotes(version: version) }

    /// The notes as they are about a package without some of its releases.
    public func leavingOut(_ versions: some Sequence<Version>) -> PackageNotes {
        var notes = self
        notes.yanks.removeAll { versions.contains($0.version) }
        notes.distTags.removeAll { versions.contains($0.version) }
        return notes
    }

    /// Equal when everything said is equal.
    public static func == (left: PackageNotes, right: PackageNotes) -> Bool {
        left.version == right.version && left.yanks == right.yanks && left.deprecation == right.deprecation
            && left.quarantine == right.quarantine
            && left.distTags.elementsEqual(right.distTags) { $0.tag == $1.tag && $0.version == $1.version }
    }

    /// Feeds the notes to a hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(version)
        hasher.combine(yanks)
        hasher.combine(deprecation)
        hasher.combine(quarantine)
    }
}
