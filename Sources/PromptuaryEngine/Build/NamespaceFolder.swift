internal import Glibc
internal import PromptuaryCore

/// Reading `namespaces/NS`: who owns it and whose keys sign in it.
enum NamespaceFolder {
    static func readAll(
        in root: borrowing Directory, settings: RegistrySettings, log: ReleaseLog? = nil,
        confirmed: [NamespaceName: SHA256Digest] = [:], findings: inout [Finding]
    ) throws -> [Namespace] {
        // What stands there and is no folder has its finding already.
        guard try root.entries().contains(where: { $0.name == "namespaces" && $0.kind == .directory }) else {
            return []
        }
        let folder = try root.directory("namespaces")
        var namespaces: [Namespace] = []
        for entry in try folder.entries() {
            guard entry.kind == .directory else {
                findings.append(RootFolder.stray(entry, at: "namespaces/\(entry.name)"))
                continue
            }
            if let namespace = try read(
                entry.name, in: folder, settings: settings, log: log, confirmed: confirmed, findings: &findings)
            {
                namespaces.append(namespace)
            }
        }
        return namespaces
    }

    /// The namespace in a folder of `namespaces`; nil when it is refused.
    static func read(
        _ entry: String, in folder: borrowing Directory, settings: RegistrySettings, log: ReleaseLog?,
        confirmed: [NamespaceName: SHA256Digest], findings: inout [Finding]
    ) throws -> Namespace? {
        let path = "namespaces/\(entry)"
        do {
            let name = try NamespaceName(entry)
            let inside = try folder.directory(entry)
            guard
                let namespace = try read(
                    name, in: inside, path: path, settings: settings, confirmed: confirmed[name], findings: &findings)
            else { return nil }
            if let log, namespace.isPublic { findings += compare(namespace, with: log, path: path) }
            return namespace
        } catch let refusal as Refusal {
            findings.append(Finding(refusal, path: path))
            return nil
        }
    }

    private static func read(
        _ name: NamespaceName, in folder: borrowing Directory, path: String, settings: RegistrySettings,
        confirmed: SHA256Digest?, findings: inout [Finding]
    ) throws -> Namespace? {
        var files: [String: [UInt8]] = [:]
        for entry in try folder.entries() {
            let at = path + "/" + entry.name
            guard entry.kind == .file, isKnown(entry.name) else {
                findings.append(RootFolder.stray(entry, at: at))
                continue
            }
            do {
                files[entry.name] = try folder.contents(of: entry.name, upTo: 1 << 20)
            } catch {
                findings.append(Finding(.unreadableFile, String(cString: strerror(error.code)), path: at))
            }
        }
        guard let document = files["namespace.yaml"] else {
            findings.append(Finding(.namespaceMissing, "namespace.yaml is missing", path: path + "/namespace.yaml"))
            return nil
        }
        var namespace: Namespace
        do {
            namespace = try Namespace(name, document: YAMLReader.read(document))
        } catch {
            findings.append(Finding(error, path: path + "/namespace.yaml"))
            return nil
        }
        let chain = KeyChain(
            namespace: name, registry: settings.name, files: files, path: path, confirmed: confirmed)
        let (keys, problems) = chain.verify()
        findings += problems
        namespace.keys = keys
        if let keys {
            for name in files.keys.sorted() {
                guard let version = KeySet.version(ofFile: SignatureFileName.parse(name)?.signed ?? name),
                    version >= keys.version
                else { continue }
                files[name] = nil
                findings.append(
                    Finding(
                        .unexpectedFile,
                        "the current keys are version \(keys.version), and earlier ones lie beside them",
                        path: path + "/" + name))
            }
        }
        namespace.keyFiles = files.filter { $0.key.hasPrefix("keys.") }.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value)
        }
        return namespace
    }

    /// What the log of the site has against the key sets of a namespace.
    private static func compare(_ namespace: Namespace, with log: ReleaseLog, path: String) -> [Finding] {
        guard let keys = namespace.keys else { return [] }
        var findings: [Finding] = []
        for (version, digest) in log.keySets(of: namespace.name).sorted(by: { $0.key < $1.key }) {
            let name = version < keys.version ? "keys.\(version).json" : "keys.json"
            guard version <= keys.version else {
                findings.append(
                    Finding(
                        .keysChanged, "version \(version) is published, and this is version \(keys.version)",
                        at: Place(key: "version"), path: path + "/" + name))
                continue
            }
            guard let file = namespace.keyFiles.first(where: { $0.name == name }),
                SHA256Digest(of: file.bytes) == digest
            else {
                findings.append(
                    Finding(
                        .keysChanged, "version \(version) is published with the sha256 \(digest)",
                        path: path + "/" + name))
                continue
            }
        }
        for (index, key) in keys.keys.enumerated() {
            guard let revoked = key.revokedAt, revoked > log.size + ReleaseLog.aheadLimit else { continue }
            findings.append(
                Finding(
                    .revocationAhead,
                    "the key `\(key.name)` is revoked at \(revoked), and the log has \(log.size) entries",
                    at: Place(key: "keys[\(index)].revoked_at"), path: path + "/keys.json"))
        }
        return findings
    }

    private static func isKnown(_ name: String) -> Bool {
        if name == "namespace.yaml" { return true }
        let signed = SignatureFileName.parse(name)?.signed ?? name
        return signed == "keys.json" || KeySet.version(ofFile: signed) != nil
    }
}

/// The key sets of a namespace, each signed by the one before it: `keys.json` and its predecessors `keys.1.json`, ….
struct KeyChain {
    let namespace: NamespaceName
    let registry: RegistryName
    let files: [String: [UInt8]]
    let path: String
    /// The digest of the version that the holders of the offline keys vouch for: it needs no signature, and none before it.
    var confirmed: SHA256Digest?

    /// The current key set, and what is wrong with the chain.
    ///
    /// A set that its predecessor did not sign is not used.
    func verify() -> (KeySet?, [Finding]) {
        guard let current = files["keys.json"] else {
            return (nil, [Finding(.keysMissing, "keys.json is missing", path: path + "/keys.json")])
        }
        var findings: [Finding] = []
        guard let keys = read(current, "keys.json", &findings) else { return (nil, findings) }
        var beside: [String: [SignatureFileName]] = [:]
        for file in files.keys.sorted() {
            if let name = SignatureFileName.parse(file) { beside[name.signed, default: []].append(name) }
        }
        var name = "keys.json"
        var bytes = current
        var set = keys
        while true {
            if let confirmed, SHA256Digest(of: bytes) == confirmed { return (keys, findings) }
            var signers = set
            if set.version > 1 {
                let before = "keys.\(set.version - 1).json"
                guard let earlier = files[before] else {
                    findings.append(
                        Finding(
                            .keysSignature, "version \(set.version) needs \(before), the keys that signed it",
                            path: path + "/" + name))
                    return (nil, findings)
                }
                guard let previous = read(earlier, before, &findings) else { return (nil, findings) }
                guard set.previous == SHA256Digest(of: earlier), previous.version == set.version - 1 else {
                    findings.append(
                        Finding(
                            .keysSignature, "prev is not the digest of \(before)", at: Place(key: "prev"),
                            path: path + "/" + name))
                    return (nil, findings)
                }
                signers = previous
                guard isSigned(bytes, name, beside[name] ?? [], set: set, by: signers, &findings) else {
                    return (nil, findings)
                }
                do {
                    try set.check(after: previous, file: earlier)
                } catch {
                    findings.append(Finding(error, path: path + "/" + name))
                    return (nil, findings)
                }
                (name, bytes, set) = (before, earlier, previous)
                continue
            }
            guard isSigned(bytes, name, beside[name] ?? [], set: set, by: signers, &findings) else {
                return (nil, findings)
            }
            return (keys, findings)
        }
    }

    private func read(_ bytes: [UInt8], _ name: String, _ findings: inout [Finding]) -> KeySet? {
        do {
            return try KeySet(try JSONReader.read(bytes))
        } catch {
            findings.append(Finding(error, path: path + "/" + name))
            return nil
        }
    }

    /// Whether enough keys have signed a set; every signature beside it that does not count is a finding, too.
    private func isSigned(
        _ bytes: [UInt8], _ name: String, _ beside: [SignatureFileName], set: KeySet, by signers: KeySet,
        _ findings: inout [Finding]
    ) -> Bool {
        var signatures: [SignatureFile] = []
        for file in beside {
            do {
                signatures.append(try SignatureFile(name: file, bytes: files[file.text] ?? []))
            } catch {
                findings.append(Finding(error, path: path + "/" + file.text))
                return false
            }
        }
        do {
            let binding = try set.binding(registry: registry, namespace: namespace)
            let verdict = signers.verify(file: bytes, signatures: signatures, binding: binding, at: nil)
            guard verdict.isMet else {
                let reasons = verdict.refusals.map { "\($0.place.entry ?? ""): \($0.message)" }
                let who = set.version == 1 ? "its own keys" : "the keys of version \(set.version - 1)"
                findings.append(
                    Finding(
                        .keysSignature,
                        "\(verdict.count) of \(verdict.threshold) signatures by \(who)"
                            + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"),
                        path: path + "/" + name))
                return false
            }
            // A new key may sign the set that brings it, once: that shows that somebody has it.
            let own = set.verify(file: bytes, signatures: signatures, binding: binding, at: nil)
            var strange: [String: Refusal] = [:]
            for refusal in own.refusals { strange[refusal.place.entry ?? ""] = refusal }
            findings += verdict.refusals.compactMap { refusal in
                guard let file = refusal.place.entry, let other = strange[file] else { return nil }
                let isCopy = other.code == SignatureFault.repeated.rawValue
                return Finding(isCopy ? other : refusal, path: path + "/" + file)
            }
            return true
        } catch {
            findings.append(Finding(error, path: path + "/" + name))
            return false
        }
    }
}
