@testable import PromptuaryCore

/// Verdicts made in memory.
enum VerdictSpecimen {
    static let release = "packages/acme/tool/1.2.0/tool-1.2.0.pdpkg"
    static let notes = "packages/acme/tool/package.yaml"
    static let base = "1f0c6f5f2b4d4bb0a8c9d1e2f3a4b5c6d7e8f901"
    static let head = "9a8b7c6d5e4f30211203f4e5d6c7b8a990817263"

    /// One of everything.
    static func full() throws -> Verdict {
        let missing = Finding(
            rule: "readme-missing", severity: .note, path: release, message: "there is no README",
            remedy: "add a README.md")
        let similar = Finding(
            rule: "name-collision", severity: .error, path: "packages/acme/too1/1.0.0/too1-1.0.0.pdpkg",
            message: "@acme/too1 looks like @acme/tool", remedy: "choose another name")
        return Verdict(
            registry: try RegistryName("demo.example"), base: base, head: head,
            changes: [
                Verdict.Change(.file, .removed, "README.md"), Verdict.Change(.release, .added, "@acme/tool 1.2.0"),
                Verdict.Change(.namespace, .changed, "acme"), Verdict.Change(.yank, .added, "@acme/tool 1.1.0"),
                Verdict.Change(.keys, .changed, "acme"), Verdict.Change(.deprecation, .removed, "@acme/old"),
                Verdict.Change(.package, .added, "@acme/too1"),
            ],
            findings: [
                missing,
                Finding(
                    rule: "hidden-text", severity: .error, path: release,
                    place: Place(entry: "prompts/main.prmd", line: 4),
                    message: "a bidirectional control character", remedy: "remove the invisible characters"),
                Finding(
                    rule: "notes-match", severity: .error, path: notes,
                    place: Place(key: "yanked[0].version", line: 3, column: 15),
                    message: "there is no release 1.1.9", remedy: "name a release of the package"),
                Finding(
                    rule: "latest-by-letters", severity: .warning, path: notes, place: Place(line: 5),
                    message: "old clients take another release for the newest", remedy: "set the tag latest"),
            ],
            overrides: [
                Verdict.Override(
                    rule: "name-collision", subject: "@acme/too1", reason: "the old name is retired",
                    approver: "ada@example.org", file: "overrides/acme/too1.yaml", lifted: [similar])
            ],
            approvals: [
                Verdict.Approval(approver: "grace", subject: "@acme/tool 1.2.0", file: "approvals/acme/tool.minisig"),
                Verdict.Approval(approver: "ada", subject: "@acme/tool 1.2.0", file: "approvals/acme/tool.2.minisig"),
            ],
            merge: Verdict.Merge(.no, reasons: [Verdict.Merge.Reason("new-name", "a new name needs a person")]))
    }

    /// A change without anything to say about it.
    static func clean(_ answer: Verdict.Merge.Answer = .yes) throws -> Verdict {
        Verdict(
            registry: try RegistryName("demo.example"), base: base, head: head,
            changes: [Verdict.Change(.release, .added, "@acme/tool 1.2.0")], findings: [],
            merge: Verdict.Merge(answer, reasons: [Verdict.Merge.Reason("owner-release", "an owner has signed it")]))
    }

    /// A verdict with a text of a stranger in each place that can hold one.
    static func hostile(_ text: String) -> Verdict {
        let finding = Finding(
            rule: "hidden-text", severity: .error, path: "packages/\(text)",
            place: Place(entry: text, key: text, line: 2, column: 3), message: text, remedy: text)
        let warning = Finding(
            rule: "mixed-script", severity: .warning, path: text, place: Place(line: 1, column: 2), message: text,
            remedy: text)
        return Verdict(
            registry: nil, base: text, head: text, changes: [Verdict.Change(.file, .added, text)],
            findings: [finding, warning],
            overrides: [
                Verdict.Override(
                    rule: "plain-secret", subject: text, reason: text, approver: text, file: text,
                    lifted: [
                        Finding(rule: "plain-secret", severity: .error, path: text, message: text, remedy: text)
                    ])
            ], approvals: [Verdict.Approval(approver: text, subject: text, file: text)],
            merge: Verdict.Merge(.no, reasons: [Verdict.Merge.Reason("policy", text)]))
    }

    /// U+FFFE and U+FDD0, which literals may not have.
    static let noncharacters = String(decoding: [0xEF, 0xBF, 0xBE, 0xEF, 0xB7, 0x90], as: UTF8.self)

    /// Texts that mean something to a terminal, a runner, a browser, a forge or a parser.
    static let hostileTexts: [String] = [
        "line one\nline two", "\r\n::error::owned", "::set-output name=a::b", "##[error]owned", "a ##vso[task.x]b",
        "]]>", "<!--", "--> </testcase>", "<script>alert(1)</script>", "&lt;&#64;", "%0A::error::x", "%25%0D%0a",
        "a,line=7::b", "a|b|c", "`code` ``` ~~~", "@octocat @org/team", "[click](https://evil.example)",
        "![x](https://evil.example/x.png)", "https://evil.example www.evil.example a@evil.example",
        "#1 GH-1 !2 ~bug %m",
        "**bold** _it_ # h", "- [ ] task", "$`math`$ :smile:", "\u{1B}[31mred\u{1B}]0;title\u{07}", "\u{9B}31m",
        "a\u{202E}b\u{2066}c\u{200E}", "zero\u{200B}width\u{200D}\u{FEFF}", "nul\u{0}nul", "\u{2028}\u{2029}\u{85}",
        "\u{E0041}\u{E0042}", "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "\u{301}first", noncharacters,
        "\\u0041 \\n \"quoted\" 'x'", "", " ", "../../etc/passwd", "C:\\x:y", "\u{7F}\u{8}\u{C}", "日本語 👩‍💻 🇩🇪",
        "section_start:1:x\r\u{1B}[0K", "\u{A0}::error::x", "{0} {{1}}", "]\u{28}x)", "#\u{23}[group]x",
    ]
}
