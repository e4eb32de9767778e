extension Rule {
    /// A step of the version that is too small for what it changes.
    static let interfaceStep = Rule(
        "interface-step", .error,
        "whoever updates by SemVer is not broken: parameters, models and tools change with the step that says so",
        remedy: "release it with a larger step, or keep what was there",
        check: .change { scope in
            scope.added.flatMap { added -> [Rule.Remark] in
                guard let previous = added.previous, let interface = added.interface else { return [] }
                let version = added.release.version
                return interface.excess(from: previous.version, to: version).prefix(20).map { difference in
                    Rule.Remark(
                        added.release.path, "\(difference), and the step is from \(previous.version) to \(version)")
                }
            }
        })
}
