internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary log`.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Check a site's transparency log, prove from it, cosign it.",
        discussion: "EXAMPLE: promptuary log verify site",
        subcommands: [Verify.self, Prove.self, Consistency.self, Witness.self, Demo.self])

    /// The command `promptuary log verify`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Check every tile, entry and published package file against the signed root.",
            discussion: """
                Exit code 3 when anything is wrong.

                EXAMPLE: promptuary log verify site --log-key registry.example/log+1a2b3c4d+AQ…
                """)

        @OptionGroup var options: LogOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await options.judge(json: output.json) { log, isVouched in
                let report = try await Interruption.cancelling {
                    try await log.verify { Console.progress(label: "checking entries", done: $0, total: $1) }
                }
                Console.progress(label: "", done: 0, total: 0)
                if output.json {
                    Console.result(Self.document(report, isVouched: isVouched))
                } else {
                    Self.show(report, site: options.site)
                }
                guard report.problems.isEmpty else {
                    if !output.json {
                        for problem in report.problems { Console.say("promptuary: distrust: \(problem)") }
                    }
                    throw ExitCode(ExitStatus.distrust.rawValue)
                }
            }
        }

        private static func show(_ report: SiteLog.Report, site: String) {
            let (checkpoint, history) = (report.head.checkpoint, report.history)
            Console.result(
                "\(site): the log \(checkpoint.origin) has \(checkpoint.size) entries, each in the tree that was signed"
            )
            Console.result(
                "  \(history.releaseCount) releases, \(history.keyChanges) key changes, \(history.yanks) yanks; \(report.tiles) tiles"
            )
            Console.result("  root hash \(Base64.encode(checkpoint.root.bytes))")
            if report.logged > 0 { Console.result("  \(report.logged) published package files are logged as they are") }
            if report.unlisted > 0 { Console.result("  \(report.unlisted) packages have no versions.json to check by") }
            if let witnessed = report.witnessed {
                let names = witnessed.verdict.cosignatures.map { "\($0.key.name)" }.joined(separator: ", ")
                Console.result(
                    "  \(witnessed.checkpoint.size) entries cosigned by \(names.isEmpty ? "no known witness" : names)")
            }
        }

        private static func document(_ report: SiteLog.Report, isVouched: Bool) -> [UInt8] {
            JSONWriter.object { object in
                object.member("entries", report.head.checkpoint.size)
                object.member("keyChanges", report.history.keyChanges)
                object.member("keysVouched", isVouched)
                object.member("loggedFiles", report.logged)
                object.member("origin", report.head.checkpoint.origin.description)
                object.list("problems", of: report.problems) { list, problem in
                    list.object { LogCommand.write(problem, to: &$0) }
                }
                object.member("releases", report.history.releaseCount)
                object.member("root", report.head.checkpoint.root.hex)
                object.member("tiles", report.tiles)
                object.member("unlistedPackages", report.unlisted)
                object.member("verdict", report.problems.isEmpty ? "good" : "distrust")
                if let witnessed = report.witnessed {
                    object.object("witnessed") {
                        $0.member("entries", witnessed.checkpoint.size)
                        $0.member("threshold", witnessed.verdict.threshold)
                        $0.member("witnesses", witnessed.verdict.cosignatures.map { "\($0.key.name)" })
                    }
                }
                object.member("yanks", report.history.yanks)
            }
        }
    }

    /// The command `promptuary log prove`.
    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prove", abstract: "Write the proof that a release is in the log (C2SP tlog-proof).",
            discussion: """
                Without -o the proof goes to standard output.

                EXAMPLE: promptuary log prove site @acme/code-review 1.0.0 -o code-review.tlog-proof
                """)

        @OptionGroup var options: LogOptions
        @Argument(help: "The package, as @namespace/name.") var id: String
        @Argument(help: "The version.") var version: String
        @Option(name: [.customShort("o"), .long], help: ArgumentHelp("Where to write it.", valueName: "file"))
        var output: String?
        @Flag(help: "Write the result as JSON to standard output.") var json = false

        func run() async throws {
            let (id, version) = try LogCommand.used {
                (try PackageID(scoped: self.id), try PromptuaryCore.Version(self.version))
            }
            try await options.judge(json: json) { log, isVouched in
                let proof = try await log.prove(id, version)
                let verdict = try proof.verifiedEntry(in: log.description.withoutWitnesses()).verdict
                if let output { try DurableFile.write(proof.bytes, to: output) }
                let witnesses = try log.description.verify(proof.checkpoint).cosignatures.count
                if json {
                    Console.result(
                        JSONWriter.object {
                            $0.member("entries", proof.checkpoint.checkpoint.size)
                            $0.member("file", output)
                            $0.member("index", proof.index)
                            $0.member("keysVouched", isVouched)
                            $0.member("origin", "\(proof.checkpoint.checkpoint.origin)")
                            if output == nil { $0.member("proof", String(decoding: proof.bytes, as: UTF8.self)) }
                            $0.member("signers", verdict.keys.map { "\($0.name)" })
                            $0.member("verdict", "good")
                            $0.member("witnesses", witnesses)
                        })
                } else if let output {
                    Console.result(
                        "\(output): \(id) \(version) is entry \(proof.index) of \(proof.checkpoint.checkpoint.size)")
                } else {
                    Console.result(proof.bytes)
                }
                if witnesses < log.description.threshold {
                    Console.say(
                        "note: \(witnesses) of \(log.description.threshold) witnesses have cosigned; clients wait for the others"
                    )
                }
            }
        }
    }

    /// The command `promptuary log consistency`.
    struct Consistency: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "consistency", abstract: "Check that the log has only grown since an older checkpoint.",
            discussion: """
                Exit code 3 when it has not: then keep both checkpoints as evidence.

                EXAMPLE: promptuary log consistency site checkpoint-of-last-week
                """)

        @OptionGroup var options: LogOptions
        @Argument(help: "A file with an older checkpoint.") var oldCheckpoint: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let file = try FileContents.read(oldCheckpoint, upTo: SignedNote.sizeLimit)
            try await options.judge(json: output.json) { log, isVouched in
                let old = try SignedCheckpoint(bytes: file)
                _ = try log.description.verify(old)
                let new = try await log.head().checkpoint
                let proof = try await log.growth(from: old.checkpoint, to: new)
                if output.json {
                    Console.result(
                        JSONWriter.object {
                            $0.member("keysVouched", isVouched)
                            $0.member("new", new.size)
                            $0.member("old", old.checkpoint.size)
                            $0.member("origin", "\(new.origin)")
                            $0.member("proof", proof.map { Base64.encode($0.bytes) })
                            $0.member("verdict", "good")
                        })
                } else {
                    Console.result(
                        "\(options.site): the log \(new.origin) grew from \(old.checkpoint.size) to \(new.size) entries and kept what it had"
                    )
                }
            }
        }
    }

    /// The command `promptuary log witness`.
    struct Witness: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "witness", abstract: "Cosign the log's checkpoint when it has only grown since the last time.",
            discussion: """
                The last cosigned checkpoint is kept in the state file, and the new one is on disk before the cosignature is \
                given out. A log that shrank or was forked is refused with exit code 3. The key must have no other use.

                EXAMPLE: promptuary log witness site --key w.key --name example.org/w --state w.state -o cosigned
                """)

        @OptionGroup var options: LogOptions
        @OptionGroup var signing: SigningOptions
        @Option(help: "The name of the witness, such as example.org/w.") var name: String
        @Option(help: ArgumentHelp("The memory of the witness.", valueName: "file")) var state: String
        @Option(
            name: [.customShort("o"), .long],
            help: ArgumentHelp("Where to write the cosigned checkpoint.", valueName: "file"))
        var output: String?
        @Flag(help: "Write the cosignature's line alone.") var line = false
        @Flag(help: "Write the result as JSON to standard output.") var json = false

        func run() async throws {
            let name = try LogCommand.used { try NoteName(self.name) }
            let signer = NoteSigner(name: name, key: try signing.open())
            try await options.judge(json: json) { log, isVouched in
                let witness = PromptuaryEngine.Witness(signer, state: state)
                let outcome: PromptuaryEngine.Witness.Outcome
                do {
                    outcome = try await witness.cosign(log, at: Timestamp(seconds: time(nil)))
                } catch let error as PromptuaryEngine.Witness.BusyError {
                    throw SystemFailure(description: "\(error)")
                }
                let bytes = line ? outcome.line : outcome.signed.bytes
                if let output { try DurableFile.write(bytes, to: output) }
                let size = outcome.signed.checkpoint.size
                if outcome.previous == nil {
                    Console.say(
                        "note: this is the first checkpoint of \(log.description.origin) that \(state) has seen")
                }
                if json {
                    Console.result(
                        JSONWriter.object {
                            $0.member("cosignature", String(decoding: outcome.line.dropLast(), as: UTF8.self))
                            $0.member("entries", size)
                            $0.member("file", output)
                            $0.member("key", signer.verifier(.cosignature).text)
                            $0.member("keysVouched", isVouched)
                            $0.member("origin", "\(log.description.origin)")
                            $0.member("previous", outcome.previous?.size)
                            $0.member("verdict", "good")
                        })
                } else if let output {
                    Console.result("\(output): \(size) entries, cosigned as \(signer.verifier(.cosignature))")
                } else {
                    Console.result(bytes)
                }
            }
        }
    }

    /// `promptuary log demo`: a made-up log, to try other programs on.
    struct Demo: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "demo", abstract: "Write a made-up log with a worthless key.",
            discussion: "EXAMPLE: promptuary log demo 1000 made-up", shouldDisplay: false)

        @Argument(help: "How many entries.") var size: Int
        @Argument(help: "The folder.") var folder: String
        @Option(help: "The index of an entry that is another one.") var fork: Int?

        func validate() throws {
            guard (0...1_000_000).contains(size) else { throw ValidationError("SIZE is between 0 and 1000000.") }
        }

        func run() throws {
            try DemonstrationLog.write(size: size, to: folder, fork: fork)
            Console.result("\(folder): \(size) entries")
        }
    }

    /// A value that the user has typed; what is wrong with it is wrong use.
    fileprivate static func used<Typed>(_ value: () throws -> Typed) throws -> Typed {
        do {
            return try value()
        } catch let refusal as Refusal {
            throw ValidationError("\(refusal)")
        }
    }

    fileprivate static func write(_ refusal: Refusal, to object: inout JSONWriter) {
        object.member("code", refusal.code)
        object.member("message", refusal.message)
        object.member("remedy", refusal.remedy)
    }
}

/// A site and what is known of its log from elsewhere.
struct LogOptions: ParsableArguments {
    @Argument(help: "The directory of the site, or its address.") var site: String
    @Option(
        help: ArgumentHelp(
            "The log's public key; without it the site's own keys/log.json is believed.", valueName: "vkey"))
    var logKey: [String] = []
    @Option(help: ArgumentHelp("The public key of a witness, with --log-key.", valueName: "vkey"))
    var witnessKey: [String] = []
    @Option(help: ArgumentHelp("How many witnesses must have cosigned, with --log-key.", valueName: "count"))
    var witnesses = 0

    func validate() throws {
        guard !logKey.isEmpty || witnessKey.isEmpty && witnesses == 0 else {
            throw ValidationError("Give --log-key too: witnesses vouch for a log whose key is known.")
        }
        if !logKey.isEmpty { _ = try given() }
    }

    private func given() throws -> LogDescription {
        try LogCommand.used {
            let keys = try logKey.map { try NoteVerifier($0) }
            return try LogDescription(
                origin: keys[0].name, keys: keys, witnesses: try witnessKey.map { try NoteVerifier($0) },
                threshold: witnesses)
        }
    }

    /// Does something with the log; whatever of it is not to be believed ends with exit code 3.
    func judge(json: Bool, _ work: (SiteLog, _ isVouched: Bool) async throws -> Void) async throws {
        let source = try SitePlace.source(site)
        do {
            let isVouched = !logKey.isEmpty
            let description = isVouched ? try given() : try await SiteLog.unauthenticatedDescription(of: source)
            if !isVouched {
                Console.say(
                    "note: the log's keys are those of the site's own \(LogLayout.description), for which nobody vouches here"
                )
            }
            try await work(SiteLog(source, description: description), isVouched)
        } catch let refusal as Refusal {
            Console.progress(label: "", done: 0, total: 0)
            if json {
                Console.result(
                    JSONWriter.object { object in
                        LogCommand.write(refusal, to: &object)
                        object.member("verdict", "distrust")
                    })
            }
            Console.say("promptuary: distrust: \(refusal); nothing was changed")
            throw ExitCode(ExitStatus.distrust.rawValue)
        } catch let error as SourceError {
            Console.say("promptuary: error: \(error)")
            switch error {
            case .tooLarge: throw ExitCode(ExitStatus.distrust.rawValue)
            case .unreachable:
                throw ExitCode((source is DirectorySource ? ExitStatus.disk : .tryAgain).rawValue)
            }
        }
    }
}
