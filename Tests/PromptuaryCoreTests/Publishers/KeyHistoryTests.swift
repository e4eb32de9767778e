import Testing

@testable import PromptuaryCore

@Suite("The keys of a namespace over time")
struct KeyHistoryTests {
    static func history(
        confirmed: SignedKeySet? = nil, later: [SignedKeySet] = [], pin: KeyPin? = nil
    ) throws -> KeyHistory {
        try KeyHistory(
            of: PublisherFixture.team, registry: PublisherFixture.registry, confirmed: confirmed, later: later, pin: pin
        )
    }

    static func signed(
        _ keys: [Int], threshold: Int = 1, version: Int = 1, after: SignedKeySet? = nil, by: [UInt8]
    ) throws -> SignedKeySet {
        let list = try keys.map { try KeySetTests.key(UInt8(abs($0)), until: $0 < 0 ? 100 : nil) }
        return try PublisherFixture.signed(list, threshold: threshold, version: version, after: after, by: by)
    }

    @Test("leads from any confirmed version to the current one", arguments: 1...3)
    func confirmed(_ version: Int) throws {
        let three = try PublisherFixture.three()
        let history = try Self.history(confirmed: three[version - 1], later: Array(three[version...]))
        #expect(history.standing == .confirmed && history.confirmedVersion == version)
        #expect(history.current.version == 3 && history.overruled == nil)
        #expect(history.pin.digests.keys.sorted() == Array(version...3))
    }

    @Test("of an unconfirmed namespace is believed from version 1 on, and says that it is not confirmed")
    func unconfirmed() throws {
        let three = try PublisherFixture.three()
        let history = try Self.history(later: three)
        #expect(history.standing == .unconfirmed && history.confirmedVersion == nil && history.current.version == 3)
        #expect(refusalCode { try Self.history(later: Array(three[1...])) } == "key-history-start")
        #expect(refusalCode { try Self.history() } == "key-history-missing")
    }

    @Test("a confirmed key set needs nobody's signature: the offline keys vouch for it")
    func vouched() throws {
        let set = try PublisherFixture.signed(PublisherFixture.keys(1), by: [])
        #expect(try Self.history(confirmed: set).current.version == 1)
        #expect(refusalCode { try Self.history(later: [set]) } == "key-history-unsigned")
    }

    @Test(
        "a key set that too few of the previous keys signed is refused",
        arguments: [
            ([1, 2], true), ([2, 1], true), ([1], false), ([1, 1], false), ([1, 3], false), ([3, 4], false),
            ([], false),
            ([1, 2, 3], true),
        ] as [([UInt8], Bool)])
    func threshold(_ signers: [UInt8], _ isFine: Bool) throws {
        let one = try Self.signed([1, 2], threshold: 2, by: [1, 2])
        let two = try Self.signed([1, 2, 3, 4], threshold: 2, version: 2, after: one, by: signers)
        for confirmed in [one, nil] {
            let later = confirmed == nil ? [one, two] : [two]
            let code = refusalCode { try Self.history(confirmed: confirmed, later: later) }
            #expect(code == (isFine ? nil : "key-history-unsigned"))
        }
    }

    @Test("a key set that names another namespace is refused: OpenSSH does not sign for which one it is")
    func moved() throws {
        for (name, code) in [("team", nil), ("other", "keys-namespace")] as [(String, String?)] {
            let one = try PublisherFixture.signed(PublisherFixture.keys(1), by: [1], naming: name)
            let two = try PublisherFixture.signed(
                PublisherFixture.keys(1, 2), version: 2, after: one, by: [1], naming: name)
            #expect(refusalCode { try Self.history(later: [one]) } == code)
            #expect(refusalCode { try Self.history(confirmed: one, later: [two]) } == code)
        }
    }

    @Test("a key set signed by the new keys only is refused")
    func newKeysOnly() throws {
        let one = try Self.signed([1], by: [1])
        let two = try Self.signed([1, 2], version: 2, after: one, by: [2])
        #expect(refusalCode { try Self.history(confirmed: one, later: [two]) } == "key-history-unsigned")
    }

    @Test("a revoked key signs no further key set, whatever the index of its revocation")
    func revoked() throws {
        let two = try PublisherFixture.three()[2]
        let next = try Self.signed([-1, 2, 3], version: 4, after: two, by: [1])
        #expect(refusalCode { try Self.history(confirmed: two, later: [next]) } == "key-history-unsigned")
        let fine = try Self.signed([-1, 2, 3], version: 4, after: two, by: [2])
        #expect(try Self.history(confirmed: two, later: [fine]).current.version == 4)
    }

    @Test("a skipped, repeated, swapped or earlier version is refused")
    func order() throws {
        let three = try PublisherFixture.three()
        for later in [[three[2]], [three[0]], [three[0], three[1]], [three[1], three[1]], [three[2], three[1]]] {
            #expect(
                refusalCode { try Self.history(confirmed: three[0], later: later) } == "keys-skipped-version")
        }
        #expect(refusalCode { try Self.history(confirmed: three[2], later: [three[1]]) } == "keys-skipped-version")
        #expect(refusalCode { try Self.history(later: [three[0], three[2]]) } == "keys-skipped-version")
    }

    @Test("a version that names another predecessor is refused")
    func previous() throws {
        let one = try Self.signed([1], by: [1])
        let other = try Self.signed([1, 3], by: [1])
        let two = try Self.signed([1, 2], version: 2, after: other, by: [1])
        #expect(refusalCode { try Self.history(confirmed: one, later: [two]) } == "keys-prev")
        var spaced = one.document
        spaced.append(10)
        let respelled = SignedKeySet(document: spaced, signatures: one.signatures)
        let next = try Self.signed([1, 2], version: 2, after: one, by: [1])
        #expect(refusalCode { try Self.history(confirmed: respelled, later: [next]) } == "keys-prev")
    }

    @Test("no key vanishes and no revocation is withdrawn")
    func past() throws {
        let three = try PublisherFixture.three()
        for keys in [[2], [1, 2]] {
            let next = try Self.signed(keys, version: 4, after: three[2], by: [2])
            #expect(
                refusalCode { try Self.history(confirmed: three[2], later: [next]) } == "keys-changed-history")
        }
    }

    @Test("signatures for another registry do not count, and of minisign none for another namespace or version")
    func binding() throws {
        for minisign in [false, true] {
            let keys = try [1, 2].map { try KeySetTests.key($0, minisign: minisign) }
            let one = try PublisherFixture.signed([keys[0]], by: [1], minisign: minisign)
            func code(_ registry: String, _ namespace: String, _ version: Int) throws -> String? {
                let two = try PublisherFixture.signed(
                    keys, version: 2, after: one, by: [1], minisign: minisign, registry: registry,
                    namespace: namespace, as: version)
                return refusalCode { try Self.history(confirmed: one, later: [two]) }
            }
            #expect(try code("registry.example", "team", 2) == nil)
            #expect(try code("other.example", "team", 2) == "key-history-unsigned")
            guard minisign else { continue }
            #expect(try code("registry.example", "acme", 2) == "key-history-unsigned")
            #expect(try code("registry.example", "team", 3) == "key-history-unsigned")
        }
    }

    @Test("a document with one changed byte is refused", arguments: [0, 1, 2])
    func changed(_ index: Int) throws {
        var three = try PublisherFixture.three()
        var document = three[index].document
        document.append(32)
        three[index] = SignedKeySet(document: document, signatures: three[index].signatures)
        #expect(refusalCode { try Self.history(later: three) } != nil)
    }

    @Test("a broken signature file, and a document that is none, are refused")
    func broken() throws {
        let one = try Self.signed([1], by: [1])
        let name = SignatureFileName(signed: "keys.json", number: 9, form: .minisign)
        let files = one.signatures + [SignedKeySet.Signature(name: name, bytes: "x".bytes)]
        let code = refusalCode {
            try Self.history(later: [SignedKeySet(document: one.document, signatures: files)])
        }
        #expect(code?.hasPrefix("signature-") == true)
        for text in ["", "{}", "[]", "null", #"{"keys":[]}"#, "\u{FEFF}{}"] {
            let set = SignedKeySet(document: text.bytes, signatures: one.signatures)
            #expect(refusalCode { try Self.history(confirmed: set) } != nil)
            #expect(refusalCode { try Self.history(later: [set]) } != nil)
        }
    }

    @Test("shards of another namespace are refused")
    func shards() throws {
        let wrong = KeyShard(number: KeyShard.number(of: try PublisherFixture.team) ^ 1, isConfirmed: true)
        #expect(
            refusalCode {
                try KeyHistory(
                    of: PublisherFixture.team, registry: PublisherFixture.registry, confirmed: wrong, later: nil)
            } == "key-shard-namespace")
    }
}

@Suite("Remembered keys")
struct KeyPinTests {
    private typealias Tests = KeyHistoryTests

    @Test("unconfirmed keys are those that were seen first: a registry cannot exchange them")
    func firstUse() throws {
        let pin = try Tests.history(later: [Tests.signed([1], by: [1])]).pin
        let other = try Tests.signed([9], by: [9])
        #expect(refusalCode { try Tests.history(later: [other], pin: pin) } == "key-history-other-keys")
        let more = try Tests.signed([9, 8], version: 2, after: other, by: [9])
        #expect(refusalCode { try Tests.history(later: [other, more], pin: pin) } == "key-history-other-keys")
    }

    @Test(
        "an older key set than before is refused, confirmed or not: revoked keys do not come back",
        arguments: [0, 1, 2])
    func rollback(_ version: Int) throws {
        let three = try PublisherFixture.three()
        for confirmed in [three[0], nil] {
            let later = { (count: Int) in Array(three[(confirmed == nil ? 0 : 1)..<count]) }
            let pin = try Tests.history(confirmed: confirmed, later: later(3)).pin
            guard version > 0 else {
                #expect(refusalCode { try Tests.history(pin: pin) } == "key-history-rollback")
                continue
            }
            #expect(
                refusalCode { try Tests.history(confirmed: confirmed, later: later(version), pin: pin) }
                    == "key-history-rollback")
            #expect(try Tests.history(confirmed: confirmed, later: later(3), pin: pin).current.version == 3)
        }
    }

    @Test("a second successor of the same version is refused, though it is signed")
    func fork() throws {
        let three = try PublisherFixture.three()
        let pin = try Tests.history(confirmed: three[0], later: [three[1]]).pin
        let other = try Tests.signed([1, 5], version: 2, after: three[0], by: [1])
        #expect(
            refusalCode { try Tests.history(confirmed: three[0], later: [other], pin: pin) }
                == "key-history-other-keys")
    }

    @Test("new versions are learned, and what is known stays known after a confirmation moves on")
    func learns() throws {
        let three = try PublisherFixture.three()
        var pin = try Tests.history(later: [three[0]]).pin
        #expect(pin.newest == 1)
        pin = try Tests.history(confirmed: three[1], later: [], pin: pin).pin
        pin = try Tests.history(confirmed: three[2], later: [], pin: pin).pin
        #expect(pin.digests == [1: three[0].digest, 2: three[1].digest, 3: three[2].digest])
        #expect(refusalCode { try Tests.history(confirmed: three[1], pin: pin) } == "key-history-rollback")
    }

    @Test("the confirmed key set wins over what was remembered, and it is reported")
    func overruled() throws {
        let thief = try Tests.signed([9], by: [9])
        let second = try Tests.signed([9, 8], version: 2, after: thief, by: [9])
        let pin = try Tests.history(later: [thief, second]).pin
        let three = try PublisherFixture.three()
        // At the same version, at a higher one that follows another predecessor, and with versions after it.
        for (confirmed, later) in [(three[0], []), (three[1], []), (three[2], []), (three[0], Array(three[1...]))] {
            let history = try Tests.history(confirmed: confirmed, later: later, pin: pin)
            #expect(history.overruled == pin)
            #expect(history.pin.digests.values.allSatisfy { $0 != thief.digest && $0 != second.digest })
        }
    }

    @Test("a confirmation that agrees with what was remembered overrules nothing")
    func agreed() throws {
        let three = try PublisherFixture.three()
        let pin = try Tests.history(later: Array(three[..<2])).pin
        for (confirmed, later) in [(three[0], Array(three[1...])), (three[1], [three[2]]), (three[2], [])] {
            let history = try Tests.history(confirmed: confirmed, later: later, pin: pin)
            #expect(history.overruled == nil && history.pin.newest == 3)
        }
    }

    @Test("a pin comes back from what remembers it, and nothing else is taken for one")
    func form() throws {
        let pin = try Tests.history(later: PublisherFixture.three()).pin
        let text = String(decoding: JSONWriter.document(pin.value), as: UTF8.self)
        #expect(try KeyPin(try JSONReader.read(text.bytes)) == pin)
        let digest = String(repeating: "a", count: 64)
        for wrong in [
            "{}", "[]", "null", #"{"0":"\#(digest)"}"#, #"{"01":"\#(digest)"}"#, #"{"-1":"\#(digest)"}"#,
            #"{"+1":"\#(digest)"}"#, #"{"1":"\#(digest.uppercased())"}"#, #"{"1":"aa"}"#, #"{"1":1}"#,
            #"{"x":"\#(digest)"}"#,
        ] {
            #expect(refusalCode { try KeyPin(try JSONReader.read(wrong.bytes)) } == "key-history-pin-form", "\(wrong)")
        }
        #expect(KeyPin([:]) == nil && KeyPin([0: SHA256Digest(of: [])]) == nil)
    }
}
