/// Why a build did not even begin, or stopped.
public enum BuildError: Error, Sendable, Hashable {
    /// Another build of the same site is running.
    case busy(String)
    /// The directory holds something that no build has made.
    case notASite(String)
    /// The site has other bytes under a name that never changes.
    case immutable(String)
    /// The site would lie inside the tree, or the tree inside the site.
    case overlap(tree: String, site: String)
    /// The public and the private site would lie inside each other.
    case siteOverlap(String, String)
    /// There is no registry tree at the path.
    case notATree(String)
}

extension BuildError: CustomStringConvertible {
    /// What is wrong and what to do instead, in one line.
    public var description: String {
        switch self {
        case .busy(let site): "another build or publish job is at work on \(site); try again when it has ended"
        case .notASite(let site):
            "\(site) is not empty and was not made by a build; give a site, or an empty or new directory to build into"
        case .immutable(let path):
            "\(path) is published with other bytes, and published files never change; restore the package file or publish a new version"
        case .overlap(let tree, let site):
            "the site \(site) and the tree \(tree) lie inside each other; give a directory outside the tree"
        case .siteOverlap(let site, let other):
            "the site \(site) and the private site \(other) lie inside each other; private packages would be published"
        case .notATree(let path):
            "\(path) has no registry.yaml; give the root of a registry tree, or make one with `promptuary init`"
        }
    }
}
