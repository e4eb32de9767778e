/// The forms in which a verdict is written (`docs/formats/verdict.md`).
///
/// Each is a pure function of the verdict and of what ``Verdict/Presentation`` adds: equal values give equal bytes.
public enum VerdictForm: String, Sendable, Hashable, CaseIterable {
    /// For a person at a terminal.
    case text
    /// For programs: everything, in our own words.
    case json
    /// SARIF 2.1.0, for code scanning.
    case sarif
    /// Markdown for a comment.
    case markdown
    /// JUnit XML, for what shows test results.
    case junit
    /// Workflow commands of GitHub Actions.
    case github
    /// A Code Quality report of GitLab.
    case gitlab
    /// Lines for the log of Gitea Actions.
    case gitea
    /// Lines for the log of Forgejo Actions: the same as for Gitea.
    case forgejo
}

extension Verdict {
    /// What a form may show besides the verdict.
    public struct Presentation: Sendable {
        /// The files of the judged commit, for lines of them.
        public var contents: Contents
        /// What is known about rules; findings of others speak for themselves.
        public var help: [RuleHelp]
        /// The version of the program.
        public var program: String
        /// Whether text has colours.
        public var hasColour: Bool
        /// How many columns of the terminal lines of files may take.
        public var width: Int

        /// A presentation that shows no lines of files and no colours unless told so.
        public init(
            program: String, help: [RuleHelp] = Rule.all.map(RuleHelp.init), hasColour: Bool = false,
            width: Int = 100, contents: @escaping Contents = { _, _ in nil }
        ) {
            self.program = program
            self.help = help
            self.hasColour = hasColour
            self.width = width
            self.contents = contents
        }
    }

    /// Writes the members of the form ``VerdictForm/json`` into an object of a larger document.
    public func write(to object: inout JSONWriter) { VerdictDocument.write(self, to: &object) }

    /// The verdict in one of its forms, in UTF-8, with a line feed at the end.
    public func bytes(as form: VerdictForm, _ presentation: Presentation) -> [UInt8] {
        switch form {
        case .text:
            VerdictText.bytes(
                of: self, contents: presentation.contents, hasColour: presentation.hasColour, width: presentation.width)
        case .json: VerdictDocument.bytes(of: self)
        case .sarif: SARIFLog.bytes(of: self, help: presentation.help, program: presentation.program)
        case .markdown: VerdictComment.bytes(of: self)
        case .junit: JUnitReport.bytes(of: self)
        case .github: WorkflowCommands.bytes(of: self)
        case .gitlab: CodeQualityReport.bytes(of: self)
        case .gitea, .forgejo: RunnerLog.bytes(of: self)
        }
    }
}
