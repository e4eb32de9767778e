internal import PromptuaryCore

/// The overrides and approvals that a change brings.
struct ConsentReading {
    /// The statements that count.
    private(set) var consents: [Consent] = []
    /// What is wrong with the others.
    private(set) var findings: [Finding] = []

    /// Reads them from the folder of the changed side, by the reviewers of the base.
    ///
    /// Only what the change itself brings counts: a statement about an earlier change says nothing about this one.
    init(_ files: FileChanges, in folder: String, settings: RegistrySettings) {
        let touched = files.files.filter { $0.place == .consent }
        let added = touched.filter { $0.old == nil }
        for file in touched where file.old != nil {
            invalid("statements never change", file.path)
        }
        for file in added where SignatureFileName.parse(file.path) == nil {
            let beside = added.filter { SignatureFileName.parse($0.path)?.signed == file.path }
            do {
                consents.append(try Self.read(file.path, beside.map(\.path), in: folder, settings))
            } catch let refusal as Refusal {
                findings.append(Finding(refusal, path: file.path))
            } catch let problem as Problem {
                invalid(problem.sentence, file.path)
            } catch {
                invalid("\(error)", file.path)
            }
        }
        for file in added {
            guard let signed = SignatureFileName.parse(file.path)?.signed, !added.contains(where: { $0.path == signed })
            else { continue }
            invalid("it signs nothing that the change brings", file.path)
        }
    }

    /// Why a statement does not count.
    private struct Problem: Error {
        let sentence: String
    }

    private mutating func invalid(_ message: String, _ path: String) {
        guard let rule = Rule.named("consent-invalid") else { return }
        findings.append(rule.finding(message, path: path))
    }

    private static func read(
        _ path: String, _ signatures: [String], in folder: String, _ settings: RegistrySettings
    ) throws -> Consent {
        let parts = path.split(separator: "/")
        guard parts.count == 2, let kind = Consent.Folder(rawValue: String(parts[0])), path.hasSuffix(".yaml"),
            parts[1].utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 })
        else {
            throw Problem(
                sentence: "a statement is a file `overrides/NAME.yaml` or `approvals/NAME.yaml`, of a-z, 0-9, - and .")
        }
        guard let reviewers = settings.changes.reviewers else {
            throw Problem(sentence: "the base names no reviewers")
        }
        let root = try Directory(folder)
        let bytes = try root.contents(of: path, upTo: TreePlace(path).limit)
        var files: [SignatureFile] = []
        for signature in signatures.sorted() {
            guard let name = SignatureFileName.parse(String(signature.dropFirst(parts[0].utf8.count + 1))) else {
                continue
            }
            let content = try root.contents(of: signature, upTo: SignatureFile.sizeLimit)
            files.append(try SignatureFile(name: name, bytes: content))
        }
        let binding = try SignatureBinding.consent(registry: settings.name.text, path: path)
        let verdict = reviewers.verify(file: bytes, signatures: files, binding: binding, at: nil)
        guard verdict.isMet else {
            throw Problem(sentence: "no reviewer has signed it" + PackageFolder.reasons(verdict))
        }
        return try Consent(
            YAMLReader.read(bytes), in: kind, approvers: verdict.signers.map(\.name), file: path)
    }
}
