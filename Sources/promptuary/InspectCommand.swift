internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary inspect`.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Judge package files by themselves: verdict, reasons, manifest, files, digests.",
        discussion: """
            With --json each file gives one line with an object. Exit code 1 when any file is refused.

            EXAMPLE: promptuary inspect code-review-1.0.0.pdpkg --json
            """)

    @Argument(help: "The package files.") var files: [String]
    @OptionGroup var output: OutputOptions

    func run() throws {
        var allAccepted = true
        for file in files {
            let verdict = try Verdict(of: file)
            allAccepted = allAccepted && verdict.refusal == nil
            if output.json { Console.result(verdict.json) } else { verdict.show() }
        }
        if !allAccepted { throw ExitCode(ExitStatus.findings.rawValue) }
    }

    /// The verdict on one file.
    private struct Verdict {
        let file: String
        var digest: SHA256Digest?
        var size: Int?
        var contents: PackageContents?
        var refusal: Refusal?

        init(of file: String) throws {
            self.file = file
            let bytes: [UInt8]
            do {
                bytes = try FileContents.read(file, upTo: PackageContents.sizeLimit)
            } catch {
                guard error.code == EFBIG else { throw error }
                refusal = PackageFault.tooLarge
                return
            }
            digest = SHA256Digest(of: bytes)
            size = bytes.count
            let format = PackageFormat(fileName: file) ?? (bytes.starts(with: [0x50, 0x4B]) ? .pdpkg : .yaml)
            do {
                contents = try PackageContents.read(bytes, format: format)
            } catch {
                refusal = error
            }
        }

        var findings: [Finding] {
            if let refusal { return [Finding(refusal, path: file)] }
            return (contents?.remarks ?? []).compactMap {
                Rule.named($0.rule)?.finding($0.message, at: $0.place, path: file)
            }
        }

        var json: [UInt8] {
            JSONWriter.object { object in
                object.member("file", file)
                if let contents {
                    object.list("files", of: contents.files) { list, file in
                        list.object {
                            $0.member("path", file.path)
                            $0.member("sha256", file.digest?.hex)
                            $0.member("size", file.size)
                        }
                    }
                }
                object.list("findings", of: findings) { FindingDocument.write($1, to: &$0) }
                if let contents {
                    object.member("format", contents.format.rawValue)
                    object.object("manifest") { ManifestDocument.write(contents.manifest, to: &$0) }
                }
                object.member("sha256", digest?.hex)
                object.member("size", size)
                object.member("verdict", refusal == nil ? "accept" : "reject")
            }
        }

        func show() {
            guard let contents else {
                Console.result("\(file): reject")
                Console.show(findings)
                return
            }
            Console.result("\(file): accept")
            Console.result("  \(contents.manifest.identity) \(contents.manifest.version)")
            Console.result("  sha256 \(contents.digest.hex), \(contents.size) bytes, \(contents.files.count) files")
            for file in contents.files { Console.result("  \(file.digest?.hex ?? "") \(file.size) \(file.path)") }
            Console.show(findings)
        }
    }
}
