/// Why a text is not a name of this registry.
public enum NameFault: String, Fault {
    case namespace = "name-namespace"
    case namespaceReserved = "name-namespace-reserved"
    case package = "name-package"
    case packageReserved = "name-package-reserved"
    case identity = "name-identity"
    case registry = "name-registry"
    case sitePath = "name-site-path"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .namespace: "a namespace is 2 to 39 characters of a-z, 0-9, dot and hyphen that every client accepts"
        case .namespaceReserved: "some namespaces would be mistaken for the registry itself"
        case .package: "a package name is 1 to 64 characters of a-z, 0-9, dot, underscore and hyphen"
        case .packageReserved: "some names are devices on Windows or files of the site"
        case .identity: "a package is called @namespace/name, name, or namespace.name"
        case .registry: "a registry is named like a host, because signatures are bound to that name"
        case .sitePath: "a path of the site is made of portable characters and cannot climb"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .namespace: "begin with a letter, end with a letter or digit, and separate words by single dots or hyphens"
        case .namespaceReserved, .packageReserved: "choose another name"
        case .package: "use lower-case letters, digits and single separators"
        case .identity: "write the name as @namespace/name"
        case .registry: "use 1 to 63 characters of a-z, 0-9, dot and hyphen, such as prompts.example.org"
        case .sitePath: "use letters, digits and @ . _ - + between single slashes"
        }
    }
}
