extension KeySet {
    /// The bytes of `keys.json`: sorted keys, two blanks of indent, a line feed at the end; always the same for a set.
    public var file: [UInt8] {
        var text = "{\n  \"keys\": [\n"
        for (index, key) in keys.enumerated() {
            text += "    {\n"
            text += "      \"key\": \(Self.quoted(key.key.text)),\n"
            text += "      \"name\": \(Self.quoted(key.name)),\n"
            text += "      \"not_before\": \(key.notBefore),\n"
            text += "      \"revoked_at\": \(key.revokedAt.map(String.init) ?? "null"),\n"
            text += "      \"type\": \(Self.quoted(key.key.type))\n"
            text += index + 1 == keys.count ? "    }\n" : "    },\n"
        }
        text += "  ],\n"
        if let namespace { text += "  \"namespace\": \(Self.quoted(namespace.text)),\n" }
        text += "  \"prev\": \(previous.map { Self.quoted($0.hex) } ?? "null"),\n"
        text += "  \"threshold\": \(threshold),\n"
        text += "  \"version\": \(version)\n}\n"
        return Array(text.utf8)
    }

    // Keys, names and digests hold no control characters, so that two escapes are enough (RFC 8259 section 7).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }

    /// An `allowed_signers` file for `ssh-keygen -Y verify -n pdpkg@REGISTRY`: one line for each OpenSSH key that is
    /// not revoked, with the namespace as principal.
    public func allowedSigners(namespace: String, registry: String) throws(Refusal) -> [UInt8] {
        guard SignatureBinding.isLiteral(namespace) else {
            throw Refusal(SignatureFault.binding, "the namespace `\(namespace)` cannot be a principal")
        }
        let binding = try SignatureBinding.release(registry: registry, id: namespace, version: "0")
        let lines = activeKeys(at: nil).filter { $0.key.scheme == .ssh }.map {
            "\(namespace) namespaces=\"\(binding.sshNamespace)\" \($0.key.file(comment: $0.name))"
        }
        return Array(lines.joined().utf8)
    }
}
