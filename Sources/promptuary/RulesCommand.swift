internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary rules`.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "List the rules and every reason for a refusal, with what to do instead.",
        discussion: "EXAMPLE: promptuary rules --json")

    @Flag(help: "Write the page docs/errors.md.") var markdown = false
    @Flag(help: "Write the page docs/rules.md.") var page = false
    @OptionGroup var output: OutputOptions

    func run() throws {
        if page {
            Console.result(Array(RuleReference.markdown.utf8))
        } else if markdown {
            Console.result(Array(ErrorReference.markdown.utf8))
        } else if output.json {
            Console.result(
                JSONWriter.object { object in
                    object.list("faults", of: ErrorReference.faults) { list, fault in
                        list.object {
                            $0.member("code", fault.code)
                            $0.member("remedy", fault.remedy)
                            $0.member("summary", fault.summary)
                        }
                    }
                    object.list("rules", of: Rule.all) { list, rule in
                        list.object {
                            $0.member("code", rule.id)
                            $0.member("remedy", rule.remedy)
                            $0.member("severity", rule.severity.rawValue)
                            $0.member("summary", rule.summary)
                        }
                    }
                })
        } else {
            for rule in Rule.all { Console.result("\(rule.id) (\(rule.severity.rawValue)): \(rule.summary)") }
        }
    }
}
