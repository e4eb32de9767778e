internal import PromptuaryCore

/// The signatures beside one file, each under a name of its own, byte for byte as their makers wrote them.
struct SignatureSet: Sendable {
    /// One of them.
    struct Element: Sendable {
        /// The signature, under its name in the set.
        let file: SignatureFile
        /// The bytes of the file.
        let bytes: [UInt8]
    }

    /// The signatures, in the order in which they were added.
    private(set) var elements: [Element] = []

    private let signed: String

    /// No signatures of a file.
    init(signing signed: String) { self.signed = signed }

    /// Adds a signature file under the first number that is free; nil when the same signature is there already.
    ///
    /// The form is told by the bytes: `ssh-keygen` calls its file `FILE.sig`. Refused when there are too many.
    @discardableResult
    mutating func add(_ bytes: [UInt8]) throws(Refusal) -> Element? {
        let form: SignatureFileName.Form = SignatureFile.isOfSSH(bytes) ? .ssh : .minisign
        let taken = Set(elements.map(\.file.name).filter { $0.form == form }.map(\.number))
        guard let number = (1...SignatureFileName.highestNumber).first(where: { !taken.contains($0) }) else {
            throw Refusal(SignatureFault.tooMany, "there are 16 signatures of one form already")
        }
        let name = SignatureFileName(signed: signed, number: number, form: form)
        let element = Element(file: try SignatureFile(name: name, bytes: bytes), bytes: bytes)
        guard !elements.contains(where: { $0.file.content == element.file.content }) else { return nil }
        elements.append(element)
        return element
    }

    /// Puts a signature that has its place already into the set.
    mutating func insert(_ bytes: [UInt8], as name: SignatureFileName) throws(Refusal) {
        elements.append(Element(file: try SignatureFile(name: name, bytes: bytes), bytes: bytes))
    }
}
