/// The name of a signature file: the signed file's name, a number from 2 on, and the form.
///
/// `X.minisig` and `X.sshsig` are number 1; further signatures are `X.2.minisig` to `X.16.minisig`.
public struct SignatureFileName: Sendable, Hashable {
    /// The tool that reads the file.
    public enum Form: String, Sendable, Hashable, CaseIterable {
        /// A minisign signature.
        case minisign = "minisig"
        /// An OpenSSH signature.
        case ssh = "sshsig"

        /// The end of the file names.
        fileprivate var ending: StaticString {
            switch self {
            case .minisign: ".minisig"
            case .ssh: ".sshsig"
            }
        }
    }

    /// The highest number of a signature: 16.
    public static let highestNumber = 16

    /// The name of the signed file.
    public let signed: String
    /// Which signature of that form it is, from 1 to 16.
    public let number: Int
    /// The form.
    public let form: Form
    /// The file name.
    public let text: String

    /// A name from its parts; the number is brought into 1...16.
    public init(signed: String, number: Int = 1, form: Form) {
        let number = min(max(number, 1), Self.highestNumber)
        self.init(
            signed: signed, number: number, form: form,
            text: number == 1 ? "\(signed).\(form.rawValue)" : "\(signed).\(number).\(form.rawValue)")
    }

    private init(signed: String, number: Int, form: Form, text: String) {
        (self.signed, self.number, self.form, self.text) = (signed, number, form, text)
    }

    /// The parts of a file name, or nil when it does not name a signature.
    ///
    /// A number that is not written as 2...16 without leading zeros belongs to the signed name: `tool-1.0.minisig` and
    /// `a.1.minisig` are number 1 of `tool-1.0` and `a.1`.
    public static func parse(_ name: String) -> SignatureFileName? {
        for form in [.minisign, .ssh] as [Form] where name.endsInBytes(of: form.ending) {
            let rest = Array(name.utf8.dropLast(form.ending.utf8CodeUnitCount))[...]
            if rest.isEmpty { return nil }
            if let (stem, number) = numbered(rest) {
                return SignatureFileName(
                    signed: String(decoding: stem, as: UTF8.self), number: number, form: form, text: name)
            }
            return SignatureFileName(signed: String(decoding: rest, as: UTF8.self), number: 1, form: form, text: name)
        }
        return nil
    }

    private static func numbered(_ name: ArraySlice<UInt8>) -> (stem: ArraySlice<UInt8>, number: Int)? {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return nil }
        let digits = name[(dot + 1)...]
        guard (1...2).contains(digits.count), digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return (2...highestNumber).contains(number) ? (name[..<dot], number) : nil
    }
}

extension SignatureFileName: CustomStringConvertible {
    /// The file name.
    public var description: String { text }
}
