internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// The hidden command `promptuary tuf-client`: the protocol by which the public TUF conformance suite drives a client.
///
/// Exit code 0 or 1, as the protocol says.
struct TUFClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tuf-client", abstract: "Follow any TUF repository, as the public conformance suite asks.",
        discussion: "EXAMPLE: promptuary tuf-client --metadata-dir m init root.json", shouldDisplay: false)

    /// What is to be done.
    enum Verb: String, ExpressibleByArgument, CaseIterable {
        /// Trust a root.
        case `init`
        /// Bring the top-level roles up to date.
        case refresh
        /// Fetch targets.
        case download
    }

    @Option(help: ArgumentHelp("Where verified metadata is remembered.", valueName: "dir")) var metadataDir: String
    @Option(help: ArgumentHelp("The metadata of the repository.", valueName: "url")) var metadataUrl: String?
    @Option(help: ArgumentHelp("A target to download; may be given again.", valueName: "path")) var targetName:
        [String] = []
    @Option(help: ArgumentHelp("The targets of the repository.", valueName: "url")) var targetBaseUrl: String?
    @Option(help: ArgumentHelp("Where targets are written.", valueName: "dir")) var targetDir: String?
    @Argument(help: "init, refresh or download") var verb: Verb
    @Argument(help: "The trusted root of init.") var trustedRoot: String?

    func run() async throws {
        do {
            switch verb {
            case .`init`: try initialise()
            case .refresh: _ = try await refreshed()
            case .download: try await download()
            }
        } catch {
            Console.say("promptuary: \(error)")
            throw ExitCode(1)
        }
    }

    private func initialise() throws {
        guard let trustedRoot else { throw ValidationError("init takes the trusted root.") }
        var store = TrustedStore(metadataDir, timing: .immediate)
        try store.keep(try FileContents.read(trustedRoot, upTo: MetadataLimits.root), of: "root")
    }

    private func refreshed() async throws -> TUFClient {
        guard let metadataUrl else { throw ValidationError("--metadata-url is missing.") }
        let store = TrustedStore(metadataDir, timing: .immediate)
        guard let root = try store.bytes(of: "root", upTo: MetadataLimits.root) else {
            throw ValidationError("There is no root.json in \(metadataDir); begin with init.")
        }
        var client = try TUFClient(
            root: root, source: try SitePlace.source(metadataUrl), folder: "", store: store,
            at: Timestamp(seconds: time(nil)))
        try await client.refresh()
        return client
    }

    private func download() async throws {
        guard let targetBaseUrl, let targetDir else {
            throw ValidationError("--target-base-url or --target-dir is missing.")
        }
        var client = try await refreshed()
        let source = try SitePlace.source(targetBaseUrl)
        for path in targetName {
            guard let (file, _) = try await client.target(at: path) else {
                throw Distrust(.missing, path, "the repository has no target of this path")
            }
            let name = PercentEncoding.encode(path)
            if try Self.isKept(name, in: targetDir, file) { continue }
            let bytes = try await client.download(path, file, from: source)
            try DurableFile.makeDirectories(targetDir)
            try DurableFile.write(bytes, to: targetDir + "/" + name)
        }
    }

    private static func isKept(_ name: String, in folder: String, _ file: TargetFile) throws -> Bool {
        guard let bytes = try? Directory(folder).regularFile(name, upTo: file.length) else { return false }
        return bytes.count == file.length && SHA256Digest(of: bytes) == file.sha256
    }
}
