import Testing

@testable import PromptuaryCore

/// Files that minisign 0.11 and OpenSSH 9.2 wrote.
///
/// The keys were made for these tests and are used for nothing else.
enum SignatureFixture {
    /// The signed file.
    static let file = Array("hello package\n".utf8)
    static let registry = "registry.example"
    static let comment = "pdpkg v1 registry.example @team/tool 1.2.3"
    static let sshNamespace = "pdpkg@registry.example"

    static var binding: SignatureBinding {
        get throws { try .release(registry: registry, id: "@team/tool", version: "1.2.3") }
    }

    /// The public key file that `minisign -G -W` wrote.
    static let minisignPublic = """
        untrusted comment: minisign public key 18C72A5B284FC557
        RWRXxU8oWyrHGMWasrK31bz9a019b/djHYCshiOQ8mXZgEA5tD45h52B

        """

    /// The secret key file beside it, not encrypted.
    static let minisignSecret = """
        untrusted comment: minisign encrypted secret key
        RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAV8VPKFsqxxhPE0oXK5kTZBn9h6HJGQCY381mUNIy111IDZVkUVSvScWasrK31bz9a019b/djHYCshiOQ8mXZgEA5tD45h52BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

        """

    /// What `minisign -S -t` wrote for ``file``.
    static let minisignSignature = """
        untrusted comment: signature from minisign secret key
        RURXxU8oWyrHGGmokZQIZdOTKqajMGU4xTNTuT37S+pUYKyqu3J800x8i3bky7xtf+uB9gug3t30250BIoRyn7N3hdW5Lg80XwM=
        trusted comment: pdpkg v1 registry.example @team/tool 1.2.3
        g2HxV0RUohWO/L/Vguve0sf2RvIZ9q0xO20a/xXraT3nVT6FCuGyl0PStGEdng4uyhZcrZUlOLjjSOIXCSY+BA==

        """

    /// The same with `-l`: the legacy form without a prehash.
    static let minisignLegacy = """
        untrusted comment: signature from minisign secret key
        RWRXxU8oWyrHGNBhhtg02XWw2mQcOPHeL8MGxKGHcoWtqw+M1pflGC9cHwgjATL4+eRcOH1Pt/Abqon/aSGdLWUgNBzAnhVhGQg=
        trusted comment: pdpkg v1 registry.example @team/tool 1.2.3
        wbwCHcBE4CG8Tsnr/YFpMwEIb8qXtITsoA7LvFqOw136fninnlbC+0VY53llvQkdcPdpAL6WKoXoRdqgGqDpCA==

        """

    /// A key encrypted with the passphrase `correct horse` at the lowest cost; minisign 0.11 opens it.
    static let minisignEncrypted = """
        untrusted comment: minisign encrypted secret key
        RWRTY0IyAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AgAAAAAAAAAAAAAEAAAAASGR7oA+rTYYBg33HatHE/+HzYG0BjGSBRprE91Fh+N31NgIJiHEqjartL/jtI1i6/RdJUWl0I+pjkhZXPHTvTtwk+gyVXd6qelaha5I4G8wDKg156Q/HSxyq00D/YjsziUcwVGDX53s=

        """

    /// The line that `ssh-keygen -t ed25519` wrote.
    static let sshPublic = """
        ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOXhTM1mR0paD99wRcH5OUAUDDlm5dDgk66vQzmtvkq8 alice@example

        """

    /// The private key file beside it, not encrypted.
    static let sshSecret = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
        QyNTUxOQAAACDl4UzNZkdKWg/fcEXB+TlAFAw5ZuXQ4JOur0M5rb5KvAAAAJBrhnqHa4Z6
        hwAAAAtzc2gtZWQyNTUxOQAAACDl4UzNZkdKWg/fcEXB+TlAFAw5ZuXQ4JOur0M5rb5KvA
        AAAEAzfxBfYfqYjrgGrcmMWsZ1LTkyAN8e85qjCfga8OfKa+XhTM1mR0paD99wRcH5OUAU
        DDlm5dDgk66vQzmtvkq8AAAADWFsaWNlQGV4YW1wbGU=
        -----END OPENSSH PRIVATE KEY-----

        """

    /// The line of a key with a passphrase.
    static let sshEncryptedPublic = """
        ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICs44/AbsplzJz5AELi6bB/H5nnFK+X+ONzCTbV7KyCS bob@example

        """

    /// Its file, made with `ssh-keygen -a 1` and the passphrase `correct horse`.
    static let sshEncrypted = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABBJG2U/hd
        96N3CTZ4io3wbaAAAAAQAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAICs44/AbsplzJz5A
        ELi6bB/H5nnFK+X+ONzCTbV7KyCSAAAAkNnQYMOWuot6RAHSBOi3OIBS/9ZYnOjEEq5qGh
        HIRerduIoKORzOsJHfMUy1HolzaKhXNtmLz1/kk72OHLMREGpHbnG8cF+hWRxGeK0dFJP/
        sHhh9q+bVaccUPJAdQUb9VKnRQocTvhWPIcp5nlkNmMQc+C3D/CIu24LoFivJkVmZDfgGG
        +AR44yVfMYLGcVOw==
        -----END OPENSSH PRIVATE KEY-----

        """

    /// What `ssh-keygen -Y sign -n pdpkg@registry.example` wrote for ``file``.
    static let sshSignature = """
        -----BEGIN SSH SIGNATURE-----
        U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg5eFMzWZHSloP33BFwfk5QBQMOW
        bl0OCTrq9DOa2+SrwAAAAWcGRwa2dAcmVnaXN0cnkuZXhhbXBsZQAAAAAAAAAGc2hhNTEy
        AAAAUwAAAAtzc2gtZWQyNTUxOQAAAEB1PEP/FOFdQTd+tGfjDriHrF5IUcd7v5hTvEPnN9
        5oaT4q0eyGAsvBSLmhrJG4YlWk3kLZSUOmpQMjlBiJx8kF
        -----END SSH SIGNATURE-----

        """

    /// The same with `-O hashalg=sha256`.
    static let sshSignature256 = """
        -----BEGIN SSH SIGNATURE-----
        U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg5eFMzWZHSloP33BFwfk5QBQMOW
        bl0OCTrq9DOa2+SrwAAAAWcGRwa2dAcmVnaXN0cnkuZXhhbXBsZQAAAAAAAAAGc2hhMjU2
        AAAAUwAAAAtzc2gtZWQyNTUxOQAAAEA0hD6DeeYpajDq78t81UNAGdhxkjaHGUclmGheJV
        UTNj5c3KLHxSQakxRtv82HTFufbE768EQLoa8AHlw5YPoE
        -----END SSH SIGNATURE-----

        """

    /// The same with `-n file`.
    static let sshOtherNamespace = """
        -----BEGIN SSH SIGNATURE-----
        U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg5eFMzWZHSloP33BFwfk5QBQMOW
        bl0OCTrq9DOa2+SrwAAAAEZmlsZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUx
        OQAAAEDlZ4Kh208VvJmzy3ig9Ft/vEJL1GY6XpuYgHEWm6+eDLtC68uiu4NCCtwdurmFLE
        vD3RvPQgVw9lWUEXhLsIkM
        -----END SSH SIGNATURE-----

        """

    /// The same by an ECDSA key.
    static let sshECDSA = """
        -----BEGIN SSH SIGNATURE-----
        U1NIU0lHAAAAAQAAAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAE
        EELyDwhKYB8Qc3F51w+YC66sRocnVdt87aYlu3AQAKjNCUi1a1+KEzqY2gM7kxtzJPJMJg
        RHYNkV09ZiGPiPsVAAAAABZwZHBrZ0ByZWdpc3RyeS5leGFtcGxlAAAAAAAAAAZzaGE1MT
        IAAABkAAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAABJAAAAIQDgeOEcMv9wOpbWoAhb5aRN
        izzZha135EdNXW/k80FxvgAAACALbe8tlMODfEhwA5L3u9uH6J4pR4HelRNslBO/0X2LeA
        ==
        -----END SSH SIGNATURE-----

        """

}

/// A row of a table of refused inputs, shown by its name.
struct RefusedCase<Input: Sendable>: Sendable, CustomTestStringConvertible {
    let name: String
    let input: Input
    let code: String

    init(_ name: String, _ input: Input, _ code: String) {
        self.name = name
        self.input = input
        self.code = code
    }

    var testDescription: String { name }
}

/// The code of the refusal that the work ends with, or nil when it is not refused.
func refusalCode<Result>(_ work: () throws -> Result) -> String? {
    do {
        _ = try work()
        return nil
    } catch {
        return (error as? Refusal)?.code ?? "\(error)"
    }
}

extension String {
    var bytes: [UInt8] { Array(utf8) }
}
