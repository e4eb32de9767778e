internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// The option of every command that a machine may listen to.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Write the result as JSON to standard output.")
    var json = false
}

/// How a secret key is opened or protected.
struct PassphraseOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Read the passphrase from the first line of a file.", valueName: "file"))
    var passphraseFile: String?

    @Flag(help: "Use no passphrase: whoever reads the file has the key.")
    var noPassphrase = false

    /// The passphrase, from the file or the terminal; nil when there is none.
    func passphrase(prompt: String, confirm: Bool) throws -> SecretBytes? {
        if noPassphrase { return nil }
        if let passphraseFile {
            let bytes = try FileContents.read(passphraseFile, upTo: 4096)
            return SecretBytes(Array(bytes.prefix { $0 != 10 && $0 != 13 }))
        }
        guard isatty(0) == 1 else {
            throw ValidationError(
                "There is no terminal to ask for a passphrase; give --passphrase-file FILE or --no-passphrase.")
        }
        let first = try Self.ask(prompt)
        if confirm, first != (try Self.ask("The same again: ")) { throw ValidationError("The two passphrases differ.") }
        return first.isEmpty ? nil : SecretBytes(first)
    }

    /// Opens a secret key file; asks for the passphrase only when the file is encrypted.
    func open(_ path: String) throws -> SecretKey {
        do {
            return try KeyFiles.open(path, passphrase: nil)
        } catch let refusal as Refusal where refusal.code == "secret-key-passphrase-needed" {
            return try KeyFiles.open(
                path, passphrase: try passphrase(prompt: "Passphrase of \(path): ", confirm: false))
        }
    }

    /// The public half of a key file; asks for the passphrase only when the file is an encrypted secret key.
    func publicKey(_ path: String) throws -> PublisherKey {
        do {
            return try KeyFiles.publicKey(path, passphrase: nil)
        } catch let refusal as Refusal where refusal.code == SecretKeyFault.passphraseNeeded.rawValue {
            return try KeyFiles.publicKey(path, passphrase: try passphrase(prompt: "Passphrase: ", confirm: false))
        }
    }

    private static func ask(_ prompt: String) throws -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: 1024)
        guard readpassphrase(prompt, &buffer) else { throw ValidationError("No passphrase was given.") }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return bytes
    }

    /// Reads a line without showing it.
    private static func readpassphrase(_ prompt: String, _ buffer: inout [CChar]) -> Bool {
        var old = termios()
        tcgetattr(0, &old)
        var hidden = old
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(0, TCSAFLUSH, &old)
            Console.say("")
        }
        _ = prompt.withCString { write(2, $0, strlen($0)) }
        let count = read(0, &buffer, buffer.count - 1)
        guard count > 0 else { return false }
        buffer[count - 1] = 0
        return true
    }
}

/// A secret key and the registry that its signatures are bound to.
struct SigningOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The secret key file, of minisign or OpenSSH.", valueName: "file"))
    var key: String

    @OptionGroup var passphrase: PassphraseOptions

    /// Opens the key; asks for a passphrase only when the file is encrypted.
    func open() throws -> SecretKey { try passphrase.open(key) }
}
