internal import PromptuaryCore

/// The overrides and approvals that a change brings.
struct ConsentReading {
    /// The statements that count.
    private(set) var consents: [Consent] = []
    /// What is wrong with the others, and with what lies beside them.
    private(set) var findings: [Finding] = []

    private let folder: String
    private let settings: RegistrySettings

    /// Reads them from the folder of the changed side, by the reviewers of the base.
    ///
    /// Only what the change itself brings counts, and only once.
    init(_ files: FileChanges, in folder: String, settings: RegistrySettings, earlier: EarlierStatements) {
        self.folder = folder
        self.settings = settings
        let touched = files.files.filter { $0.place == .consent }
        for file in touched where file.old != nil { invalid("statements never change", file.path) }
        var documents: [ChangedFile] = []
        var signatures: [String: [String]] = [:]
        for file in touched where file.old == nil {
            if let name = SignatureFileName.parse(file.path) {
                signatures[name.signed, default: []].append(file.path)
            } else {
                documents.append(file)
            }
        }
        var places = earlier.there
        for file in documents {
            let beside = signatures.removeValue(forKey: file.path) ?? []
            do {
                if let blob = file.new?.blob, let other = places.updateValue(file.path, forKey: blob) {
                    throw Problem(sentence: "the same statement is there as \(other), and counts once")
                }
                if let blob = file.new?.blob, earlier.withdrawn.contains(blob) {
                    throw Problem(sentence: "the same statement was there before, and counts once")
                }
                consents.append(try read(file.path, beside))
            } catch let refusal as Refusal {
                findings.append(Finding(refusal, path: file.path))
            } catch let problem as Problem {
                invalid(problem.sentence, file.path)
            } catch {
                invalid("\(error)", file.path)
            }
        }
        for path in signatures.values.joined().sorted(by: { $0.precedesInBytes($1) }) {
            invalid("it signs nothing that the change brings", path)
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

    private mutating func read(_ path: String, _ signatures: [String]) throws -> Consent {
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
        // Nobody can take out again what lies there, so nothing comes along with what counts.
        for refusal in verdict.refusals {
            invalid("it does not count: \(refusal.message)", "\(kind.rawValue)/\(refusal.place.entry ?? "")")
        }
        return try Consent(
            YAMLReader.read(bytes), in: kind, approvers: reviewers.names(of: verdict.signers), file: path)
    }
}
