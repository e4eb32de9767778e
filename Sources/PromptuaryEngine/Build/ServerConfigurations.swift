public import PromptuaryCore
internal import Templates

/// Configurations for the web servers that can host a site, rendered for one site.
///
/// They name the folder of the site on this machine, so they are written beside a site and never into it.
struct ServerConfigurations {
    let settings: RegistrySettings
    let site: String

    /// The files `nginx.conf`, `Caddyfile` and `apache.conf`.
    func files() throws -> [(name: String, bytes: [UInt8])] {
        let context = try context()
        return try Templates.servers.sorted(by: { $0.key < $1.key }).map { name, source in
            let renderer = try PageRenderer(templates: [name: try PageTemplate(source, name: name)], output: .plain)
            return (name, renderer.render(name, context))
        }
    }

    /// Writes the files to a folder, which is made if need be.
    static func write(_ files: [(name: String, bytes: [UInt8])], to folder: String) throws {
        try DurableFile.makeDirectories(folder)
        for file in files { try DurableFile.write(file.bytes, to: folder + "/" + file.name) }
    }

    private func context() throws -> PageValue {
        var host = "localhost"
        var address = ":8080"
        var prefix = ""
        if let base = settings.baseURL {
            let parts = base.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
            let authority = parts.count > 1 ? String(parts[1]) : host
            host = String(authority.prefix { $0 != ":" })
            address = "\(parts[0])//\(authority)"
            if parts.count > 2 { prefix = "/" + parts[2] }
        }
        let path = RealPath.of(site)
        let root = prefix.isEmpty || !path.hasSuffix(prefix) ? path : String(path.dropLast(prefix.count))
        try ServerFault.check(root, isPlain: { Self.isPlain($0, "/._-") }, .folder)
        try ServerFault.check(host, isPlain: { Self.isPlain($0, ".-") }, .address)
        try ServerFault.check(address, isPlain: { Self.isPlain($0, ".-:/") }, .address)
        try ServerFault.check(prefix, isPlain: { Self.isPlain($0, "/_-") }, .address)
        return [
            "registry": [
                "name": .text(String(settings.title.unicodeScalars.filter { $0.value >= 32 }.map(Character.init)))
            ],
            "generator": .text(SiteBuild.generator), "root": .text(root), "prefix": .text(prefix),
            "prefixed": .flag(!prefix.isEmpty),
            "host": .text(host), "address": .text(address), "defaultNamespace": .text(settings.defaultNamespace.text),
        ]
    }

    private static func isPlain(_ text: String, _ others: String) -> Bool {
        text.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || others.utf8.contains($0)
        }
    }
}

/// Why no server configuration can be written.
public enum ServerFault: String, Fault {
    /// The folder of the site.
    case folder = "server-folder"
    /// The base URL.
    case address = "server-address"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .folder: "the path of a site stands in server configurations as it is, so it has plain characters only"
        case .address: "the base URL stands in server configurations, so host and path have plain characters only"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .folder: "build into a folder whose path is made of letters, digits and . _ -"
        case .address: "use a base-url of letters, digits, dots and hyphens"
        }
    }

    static func check(_ text: String, isPlain: (String) -> Bool, _ fault: ServerFault) throws(Refusal) {
        guard isPlain(text) else { throw Refusal(fault, "\(text.debugDescription) cannot stand in a configuration") }
    }
}
