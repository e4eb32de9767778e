/// The commands that a package page offers to copy.
struct PageCommands: Sendable {
    private let package: Package
    private let release: Release
    private let context: SiteContext

    init(_ package: Package, _ release: Release, _ context: SiteContext) {
        self.package = package
        self.release = release
        self.context = context
    }

    private var base: String { context.settings.baseURL ?? "ADDRESS-OF-THIS-SITE" }

    private static func command(_ client: String, _ text: String, _ note: String? = nil) -> PageValue {
        ["client": .text(client), "command": .text(text), "note": PageValue(orFalse: note)]
    }

    /// How each known client installs the release.
    var install: PageValue {
        let file = SiteLayout.blob(release).text
        var rows: [PageValue] = []
        switch package.format {
        case .pdpkg:
            if !release.version.isPrerelease {
                rows.append(Self.command("prompd (Python)", "prompd install \(package.clientName)@\(release.version)"))
            }
            rows.append(
                Self.command("@prompd/cli (TypeScript)", "prompd install \(package.clientName)@\(release.version)"))
        case .yaml:
            rows.append(
                Self.command(
                    "Prompt Gen", "\(package.id.dotted) \(release.version)",
                    "Choose this package in the application, or load the downloaded file."))
        }
        rows.append(Self.command("curl", "curl -O \(base)/\(file)"))
        return .list(rows)
    }

    /// How to check the release: on a signed site as a whole first, then its signatures with stock tools.
    var verify: PageValue {
        let folder = "\(base)/\(SiteLayout.files(package.id))/"
        let keys = "\(base)/keys/\(package.id.namespace)/"
        var rows: [PageValue] = []
        if context.isSigned {
            rows.append(
                Self.command(
                    "promptuary", "promptuary verify \(base) --root root.json --package \(package.id)",
                    "Every version, its signatures and its place in the log. root.json comes from the registry’s git tree."
                ))
        }
        for signature in release.signatures {
            guard let key = signature.key?.key else { continue }
            switch signature.form {
            case .minisign:
                rows.append(
                    Self.command(
                        "minisign",
                        """
                        curl -O \(folder)\(release.fileName) -O \(folder)\(signature.fileName) -O \(keys)\(key.fingerprint).pub
                        minisign -V -p \(key.fingerprint).pub -x \(signature.fileName) -m \(release.fileName)
                        """,
                        "The trusted comment must read: pdpkg v1 \(context.settings.name.text) \(package.id) \(release.version)"
                    ))
            case .ssh:
                rows.append(
                    Self.command(
                        "ssh-keygen",
                        """
                        curl -O \(folder)\(release.fileName) -O \(folder)\(signature.fileName) -O \(keys)allowed_signers
                        ssh-keygen -Y verify -f allowed_signers -I \(package.id.namespace.text) -n pdpkg@\(context.settings.name.text) -s \(signature.fileName) < \(release.fileName)
                        """))
            }
        }
        return .list(rows)
    }
}
