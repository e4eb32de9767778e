extension ChangeScope.NamespaceChange {
    /// What is wrong with how the key set goes on from that of the base.
    ///
    /// Each chain of key sets proves itself, a stranger's as well. What makes it the owners' is that the set of the
    /// base is in it: as the current one, or as the one that signed its successor.
    public var continuity: [Finding] {
        guard let old, let new, let keys = old.keys else { return [] }
        guard let document = old.keyFiles.first(where: { $0.name.hasSameBytes(as: "keys.json") })?.bytes else {
            return []
        }
        guard new.keys != nil else { return [] }
        let names = ["keys.json", "keys.\(keys.version).json"]
        let isKept = new.keyFiles.contains { file in
            names.contains { $0.hasSameBytes(as: file.name) } && file.bytes == document
        }
        if isKept { return [] }
        return [
            Rule.keysChanged.finding(
                "version \(keys.version) of the base is not in the chain", path: path + "/keys.json")
        ]
    }
}
