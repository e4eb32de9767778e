import Testing

@testable import PromptuaryCore

@Suite("Names that people take for each other")
struct NameSimilarityTests {
    @Test(
        "are equal without case and separators",
        arguments: ["my-prompt", "my_prompt", "MyPrompt", "my.prompt", "@my/prompt", "MYPROMPT", "m-y.p_rompt"])
    func folded(_ name: String) { #expect(NameForm.folded(name) == "myprompt") }

    @Test(
        "look the same",
        arguments: [
            ("modern", "rnodern"), ("modern", "modem"), ("wolf", "vvolf"), ("docs", "clocs"), ("tool", "t00l"),
            ("tool", "tooi"), ("list", "1i5t"), ("burn-out", "bumout"), ("vvv", "vw"), ("vvv", "wv"), ("cld", "dcl"),
        ])
    func visual(_ left: String, _ right: String) throws {
        #expect(NameForm.visual(left) == NameForm.visual(right))
        let similarity = try #require(NameSimilarity(left, to: right))
        #expect(similarity.measures.contains(.visual))
        #expect(similarity.isConfusable)
    }

    @Test(
        "are alike in each measure as far as Julia's thresholds, relative to short names, say",
        arguments: [
            ("code-review", "code-reveiw", [.spelling(distance: 1), .folded(distance: 1)]),
            ("code-review", "code-riveew", [.spelling(distance: 2)]),
            ("code-review", "coderevew", [.spelling(distance: 2), .folded(distance: 1)]),
            ("code-review", "cod-e.review", [.spelling(distance: 2), .folded(distance: 0), .visual]),
            ("code-review", "c.o.d.ereview", [.folded(distance: 0), .visual]),
            ("abcdef", "abcdxy", [.spelling(distance: 2)]),
            ("abcde", "abcxy", []), ("abcde", "abcdx", [.spelling(distance: 1), .folded(distance: 1)]),
            ("ab", "ax", []), ("ab", "a-b", [.folded(distance: 0), .visual]),
            ("code-review", "code-preview-now", []), ("cat", "dog", []), ("same", "same", []),
        ] as [(String, String, [NameSimilarity.Measure])])
    func measures(_ left: String, _ right: String, _ measures: [NameSimilarity.Measure]) {
        #expect(NameSimilarity(left, to: right)?.measures ?? [] == measures)
        #expect(NameSimilarity(right, to: left)?.measures ?? [] == measures)
    }

    @Test("say why")
    func wording() {
        #expect(
            NameSimilarity("code-review", to: "code_reviev")?.description
                == "\"code_reviev\" differs by 2 characters, differs by 1 letter without case and separators")
        #expect(
            NameSimilarity("tool", to: "t00l")?.description == "\"t00l\" looks the same")
    }
}

@Suite("An index of names")
struct NameIndexTests {
    @Test("finds what a comparison with every name finds")
    func oracle() {
        let names = Self.names(3000)
        let index = NameIndex(names)
        #expect(index.count == 3000)
        for query in names.prefix(60) + ["rnodel", "proxy-1oader", "", "x", "@acme/tool", "é", "ｐrompt"] {
            let expected = Set(names.compactMap { NameSimilarity(query, to: $0) })
            let found = index.similar(to: query)
            #expect(Set(found) == expected, "\(query)")
            #expect(found.count == expected.count)
        }
    }

    @Test("gives look-alikes first, then by bytes, and never the name itself")
    func order() {
        let index = NameIndex(["tools", "tool", "to-ol", "t00l", "toll", "pool"])
        #expect(index.similar(to: "tool").map(\.name) == ["t00l", "to-ol", "pool", "toll", "tools"])
        #expect(NameIndex().similar(to: "tool").isEmpty)
    }

    @Test("keeps thresholds of one's own")
    func thresholds() {
        var strict = NameSimilarity.Thresholds()
        (strict.spelling, strict.folded) = (0, 0)
        #expect(NameIndex(["tools", "t-ool"], thresholds: strict).similar(to: "tool").map(\.name) == ["t-ool"])
        strict.lettersPerMistake = 0
        strict.spelling = 4
        #expect(NameIndex(["pools"], thresholds: strict).similar(to: "tool").count == 1)
    }

    @Test("answers for 100,000 names within a fraction of a second")
    func size() {
        let names = Self.names(100_000)
        let clock = ContinuousClock()
        let index = NameIndex(names)
        var found = 0
        let asking = clock.measure { for name in names.prefix(20) { found += index.similar(to: name + "x").count } }
        #expect(found > 0)
        #expect(asking / 20 < .seconds(1))
    }

    /// Names of words and syllables, the same in each run.
    private static func names(_ count: Int) -> [String] {
        let words = [
            "code", "review", "prompt", "model", "rule", "book", "data", "draft", "note", "plan", "loader", "proxy",
        ]
        var state: UInt64 = 42
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        return (0..<count).map { _ in
            let syllable = String((0..<(2 + next(6))).map { _ in letters[next(letters.count)] })
            return words[next(words.count)] + ["-", "_", ".", ""][next(4)] + syllable
        }
    }
}

@Suite("A policy of names")
struct NamePolicyTests {
    private func policy() throws -> NamePolicy {
        NamePolicy([
            NamePolicy.Entry(reserved: try .init("@acme"), for: [try NamespaceName("acme")], reason: "a trade mark"),
            NamePolicy.Entry(
                reserved: try .init("acme-*"), for: [try NamespaceName("acme"), try NamespaceName("guild")]),
            NamePolicy.Entry(blocked: try .init("password-stealer"), reason: "never"),
            NamePolicy.Entry(blocked: try .init("@guild/old")),
        ])
    }

    @Test(
        "keeps names for their holders, and blocked ones from everybody",
        arguments: [
            ("@acme/tool", nil), ("@acrne/tool", "@acme"), ("@team/tool", nil), ("@team/acme-tool", "acme-*"),
            ("@team/acrne-tool", "acme-*"), ("@guild/acme-tool", nil), ("@acme/acme-tool", nil),
            ("@team/password-stealer", "password-stealer"), ("@team/passw0rd_stea1er", "password-stealer"),
            ("@acme/password-stealer", "password-stealer"), ("@guild/old", "@guild/old"), ("@guild/o1d", "@guild/old"),
            ("@team/old", nil), ("@acrne/passwordstealer", "password-stealer"),
        ] as [(String, String?)])
    func packages(_ id: String, _ subject: String?) throws {
        let package = try PackageID(identity: id, default: NamespaceName("main"), dotted: false)
        #expect(try policy().refusal(of: package)?.subject.description == subject)
    }

    @Test("keeps a namespace from being claimed by look-alikes")
    func namespaces() throws {
        #expect(try policy().refusal(of: NamespaceName("acme")) == nil)
        #expect(try policy().refusal(of: NamespaceName("ac-me"))?.reason == "a trade mark")
        #expect(try policy().refusal(of: NamespaceName("team")) == nil)
        #expect(try NamePolicy().refusal(of: NamespaceName("team")) == nil)
    }

    @Test(
        "refuses subjects that no name can have",
        arguments: ["", "*", "-*", "A*", "@", "@a", "@acme/", "@acme/A", "a b"])
    func malformed(_ text: String) {
        #expect(refusalCode { try NamePolicy.Subject(text) }?.hasPrefix("name-") == true)
    }
}
