import Testing

@testable import PromptuaryCore

@Suite("Publisher keys")
struct PublisherKeyTests {
    @Test("the public key file of minisign reads, prints and is named as minisign does")
    func minisign() throws {
        let key = try PublisherKey(SignatureFixture.minisignPublic)
        #expect(key.type == "minisign")
        #expect(key.fingerprint == "18C72A5B284FC557")
        #expect(key.file() == SignatureFixture.minisignPublic)
        #expect(key.text == "RWRXxU8oWyrHGMWasrK31bz9a019b/djHYCshiOQ8mXZgEA5tD45h52B")
        #expect(try PublisherKey(key.text) == key)
        #expect(try PublisherKey(key.text + "\n") == key)
    }

    @Test("the number of a minisign key has no leading zeros, as minisign prints it")
    func zeros() throws {
        let key = try PublisherKey("RWQBAgMEBQYHAMWasrK31bz9a019b/djHYCshiOQ8mXZgEA5tD45h52B")
        #expect(key.fingerprint == "7060504030201")
    }

    @Test("the public key line of OpenSSH reads, prints and is named as ssh-keygen does")
    func ssh() throws {
        let key = try PublisherKey(SignatureFixture.sshPublic)
        #expect(key.type == "ssh-ed25519")
        #expect(key.fingerprint == "SHA256:SfcLxH5pytN8x1hg8pgfS/txHVqiiN0IbPd7a71QOHw")
        #expect(key.file(comment: "alice@example") == SignatureFixture.sshPublic)
        #expect(try PublisherKey(key.text) == key)
        #expect(try PublisherKey(key.text + " a comment with blanks") == key)
    }

    @Test("both tools can hold the same 32 bytes, and the keys are still two")
    func same() throws {
        let key = try PublisherKey(SignatureFixture.minisignPublic)
        let twin = PublisherKey(scheme: .ssh, key: key.key)
        #expect(twin.bytes == key.bytes && twin != key)
        #expect(try PublisherKey(twin.text) == twin)
    }

    static let minisign = "RWRXxU8oWyrHGMWasrK31bz9a019b/djHYCshiOQ8mXZgEA5tD45h52B"
    static let ssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOXhTM1mR0paD99wRcH5OUAUDDlm5dDgk66vQzmtvkq8"
    static let ecdsa =
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBC8g8ISmAfEHNxedcPmAuurEaHJ1XbfO2m"
        + "JbtwEACozQlItWtfihM6mNoDO5MbcyTyTCYER2DZFdPWYhj4j7FQA="
    static let refused: [(String, String)] = [
        ("", "publisher-key-algorithm"),
        ("\n", "publisher-key-algorithm"),
        ("hello world", "publisher-key-form"),
        (" " + minisign, "publisher-key-form"),
        (minisign + " ", "publisher-key-form"),
        (minisign + "\r\n", "publisher-key-form"),
        (minisign + "\n\n", "publisher-key-form"),
        ("some comment\n" + minisign + "\n", "publisher-key-form"),
        ("untrusted comment: x\n" + minisign + "\n\n", "publisher-key-form"),
        (minisign.dropLast() + "=", "publisher-key-base64"),
        (String(minisign.dropLast()), "publisher-key-base64"),
        (String(minisign.dropLast(4)), "publisher-key-length"),
        (minisign + "AAAA", "publisher-key-length"),
        ("RURXxU8oWyrHGMWasrK31bz9a019b/djHYCshiOQ8mXZgEA5tD45h52B", "publisher-key-algorithm"),
        ("RWRXxU8oWyrHGAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "publisher-key-invalid-point"),
        ("ssh-ed25519", "publisher-key-base64"),
        ("ssh-ed25519 ", "publisher-key-form"),
        ("ssh-ed25519  " + ssh.dropFirst(12), "publisher-key-form"),
        (ssh + " ", "publisher-key-form"),
        (ssh + "\n\n", "publisher-key-form"),
        (ssh + "\tcomment", "publisher-key-form"),
        (ssh.dropLast() + "=", "publisher-key-base64"),
        (ssh + "AAAA", "publisher-key-length"),
        (ecdsa, "publisher-key-form"),
        ("ssh-ed25519 " + ecdsa.dropFirst(20), "publisher-key-algorithm"),
        (
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "publisher-key-invalid-point"
        ),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5/////+XhTM1mR0paD99wRcH5OUAUDDlm5dDgk66vQzmtvkq8", "publisher-key-length"),
        (String(repeating: "A", count: 1028), "publisher-key-form"),
        ("schlüssel", "publisher-key-form"),
    ]

    @Test("anything else is refused for its reason", arguments: refused)
    func isRefused(_ text: String, _ code: String) {
        #expect(refusalCode { try PublisherKey(text) } == code)
    }
}
