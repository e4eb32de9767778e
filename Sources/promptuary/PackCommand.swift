internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary pack`.
struct PackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Make a package file of a directory, or of an archive that another tool made.",
        discussion: """
            The bytes depend on nothing but the names and contents of the files. Dot files and build folders are left out.

            EXAMPLE: promptuary pack code-review -o code-review-1.0.0.pdpkg
            EXAMPLE: promptuary pack --repack made-elsewhere.pdpkg -o code-review-1.0.0.pdpkg
            """)

    @Argument(help: "The directory, or with --repack the archive (ZIP, tar or tar.gz).") var source: String
    @Option(name: .shortAndLong, help: "Where the package is written; default NAME-VERSION.pdpkg here.") var output:
        String?
    @Flag(help: "Take the files of an archive that another tool made.") var repack = false
    @Flag(help: "Do not compress: the same bytes whatever the compression library.") var store = false
    @OptionGroup var results: OutputOptions

    func run() throws {
        let result =
            repack
            ? try Packing.repack(archive: try FileContents.read(source, upTo: 64 << 20), store: store)
            : try Packing.pack(directory: source, store: store)
        let manifest = result.contents.manifest
        let name = manifest.identity.split(separator: "/").last.map(String.init) ?? manifest.identity
        let version = try Version(manifest.version)
        let path = output ?? "\(name)-\(version.pathText).pdpkg"
        let findings = result.contents.remarks.compactMap { remark in
            Rule.named(remark.rule)?.finding(remark.message, at: remark.place, path: source)
        }
        Console.show(findings)
        guard !findings.contains(where: { $0.severity == .error }) else { throw ExitCode(ExitStatus.findings.rawValue) }
        try DurableFile.write(result.bytes, to: path)
        if results.json {
            Console.result(
                JSONWriter.object {
                    $0.member("file", path)
                    $0.member("identity", manifest.identity)
                    $0.member("sha256", result.contents.digest.hex)
                    $0.member("size", result.bytes.count)
                    $0.member("version", manifest.version)
                })
        } else {
            Console.result("\(path) \(result.contents.digest.hex)")
        }
    }
}
