internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The repository that a request is made in or looked at.
struct RequestOptions: ParsableArguments {
    @Option(help: "The tree, in a git repository.") var tree = "."
    @Option(
        help: ArgumentHelp(
            "The revision that the request is compared with (default: the remote's default branch, else HEAD).",
            valueName: "revision"))
    var base: String?
    @Option(help: ArgumentHelp("The remote that the branch is pushed to.", valueName: "name")) var remote = "origin"
    @Option(help: ArgumentHelp("The name of the branch.", valueName: "name")) var branch: String?

    func validate() throws {
        guard !remote.isEmpty, remote.utf8.first != UInt8(ascii: "-") else {
            throw ValidationError("--remote is the name of a remote.")
        }
    }

    /// The command that sends a branch.
    func push(_ branch: String) -> String {
        let words = ["git"] + (tree == "." ? [] : ["-C", tree]) + ["push", remote, branch]
        return words.map(Self.word).joined(separator: " ")
    }

    /// A word as a shell takes it literally.
    private static func word(_ text: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-".utf8)
        if !text.isEmpty, text.utf8.allSatisfy(plain.contains) { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

/// A key that may sign, and signature files that others have made.
struct EvidenceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The secret key file, of minisign or OpenSSH.", valueName: "file")) var key: String?
    @OptionGroup var passphrase: PassphraseOptions
    @Option(
        name: .customLong("signature"),
        help: ArgumentHelp("A signature file of minisign or ssh-keygen; may be repeated.", valueName: "file"))
    var signatures: [String] = []

    /// Opens the key, if there is one; asks for a passphrase only when the file is encrypted.
    func open() throws -> SecretKey? { try key.map { try passphrase.open($0) } }
}

extension ChangeCheck.Report {
    /// The verdict in a form.
    func bytes(as form: VerdictForm, hasColour: Bool = false) -> [UInt8] {
        verdict.bytes(as: form, VerdictOptions.presentation(self, hasColour: hasColour))
    }

    /// The verdict as JSON, to be a member of another document.
    var json: ArraySlice<UInt8> { bytes(as: .json).dropLast() }
}
