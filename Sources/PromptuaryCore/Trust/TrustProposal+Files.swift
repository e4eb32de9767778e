extension TrustProposal {
    /// The name of the file that says what is proposed; it is written last.
    public static let documentName = "proposal.json"

    /// The files of the proposal without its signatures, by their paths inside `trust/pending`.
    public var files: [String: [UInt8]] {
        var files = changedTargets
        for (name, role) in roles { files[Self.fileName(of: name, version: role.version)] = role.signedBytes }
        files[Self.documentName] = document
        return files
    }

    private var document: [UInt8] {
        JSONWriter.object(.pretty) { object in
            object.member("by", title.by)
            object.object("files") { files in
                for (path, bytes) in changedTargets.sorted(by: { CanonicalJSON.precedes($0.key, $1.key) }) {
                    files.member(path, SHA256Digest(of: bytes).hex)
                }
            }
            object.member("format", 1)
            object.member("proposed", title.proposed.description)
            object.member("purpose", title.purpose)
            object.object("roles") { members in
                for (name, role) in roles.sorted(by: { CanonicalJSON.precedes($0.key, $1.key) }) {
                    members.object(name) {
                        $0.member("sha256", SHA256Digest(of: role.signedBytes).hex)
                        $0.member("version", role.version)
                    }
                }
            }
        }
    }

    /// Reads a proposal that follows a folder.
    ///
    /// Refused with ``TrustFault/proposal`` when a file is missing, unknown or another than the document names, and when a
    /// version does not follow; with the reasons of ``TrustFolder`` when the roles make no sense together. A signature
    /// that counts for nothing is no reason to refuse: it is in ``ignored``.
    public init(after base: TrustFolder?, files: [String: [UInt8]]) throws(Refusal) {
        var rest = files
        guard let document = rest.removeValue(forKey: Self.documentName) else {
            throw Self.wrong("\(Self.documentName) is missing", Self.documentName)
        }
        let value = try JSONReader.read(document)
        let (title, digests, versions) = try Self.read(value)
        self.base = base
        self.title = title
        var roles: [String: OfflineRole] = [:]
        for (name, version, digest) in versions {
            let path = Self.fileName(of: name, version: version)
            guard let bytes = rest.removeValue(forKey: path), SHA256Digest(of: bytes) == digest else {
                throw Self.wrong("the bytes to sign are missing or others", path)
            }
            guard name == RootRole.typeName || TrustFolder.roleName(of: name + ".json") != nil else {
                throw Self.wrong("\(quoted(name)) is no role that people sign", path)
            }
            let role = try OfflineRole(named: name, signedBytes: bytes)
            guard role.version == version, version == (base?.role(name)?.version ?? 0) + 1 else {
                throw Refusal(
                    TrustFault.version, "\(name) \(version) does not follow \(base?.role(name)?.version ?? 0)",
                    at: Place(entry: path))
            }
            roles[name] = role
        }
        var targets = base?.terms.keyFiles ?? [:]
        for (path, digest) in digests {
            guard path == "log.json" || path.utf8.starts(with: "shards/".utf8),
                let bytes = rest.removeValue(forKey: path), SHA256Digest(of: bytes) == digest
            else { throw Self.wrong("the target file is missing, another or unknown", path) }
            targets[TrustFolder.sitePath(of: path)] = bytes
        }
        self.roles = roles
        let signatures = rest.filter { path, _ in
            path.hasSuffix(TrustSignatureFile.ending) && !path.utf8.contains(UInt8(ascii: "/"))
        }
        if let unknown = rest.keys.filter({ signatures[$0] == nil }).min() {
            throw Refusal(TrustFault.unknownFile, "the file is not part of a proposal", at: Place(entry: unknown))
        }
        var bodies = base?.roles.mapValues(\.body) ?? [:]
        var root = base?.root.body
        for (name, role) in roles {
            switch role {
            case .root(let signed): root = signed.body
            case .targets(let signed): bodies[name] = signed.body
            }
        }
        guard let root else { throw Self.wrong("there is no root", Self.documentName) }
        terms = try TrustTerms(root: root, roles: bodies, files: targets)
        guard changedTargets.count == digests.count else {
            throw Self.wrong("a target file is named that does not change", Self.documentName)
        }
        for (file, bytes) in signatures.sorted(by: { CanonicalJSON.precedes($0.key, $1.key) }) {
            take(bytes, from: file)
        }
    }

    private static func wrong(_ message: String, _ path: String) -> Refusal {
        Refusal(TrustFault.proposal, message, at: Place(entry: path))
    }

    private typealias Content = (
        title: Title, files: [(String, SHA256Digest)], roles: [(String, Int, SHA256Digest)]
    )

    private static func read(_ value: Value) throws(Refusal) -> Content {
        let known = ["by", "files", "format", "proposed", "purpose", "roles"]
        guard let members = value.mapping, members.allSatisfy({ known.contains($0.key) }),
            value["format"]?.integer == 1,
            let proposed = value["proposed"]?.string.flatMap({ Timestamp($0) }), let lines = value["purpose"]?.list,
            let files = value["files"]?.mapping, let roles = value["roles"]?.mapping, !roles.isEmpty
        else { throw wrong("the fields are not those of format 1", documentName) }
        var purpose: [String] = []
        for line in lines {
            guard let text = line.string else { throw wrong("a line of the purpose is no text", documentName) }
            purpose.append(text)
        }
        var content: Content = (Title(purpose: purpose, by: value["by"]?.string, proposed: proposed), [], [])
        for file in files {
            guard let digest = file.value.string.flatMap({ SHA256Digest(hex: $0) }) else {
                throw wrong("\(quoted(file.key)) has no digest", documentName)
            }
            content.files.append((file.key, digest))
        }
        for role in roles {
            guard role.value.mapping?.count == 2, let version = role.value["version"]?.integer, version >= 1,
                let digest = role.value["sha256"]?.string.flatMap({ SHA256Digest(hex: $0) })
            else { throw wrong("\(quoted(role.key)) has no version and digest", documentName) }
            content.roles.append((role.key, version, digest))
        }
        return content
    }
}
