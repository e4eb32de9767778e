extension Rule {
    /// Notes about releases that are not there.
    static let notesMatch = Rule(
        "notes-version", .error, "a yank or a tag names a release that exists, or it protects nobody",
        remedy: "correct the version in package.yaml",
        check: .package { package in
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
            return remarks
        })

    /// A successor that nobody finds.
    static let successorMissing = Rule(
        "successor-missing", .error, "the successor of a deprecated package exists, or nobody finds it",
        remedy: "correct the name in package.yaml",
        check: .registry { scope in
            scope.packages.compactMap { missingSuccessor(of: $0, isOthers: false, in: scope) }
        })

    /// A successor of another namespace that nobody finds any more.
    ///
    /// No error, or whoever names a package as a successor could keep its owners from removing it.
    static let successorLost = Rule(
        "successor-lost", .warning, "the successor of a deprecated package is still there when others look after it",
        remedy: "name another successor in package.yaml",
        check: .registry { scope in
            scope.packages.compactMap { missingSuccessor(of: $0, isOthers: true, in: scope) }
        })

    private static func missingSuccessor(
        of package: PackageOutline, isOthers: Bool, in scope: RegistryScope
    ) -> Remark? {
        guard let successor = scope.successors[package.id] else { return nil }
        let id = try? PackageID(identity: successor, default: scope.main, dotted: package.format == .yaml)
        guard id.flatMap(scope.package) == nil, id.map({ $0.namespace != package.id.namespace }) ?? false == isOthers
        else { return nil }
        return Remark(
            package.path + "/package.yaml", "the successor \(quoted(successor)) does not exist",
            at: Place(key: "deprecated.successor"))
    }
}
