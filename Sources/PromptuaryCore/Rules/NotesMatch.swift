extension Rule {
    /// Notes about releases that are not there.
    static let notesMatch = Rule(
        "notes-version", .error, "a yank, a tag or a successor names something that exists, or it protects nobody",
        remedy: "correct the version or the name in package.yaml",
        check: .catalog { catalog in
            catalog.packages.flatMap { package in
                let path = package.path + "/package.yaml"
                var remarks = package.notes.yanks.filter { package.release($0.version) == nil }.map {
                    Rule.Remark(path, "\($0.version) is yanked and does not exist", at: Place(key: "yanked"))
                }
                for (tag, version) in package.notes.distTags {
                    guard let release = package.release(version) else {
                        remarks.append(
                            Rule.Remark(
                                path, "the tag \(tag) names \(version), which does not exist",
                                at: Place(key: "dist-tags.\(tag)")))
                        continue
                    }
                    if release.yank != nil {
                        remarks.append(
                            Rule.Remark(
                                path, "the tag \(tag) names \(version), which is yanked",
                                at: Place(key: "dist-tags.\(tag)")))
                    }
                }
                if let successor = package.notes.deprecation?.successor {
                    let id = try? PackageID(
                        identity: successor, default: catalog.settings.defaultNamespace, dotted: package.format == .yaml
                    )
                    if id.flatMap(catalog.package) == nil {
                        remarks.append(
                            Rule.Remark(
                                path, "the successor \(quoted(successor)) does not exist",
                                at: Place(key: "deprecated.successor")))
                    }
                }
                return remarks
            }
        })
}
