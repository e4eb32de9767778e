extension Rule {
    /// Every rule that a whole tree must meet, by id.
    public static let standing: [Rule] = [
        approvalRemoved, authorPresent, claimUnsigned, codeFile, dependencyCycle, dependencyLost, dependencyMissing,
        dependencyPrivate,
        dependencyRange,
        descriptionMissing, descriptionShort,
        emptyPrompt, formatMixed, hiddenText, installerLimits, irregularFile, keysChanged, keysMissing, keysSignature,
        latestByLetters,
        licencePresent, listedFiles, mixedScript, nameCollision, namespaceMissing, notesMatch, notesSignature,
        plainSecret,
        readmePresent, releaseChanged, releasePath, releaseRemoved, revocationAhead, signatureMissing,
        signatureThreshold, successorLost, successorMissing,
        unexpectedFile,
        unreadableFile,
    ].sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }

    /// Every rule that a change of a tree must meet besides, by id.
    public static let ofChanges: [Rule] = [
        changeConflict, changeSize, consentInvalid, consentStray, dependencyUnbounded, deprecationWithdrawn,
        evidenceLost,
        fileCollision, fileExecutable, fileName, fileSize, forgeChanged, gitFile, interfaceStep, keysAtOnce,
        keysThreshold, licenceChanged, licencePolicy, nameConfusable, nameElsewhere, nameReserved, nameSimilar,
        namespaceExposed, namespaceHidden, namespaceRemoved, notesOrder, ownersChanged, policyChanged, quarantineLifted,
        reasonShort, registryRenamed, releaseStruckOut, releasesMany, repositoryChanged, signatureChanged,
        signatureRemoved, signaturesLost, tagBackwards, treeForm, trustChanged, versionBackwards, versionDuplicate,
        versionSkipped, yankWithdrawn,
    ].sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }

    /// Every rule, by id.
    public static let all: [Rule] = (standing + ofChanges).sorted {
        $0.id.utf8.lexicographicallyPrecedes($1.id.utf8)
    }

    /// A rule that looks at releases.
    fileprivate struct ReleaseCheck: Sendable {
        let rule: Rule
        let look: @Sendable (Release, Namespace?) -> [Remark]
    }

    fileprivate static let forReleases = standing.compactMap { rule in
        if case .release(let look) = rule.check { ReleaseCheck(rule: rule, look: look) } else { nil }
    }

    private static let byID = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }

    /// The rule called `id`, if there is one.
    public static func named(_ id: String) -> Rule? { byID[id] }
}

extension Release {
    /// What the release rules say about this release by itself, and what was remarked when its content was read.
    public func findings(in namespace: Namespace?) -> [Finding] {
        var findings = contents.remarks.compactMap { remark in
            Rule.named(remark.rule)?.finding(remark.message, at: remark.place, path: path)
        }
        // By index: a copy of each rule would be counted in memory that all threads share.
        let checks = Rule.forReleases
        for index in checks.indices {
            for remark in checks[index].look(self, namespace) { findings.append(checks[index].rule.finding(remark)) }
        }
        return findings
    }
}

extension Package {
    /// What the package rules say about this package.
    public func findings() -> [Finding] {
        Rule.standing.flatMap { rule -> [Finding] in
            guard case .package(let look) = rule.check else { return [] }
            return look(self).map(rule.finding)
        }
    }
}

extension Catalog {
    /// What the rules for a whole registry say.
    public func findings() -> [Finding] {
        RegistryScope(
            packages: packages.map { PackageOutline($0) }, namespaces: namespaces.map { ($0.name, $0.isPublic) },
            main: settings.defaultNamespace,
            successors: packages.reduce(into: [:]) { $0[$1.id] = $1.notes.deprecation?.successor }
        ).findings()
    }
}

extension RegistrySettings {
    /// The rules whose findings are errors and that a registry may all the same weigh less: they protect readers, not trust.
    private static let policies: Set<String> = [
        "licence-missing", "description-missing", "interface-step", "version-skipped",
    ]

    /// Whether a registry may give the findings of a rule, or of a code with that severity, another weight.
    public static func mayWeigh(_ id: String, _ severity: Finding.Severity) -> Bool {
        severity != .error || policies.contains(id)
    }

    /// The findings with the severities that this registry gives to their rules.
    ///
    /// Errors stay errors, but for licence, description and the steps of versions.
    public func weighed(_ findings: [Finding]) -> [Finding] {
        guard !severities.isEmpty else { return findings }
        return findings.compactMap { finding in
            guard Self.mayWeigh(finding.rule, finding.severity),
                let choice = severities[finding.rule]
            else { return finding }
            guard let severity = choice else { return nil }
            return Finding(
                rule: finding.rule, severity: severity, path: finding.path, place: finding.place,
                message: finding.message,
                remedy: finding.remedy)
        }
    }
}
