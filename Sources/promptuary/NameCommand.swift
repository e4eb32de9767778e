internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary name`.
struct NameCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "name", abstract: "Names of namespaces and packages.", subcommands: [NameCheckCommand.self])
}

/// The command `promptuary name check`.
struct NameCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Tell whether a name can be had: form, taken, too similar, reserved, taken elsewhere.",
        discussion: """
            A namespace is written @ns, a package @ns/name, or name for the default namespace. Names are compared with \
            those of a tree or of a built site, without a network; the policy is known from a tree only. Exit code 0 \
            when the name is free, also when a person would be asked about it; 1 when it is not.

            EXAMPLE: promptuary name check @acme/code-review registry
            """)

    @Argument(help: "The name.") var name: String
    @Argument(help: "A tree, or the folder of a site.") var place = "."
    @OptionGroup var output: OutputOptions

    func run() throws {
        let names = try NameReview.Surroundings(at: place)
        let subject: NameReview.Subject
        let fallback = try names.defaultNamespace ?? NamespaceName("main")
        do throws(Refusal) {
            subject = try NameReview.Subject(name, default: fallback)
        } catch {
            if output.json { Console.result(json(error)) } else { Console.result("\(error)") }
            throw ExitCode(ExitStatus.findings.rawValue)
        }
        let review = NameReview(subject, among: names)
        if output.json {
            Console.result(json(review, knowsPolicy: names.policy != nil))
        } else {
            for remark in review.remarks {
                Console.result("\(remark.severity.rawValue): \(remark.message) [\(remark.code)]")
            }
            Console.result("\(subject.name) is \(review.isFree ? "free" : "not free")")
            if names.policy == nil { Console.say("a site does not tell the policy for names; give a tree for that") }
        }
        if !review.isFree { throw ExitCode(ExitStatus.findings.rawValue) }
    }

    private func json(_ refusal: Refusal) -> [UInt8] {
        JSONWriter.object { object in
            object.member("free", false)
            object.member("name", name)
            object.list("remarks") { list in
                list.object {
                    $0.member("code", refusal.code)
                    $0.member("message", refusal.message)
                    $0.member("severity", Finding.Severity.error.rawValue)
                }
            }
            object.member("valid", false)
        }
    }

    private func json(_ review: NameReview, knowsPolicy: Bool) -> [UInt8] {
        JSONWriter.object { object in
            object.member("free", review.isFree)
            if case .package = review.subject {
                object.member("kind", "package")
            } else {
                object.member("kind", "namespace")
            }
            object.member("name", review.subject.name)
            object.member("policy", knowsPolicy)
            object.list("remarks", of: review.remarks) { list, remark in
                list.object {
                    $0.member("code", remark.code)
                    $0.member("message", remark.message)
                    $0.member("severity", remark.severity.rawValue)
                }
            }
            object.member("valid", true)
        }
    }
}
