extension DossierForms {
    /// A release with its evidence, interface, files, dependents and README.
    mutating func release(_ part: Dossier.Release, number: Int) -> PageValue {
        let release = part.change.release
        let manifest = release.manifest
        return PageValue(fields: [
            ("number", .text(String(number))), ("id", Self.text(release.package.description)),
            ("version", Self.text(release.version.description)), ("summary", Self.text(manifest.summary)),
            ("path", Self.text(release.path)), ("size", .text(PageForms.size(release.contents.size))),
            ("digest", .text(release.contents.digest.hex)),
            ("previous", PageValue(orFalse: part.change.previous?.version.description)),
            ("succession", Self.text(part.change.succession.description)),
            ("license", PageValue(orFalse: manifest.license.map { ShownText.line($0) })),
            ("author", PageValue(orFalse: manifest.author.map { ShownText.line($0) })),
            ("evidence", Self.evidence(part)), ("interface", interface(part.change)),
            ("dependencies", list(manifest.dependencies, upTo: 100) { Self.dependency($1) }),
            ("dependents", dependents(part.dependents)),
            ("unchanged", .text(ShownText.grouped(part.unchangedCount))),
            ("files", list(part.files, upTo: 300) { $0.file($1) }), ("readme", readme(part.readme)),
        ])
    }

    private static func dependency(_ dependency: Manifest.Dependency) -> PageValue {
        ["id": text(dependency.identity), "range": text(dependency.range)]
    }

    // MARK: - Who vouches for it

    private static func evidence(_ part: Dossier.Release) -> PageValue {
        let release = part.change.release
        let count = part.signerCount
        let needed = part.threshold
        let words =
            needed.map {
                "\(count) \(count == 1 ? "key has" : "keys have") signed, \($0) \($0 == 1 ? "has" : "have") to"
            }
            ?? "the namespace has no keys that count"
        return [
            "met": .flag(needed.map { count >= $0 } ?? false), "words": .text(words),
            "signatures": .list(
                release.signatures.prefix(SignatureFileName.highestNumber).map { signature in
                    [
                        "file": text(signature.fileName),
                        "signer": PageValue(orFalse: signature.key.map { ShownText.line($0.name, limit: 200) }),
                        "scheme": .text(signature.key?.key.type ?? signature.form.rawValue),
                        "fingerprint": PageValue(orFalse: signature.key?.fingerprint),
                    ]
                }),
            "losses": .list((part.evidence?.losses ?? []).map { text($0.description) }),
            "isFirst": .flag(part.evidence == nil),
        ]
    }

    // MARK: - What its prompts ask for

    /// The differences of the interface with the steps that they take; false without a release before.
    private mutating func interface(_ change: ChangeScope.ReleaseChange) -> PageValue {
        guard let previous = change.previous else { return false }
        guard let interface = change.interface else {
            return ["words": "One of the two cannot be compared: see the findings.", "isEnough": true, "rows": false]
        }
        let (old, new) = (previous.version, change.release.version)
        let made = old.change(to: new)?.rawValue ?? "no"
        let isEnough = interface.isAllowed(from: old, to: new)
        let needed = interface.needed(from: old, to: new)?.rawValue
        let words =
            needed.map { "What changed takes a \($0) step; from \(old) to \(new) is a \(made) step." }
            ?? "Nothing of it changed; from \(old) to \(new) is a \(made) step."
        let excess = Set(interface.excess(from: old, to: new))
        return [
            "words": Self.text(words), "isEnough": .flag(isEnough),
            "rows": list(interface.differences, upTo: Self.rowLimit) { _, difference in
                [
                    "subject": Self.text(difference.subject), "message": Self.text(difference.message),
                    "step": .text(difference.step.rawValue), "excess": .flag(excess.contains(difference)),
                ]
            },
        ]
    }

    // MARK: - Who needs it

    private mutating func dependents(_ dependents: Dossier.Release.Dependents) -> PageValue {
        switch dependents {
        case .notRead(let reason): ["known": false, "reason": Self.text(reason), "list": false]
        case .known(let known):
            [
                "known": true, "reason": false,
                "list": list(known, upTo: 200) { _, dependent in
                    ["id": Self.text(dependent.package.description), "range": Self.text(dependent.range)]
                },
            ]
        }
    }
}
