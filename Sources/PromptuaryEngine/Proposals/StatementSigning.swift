internal import PromptuaryCore

/// The signatures of reviewers on statements: those that a request has, and those that are added.
///
/// Only signatures that count get in: of reviewers of the base, for this registry, for this very document.
struct StatementSigning {
    /// What is new: documents and signatures, by path in the tree.
    private(set) var files: [CommitDraft.File] = []
    /// The names of the reviewers whose signatures were given, each once.
    private(set) var reviewers: [String] = []
    /// Whether everything that was given had been there before.
    var isUnchanged: Bool { files.isEmpty }

    private let statements: [ConsentDraft]
    private let settings: RegistrySettings
    private let keys: KeySet
    private var sets: [String: SignatureSet] = [:]

    /// Statements without signatures; refused when the base has no reviewers.
    init(_ statements: [ConsentDraft], settings: RegistrySettings) throws(Refusal) {
        guard let keys = settings.changes.reviewers else {
            throw Refusal(ApprovalFault.noReviewers, "the base names no reviewers")
        }
        self.statements = statements
        self.settings = settings
        self.keys = keys
        for statement in statements {
            sets[statement.path] = SignatureSet(signing: statement.fileName)
            files.append(CommitDraft.File(path: statement.path, bytes: statement.bytes))
        }
    }

    /// Finds the documents and signatures that a git tree has already; refused when a document there is another one.
    mutating func takeWhatIsThere(_ git: GitObjects, tree: String) async throws {
        for statement in statements {
            guard let there = try await git.file(statement.path, in: tree) else { continue }
            guard there == statement.bytes else {
                throw Refusal(ApprovalFault.document, "the request has another \(statement.path)")
            }
            files.removeAll { $0.path == statement.path }
            let folder = Self.folder(of: statement)
            for form in SignatureFileName.Form.allCases {
                for number in 1...SignatureFileName.highestNumber {
                    let name = SignatureFileName(signed: statement.fileName, number: number, form: form)
                    guard let bytes = try await git.file(folder + name.text, in: tree) else { break }
                    try sets[statement.path]?.insert(bytes, as: name)
                }
            }
        }
    }

    /// Signs every statement.
    mutating func sign(with key: SecretKey) throws {
        for statement in statements {
            let signature = key.sign(statement.bytes, named: statement.fileName, binding: try binding(of: statement))
            try take(signature.bytes, on: statement, verdict: try verify(signature.bytes, on: statement))
        }
    }

    /// Adds a signature that another tool has made, to the statement that it signs.
    mutating func add(_ bytes: [UInt8], called file: String) throws {
        var last: Refusal?
        for statement in statements {
            do throws(Refusal) {
                return try take(bytes, on: statement, verdict: try verify(bytes, on: statement))
            } catch {
                guard error.code == ApprovalFault.stranger.rawValue else { throw error }
                last = error
            }
        }
        throw Refusal(
            ApprovalFault.stranger, "\(file) signs none of the statements: \(last?.message ?? "there are none")")
    }

    private static func folder(of statement: ConsentDraft) -> String {
        String(statement.path.dropLast(statement.fileName.utf8.count))
    }

    private func binding(of statement: ConsentDraft) throws(Refusal) -> SignatureBinding {
        try .consent(registry: settings.name.text, path: statement.path)
    }

    private func verify(_ bytes: [UInt8], on statement: ConsentDraft) throws(Refusal) -> KeySet.Verdict {
        let form: SignatureFileName.Form = SignatureFile.isOfSSH(bytes) ? .ssh : .minisign
        let signature = try SignatureFile(
            name: SignatureFileName(signed: statement.fileName, form: form), bytes: bytes)
        let verdict = keys.verify(
            file: statement.bytes, signatures: [signature], binding: try binding(of: statement), at: nil)
        guard verdict.isMet else {
            throw Refusal(
                ApprovalFault.stranger, verdict.refusals.first?.message ?? "\(signature.signer) is no reviewer's")
        }
        return verdict
    }

    private mutating func take(_ bytes: [UInt8], on statement: ConsentDraft, verdict: KeySet.Verdict) throws(Refusal) {
        for name in keys.names(of: verdict.signers) where !reviewers.contains(name) { reviewers.append(name) }
        let files = sets[statement.path]?.elements.map(\.file) ?? []
        let there = keys.verify(file: statement.bytes, signatures: files, binding: try binding(of: statement), at: nil)
        // The same key need not write the same bytes again: minisign's first line is free.
        guard !verdict.signers.allSatisfy(there.signers.contains) else { return }
        guard let element = try sets[statement.path]?.add(bytes) else { return }
        self.files.append(
            CommitDraft.File(path: Self.folder(of: statement) + element.file.name.text, bytes: element.bytes))
    }
}
