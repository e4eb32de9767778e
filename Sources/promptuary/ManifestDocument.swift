internal import PromptuaryCore

/// A manifest as JSON, the same for every format.
enum ManifestDocument {
    static func write(_ manifest: Manifest, to object: inout JSONWriter) {
        object.member("author", manifest.author)
        if let counts = manifest.contentCounts {
            object.object("contentCounts") {
                $0.member("datatypes", counts.datatypes)
                $0.member("promptSections", counts.promptSections)
                $0.member("rulebooks", counts.rulebooks)
                $0.member("rules", counts.rules)
            }
        }
        object.list("dependencies", of: manifest.dependencies) { list, dependency in
            list.object {
                $0.member("identity", dependency.identity)
                $0.member("range", dependency.range)
            }
        }
        object.member("description", manifest.summary)
        object.member("homepage", manifest.homepage)
        object.member("identity", manifest.identity)
        object.member("keywords", manifest.keywords)
        object.member("kind", manifest.kind)
        object.member("license", manifest.license)
        object.member("publishedAt", manifest.publishedAt)
        object.member("repository", manifest.repository)
        object.member("title", manifest.title)
        object.member("version", manifest.version)
    }
}
