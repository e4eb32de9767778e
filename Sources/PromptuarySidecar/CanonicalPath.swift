/// Which file of a site answers a request: the plain file, or the file behind one of the canonical API paths.
///
/// The table is the one that the written server configurations have, so that a preview answers as a configured host does.
struct CanonicalPath: Sendable, Hashable {
    /// A file that may answer, and the media type that it then has, if it is not the one of its ending.
    struct Candidate: Sendable, Hashable {
        let path: String
        let mediaType: String?
        let attachment: String?

        init(_ path: String, _ mediaType: String? = nil, attachment: String? = nil) {
            self.path = path
            self.mediaType = mediaType
            self.attachment = attachment
        }
    }

    private static let json = "application/json; charset=utf-8"
    private static let zip = "application/zip"

    /// The files that may answer, best first, for a decoded path without its leading slash.
    static func candidates(for path: String, query: String, defaultNamespace: String) -> [Candidate] {
        let parts = path.split(separator: "/").map(String.init)
        var found: [Candidate] = []
        if parts.first == "packages" { found += packages(Array(parts.dropFirst()), query, defaultNamespace) }
        if parts.count >= 3, parts[0] == "api", parts[1] == "v1" {
            if parts.last == "download", parts.count >= 6 {
                let name = parts[2...].filter { $0 != "packages" && $0 != "versions" && $0 != "download" }.joined(
                    separator: "-")
                found.append(Candidate(version(path), "text/yaml; charset=utf-8", attachment: name + ".yaml"))
            }
            found.append(Candidate(version(path) + "/index.json", json))
        }
        if path == "health" { found.append(Candidate("health", json)) }
        return found
    }

    private static func version(_ text: String) -> String { text.replacing("+", with: "_") }

    private static func packages(_ parts: [String], _ query: String, _ main: String) -> [Candidate] {
        guard let first = parts.first else { return [Candidate("packages.json", json)] }
        let scoped = first.hasPrefix("@")
        guard !scoped || parts.count >= 2 else { return [] }
        let namespace = scoped ? first : "@" + main
        var name = scoped ? parts[1] : first
        var rest = Array(parts.dropFirst(scoped ? 2 : 1))
        if let at = name.lastIndex(of: "@"), at > name.startIndex, rest.isEmpty {
            rest = ["download", String(name[name.index(after: at)...])]
            name = String(name[..<at])
        }
        let folder = "\(namespace)/\(name)"
        switch (rest.first, rest.count) {
        case (nil, _): return [Candidate("\(folder)/package.json", json)]
        case ("versions", 1):
            return [
                Candidate(
                    "\(folder)/versions\(query.split(separator: "&").contains("as=list") ? ".list" : "").json", json)
            ]
        case ("download", 1):
            return [Candidate("packages/\(folder)/download/index.html", zip, attachment: "\(name).pdpkg")]
        case ("download", 2):
            let file = "\(name)-\(version(rest[1])).pdpkg"
            return [Candidate("\(folder)/-/\(file)", zip, attachment: file)]
        default: return []
        }
    }
}
