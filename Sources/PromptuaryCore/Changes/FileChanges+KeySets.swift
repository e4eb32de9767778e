extension FileChanges {
    /// What must not happen to the signatures of key sets, which prove to everybody who comes later how the keys of
    /// today came about.
    ///
    /// When another set follows, the one before gets the name of its version, and its signatures go with it, byte by
    /// byte.
    func keySetSignatures() -> [Finding] {
        var kept: [String: Set<String>] = [:]
        for file in files where file.old == nil {
            guard let (namespace, signed) = Self.keySet(signedBy: file), KeySet.version(ofFile: signed) != nil,
                let new = file.new
            else { continue }
            kept[namespace, default: []].insert(new.blob)
        }
        return files.compactMap { file in
            guard let old = file.old, let (namespace, signed) = Self.keySet(signedBy: file) else { return nil }
            if signed.hasSameBytes(as: "keys.json"), kept[namespace]?.contains(old.blob) == true { return nil }
            guard let new = file.new else {
                return Rule.signatureRemoved.finding("the signature is taken back", path: file.path)
            }
            return new.blob == old.blob
                ? nil : Rule.signatureChanged.finding("the signature has other bytes", path: file.path)
        }
    }

    /// The namespace, and the file in its folder, that a signature belongs to; nil for any other file.
    private static func keySet(signedBy file: ChangedFile) -> (namespace: String, file: String)? {
        guard case .namespace(let namespace, let name) = file.place,
            let signed = SignatureFileName.parse(name)?.signed
        else { return nil }
        return (namespace, signed)
    }
}
