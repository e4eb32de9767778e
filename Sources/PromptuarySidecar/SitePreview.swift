internal import PromptuaryCore
internal import PromptuaryEngine

/// Finds the file of a site that answers a path.
struct SitePreview: Sendable {
    /// A file to answer with.
    struct File: Sendable {
        let bytes: [UInt8]
        let mediaType: String
        let tag: String
        let attachment: String?
    }

    /// What a path leads to.
    enum Answer: Sendable {
        case file(File)
        case folder(String)
        case missing([UInt8]?)
        case broken(String)
    }

    let site: String
    let defaultNamespace: String

    /// The largest file that is served: 64 MiB.
    private static let limit = 64 << 20

    /// A path with its percent escapes decoded once and doubled slashes collapsed; nil when it is malformed or leads outside.
    static func decoded(_ path: String) -> String? {
        var bytes: [UInt8] = []
        var units = Array(path.utf8)[...]
        while let unit = units.popFirst() {
            guard unit == UInt8(ascii: "%") else {
                bytes.append(unit)
                continue
            }
            guard units.count >= 2, let pair = Hex.decode(String(decoding: units.prefix(2), as: UTF8.self)) else {
                return nil
            }
            bytes += pair
            units = units.dropFirst(2)
        }
        guard TextFault.first(in: bytes, lines: false) == nil, !bytes.contains(UInt8(ascii: "\\")) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: "/")
        guard !parts.contains(where: { $0 == "." || $0 == ".." || $0.hasPrefix(".") && $0 != ".well-known" }) else {
            return nil
        }
        return parts.joined(separator: "/") + (text.hasSuffix("/") && !parts.isEmpty ? "/" : "")
    }

    func answer(_ path: String, query: String) -> Answer {
        do {
            let root = try Directory(site)
            let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
            for candidate in CanonicalPath.candidates(for: trimmed, query: query, defaultNamespace: defaultNamespace) {
                if let file = try read(candidate, in: root) { return .file(file) }
            }
            if path.isEmpty || path.hasSuffix("/") {
                if let file = try read(.init(path + "index.html"), in: root) { return .file(file) }
            } else {
                if let file = try read(.init(path), in: root) { return .file(file) }
                if try read(.init(path + "/index.html"), in: root) != nil { return .folder("/" + path + "/") }
            }
            return .missing(try root.contentsIfPresent(of: "404.html", upTo: Self.limit))
        } catch {
            return .broken("\(error)")
        }
    }

    private func read(_ candidate: CanonicalPath.Candidate, in root: borrowing Directory) throws -> File? {
        guard candidate.path.utf8.count <= 1024,
            let bytes = try root.regularFile(candidate.path, upTo: Self.limit)
        else { return nil }
        let name = candidate.path.split(separator: "/").last.map(String.init) ?? ""
        // Verifying clients ask for `SHA256.NAME`; what is saved is called NAME.
        let plain = (try? SitePath(candidate.path))?.unnamed?.text.split(separator: "/").last.map(String.init) ?? name
        let isPackage = PackageFormat(fileName: name) != nil
        return File(
            bytes: bytes, mediaType: candidate.mediaType ?? MediaType.of(plain),
            tag: "\"\(SHA256Digest(of: bytes).hex.prefix(32))\"",
            attachment: candidate.attachment ?? (isPackage ? plain : nil))
    }
}

/// Media types by the ending of a name.
enum MediaType {
    private static let types: [String: String] = [
        "html": "text/html; charset=utf-8", "json": "application/json; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml", "atom": "application/atom+xml; charset=utf-8",
        "pdpkg": "application/zip", "yaml": "text/yaml; charset=utf-8", "minisig": "text/plain; charset=utf-8",
        "sshsig": "text/plain; charset=utf-8", "pub": "text/plain; charset=utf-8", "txt": "text/plain; charset=utf-8",
        "gz": "application/gzip", "tlog-proof": "text/plain; charset=utf-8",
    ]
    private static let textFiles: Set<String> = ["checkpoint", "witnessed", "allowed_signers"]

    static func of(_ name: String) -> String {
        if textFiles.contains(name) { return "text/plain; charset=utf-8" }
        guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
        return types[String(name[name.index(after: dot)...])] ?? "application/octet-stream"
    }
}
