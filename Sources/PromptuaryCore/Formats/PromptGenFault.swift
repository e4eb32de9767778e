/// Why a Prompt Gen package is not acceptable.
///
/// With a capital first letter, the messages of the refusals are those of the Prompt Gen marketplace where it has one.
public enum PromptGenFault: String, Fault {
    case idMissing = "prompt-gen-id-missing"
    case idForm = "prompt-gen-id-form"
    case versionMissing = "prompt-gen-version-missing"
    case versionForm = "prompt-gen-version-form"
    case metadataMissing = "prompt-gen-metadata-missing"
    case nameMissing = "prompt-gen-name-missing"
    case namespacesMissing = "prompt-gen-namespaces-missing"
    case namespaceForm = "prompt-gen-namespace-form"
    case dependenciesForm = "prompt-gen-dependencies-form"
    case tooManyDependencies = "prompt-gen-too-many-dependencies"
    case dependencyPackage = "prompt-gen-dependency-package"
    case dependencyForm = "prompt-gen-dependency-form"
    case dependencyVersion = "prompt-gen-dependency-version"
    case publishedAt = "prompt-gen-published-at"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .idMissing: "a package has an id, which is a text"
        case .idForm: "the id is namespace.name, with a-z, 0-9 and hyphens between the dots, at most 256 characters"
        case .versionMissing: "a package has a version, which is a text"
        case .versionForm: "the version follows Semantic Versioning 2.0, with at most 64 characters"
        case .metadataMissing: "a package has metadata, which is a mapping"
        case .nameMissing: "the metadata have a name, which is a text and not blank"
        case .namespacesMissing: "a package has at least one content namespace"
        case .namespaceForm: "each content namespace is a mapping"
        case .dependenciesForm: "dependencies are a list of mappings"
        case .tooManyDependencies: "a package has at most 256 dependencies"
        case .dependencyPackage: "a dependency says in package which package it is"
        case .dependencyForm: "the package of a dependency has a namespace and a name"
        case .dependencyVersion: "a dependency says in version which versions will do"
        case .publishedAt: "metadata.published_at is a time in UTC by RFC 3339"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .idMissing, .idForm: "write id: namespace.name"
        case .versionMissing, .versionForm: "write version: \"1.2.3\", in quotes"
        case .metadataMissing: "add metadata with a name"
        case .nameMissing: "add metadata.name"
        case .namespacesMissing: "add namespaces with at least one content namespace"
        case .namespaceForm: "write the content namespace as a mapping"
        case .dependenciesForm: "write a list of {package: namespace.name, version: RANGE}"
        case .tooManyDependencies: "depend on fewer packages"
        case .dependencyPackage: "add package: namespace.name; the old key package_id is not read"
        case .dependencyForm: "write package: namespace.name"
        case .dependencyVersion: "add version: \"^1.0.0\""
        case .publishedAt: "write a time such as 2025-01-31T12:00:00Z"
        }
    }
}
