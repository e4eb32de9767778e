internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary trust status`.
struct TrustStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how the trust of a registry stands and what to do next.",
        discussion: "EXAMPLE: promptuary trust status .")

    @Argument(help: "The tree.") var tree: String
    @OptionGroup var clock: CeremonyTime
    @OptionGroup var output: OutputOptions

    func run() throws {
        let ceremony = try TrustCeremony(tree: tree, at: try clock.now())
        let status = try ceremony.status()
        if output.json {
            Console.result(TrustDocument.write(status, tree: tree))
            return
        }
        if let terms = status.terms, let fingerprint = status.fingerprint {
            Console.result("first root: \(TrustReview.spoken(fingerprint))")
            Console.result("holders, of whom \(terms.threshold) have to sign:")
            for holder in terms.holders { Console.result("  \(holder.name)  \(holder.keyID)") }
            Console.result("roles:")
            for row in status.rows {
                let mark = row.life == .valid ? "" : row.life == .soon ? ", soon" : ", EXPIRED"
                Console.result("  \(row.role) version \(row.version), valid until \(row.expires.day)\(mark)")
            }
            Console.result("confirmed namespaces: \(terms.confirmedNamespaces.count)")
        } else {
            Console.result("there is no trust yet")
        }
        if let proposal = status.proposal {
            Console.result("proposed: \(proposal.title.purpose.map { quote($0) }.joined(separator: "; "))")
            for entry in status.pending {
                for need in entry.needs {
                    Console.result(
                        "  \(entry.role) \(entry.version): \(need.signed.count) of \(need.threshold) signatures by \(need.label)"
                    )
                }
            }
            for entry in proposal.ignored { Console.result("  ignored \(entry.file): \(entry.refusal)") }
        }
        for step in status.steps(tree: tree) { Console.say("next: \(step)") }
    }

    private func quote(_ text: String) -> String { text.filter { $0.isASCII && !$0.isNewline } }
}

/// The status of a registry's trust as JSON.
enum TrustDocument {
    /// The document.
    static func write(_ status: TrustStatus, tree: String) -> [UInt8] {
        JSONWriter.object { object in
            object.member("confirmed", (status.terms?.confirmedNamespaces ?? []).map(\.text))
            object.member("first_root", status.fingerprint?.hex)
            object.list("holders", of: status.terms?.holders ?? []) { list, holder in
                list.object {
                    $0.member("keyid", holder.keyID)
                    $0.member("name", holder.name.text)
                }
            }
            object.member("next", status.steps(tree: tree))
            if let proposal = status.proposal {
                object.object("pending") { pending in
                    pending.member("complete", proposal.isComplete)
                    pending.list("ignored", of: proposal.ignored) { list, entry in
                        list.object {
                            $0.member("code", entry.refusal.code)
                            $0.member("file", entry.file)
                            $0.member("message", entry.refusal.message)
                        }
                    }
                    pending.member("purpose", proposal.title.purpose)
                    pending.list("roles", of: status.pending) { list, entry in
                        list.object { role in
                            role.list("needs", of: entry.needs) { write($1, to: &$0) }
                            role.member("role", entry.role)
                            role.member("version", entry.version)
                        }
                    }
                }
            }
            object.list("roles", of: status.rows) { list, row in
                list.object {
                    $0.member("expires", row.expires.description)
                    $0.member("role", row.role)
                    $0.member("state", row.life.rawValue)
                    $0.member("version", row.version)
                }
            }
            object.member("threshold", status.terms?.threshold)
            object.member("unconfirmed", status.unconfirmed.map(\.text))
        }
    }

    private static func write(_ need: TrustNeed, to list: inout JSONWriter) {
        list.object {
            $0.member("label", need.label)
            $0.member("missing", need.missing)
            $0.member("signed", need.candidates.filter { need.signed.contains($0.keyID) }.map(\.name))
            $0.member("threshold", need.threshold)
            $0.member("unsigned", need.absent.map(\.name))
        }
    }
}
