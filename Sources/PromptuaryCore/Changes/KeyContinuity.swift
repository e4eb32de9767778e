extension ChangeScope.NamespaceChange {
    /// What is wrong with how the key set goes on from that of the base.
    ///
    /// Each chain of key sets proves itself, a stranger's as well, and one that the holders of the offline keys confirm
    /// needs no proof. What makes it the owners' is that it leads back to the set of the base, file by file, each by the
    /// digest that its successor gives.
    public var continuity: [Finding] {
        guard let old, let new, let keys = old.keys, new.keys != nil,
            let document = old.keyFiles.first(where: { $0.name.hasSameBytes(as: "keys.json") })?.bytes
        else { return [] }
        let files = Dictionary(new.keyFiles.map { (Array($0.name.utf8), $0.bytes) }) { first, _ in first }
        var file = files[Array("keys.json".utf8)]
        var version = Int.max
        while let bytes = file {
            if bytes == document { return [] }
            guard let set = try? KeySet(JSONReader.read(bytes)), set.version < version, let previous = set.previous,
                let earlier = files[Array("keys.\(set.version - 1).json".utf8)], SHA256Digest(of: earlier) == previous
            else { break }
            version = set.version
            file = earlier
        }
        return [
            Rule.keysChanged.finding(
                "version \(keys.version) of the base is not in the chain", path: path + "/keys.json")
        ]
    }

    /// The keys that the base does not have in any entry.
    public var newKeys: [PublisherKey] {
        let known = Set(old?.keys?.keys.map(\.key.key) ?? [])
        return new?.keys?.keys.map(\.key).filter { !known.contains($0.key) } ?? []
    }

    /// Whether something that is signed already may count no more.
    public var withholdsSignatures: Bool {
        guard let old = old?.keys, let new = new?.keys else { return false }
        if new.threshold > old.threshold { return true }
        return old.keys.contains { key in
            guard let now = new.keys.first(where: { $0.key == key.key }) else { return true }
            return now.revokedAt != key.revokedAt || now.notBefore > key.notBefore
        }
    }
}
