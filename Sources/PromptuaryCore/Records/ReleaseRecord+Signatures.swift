extension ReleaseRecord {
    /// The mark of a signature: the form, whether the name is spelled, and the number before that counted from 0.
    private enum SignatureMark {
        static let ssh: UInt8 = 1
        static let spelled: UInt8 = 2
        static let numberShift: UInt8 = 2
        static let limit: UInt8 = 16 << 2
    }

    static func writeSignatures(of release: Release, _ signers: [PublisherKey], to writer: inout RecordWriter) {
        writer.number(release.signatures.count)
        for index in release.signatures.indices {
            let fileName = release.signatures[index].fileName
            let isSSH = release.signatures[index].form == .ssh
            let form: UInt8 = isSSH ? SignatureMark.ssh : 0
            let number = number(of: fileName, isSSH ? .ssh : .minisign, signed: release.fileName)
            writer.byte(
                number.map { form | UInt8($0 - 1) << SignatureMark.numberShift } ?? form | SignatureMark.spelled)
            if number == nil { writer.text(fileName) }
            var signer = 0
            if let key = release.signatures[index].key?.key {
                signer = signers.firstIndex(of: key).map { $0 + 1 } ?? 0
            }
            writer.number(signer)
        }
    }

    /// The number of a signature whose file is called as signatures of the release are; nil for another name.
    private static func number(
        of fileName: String, _ form: SignatureFileName.Form, signed: String
    ) -> Int? {
        let ending = ending(of: form)
        let length = signed.utf8.count
        if fileName.utf8.count == length + ending.utf8.count, fileName.hasBytes(of: signed, at: 0),
            fileName.hasBytes(of: ending, at: length)
        {
            return 1
        }
        guard let parsed = SignatureFileName.parse(fileName), parsed.form == form,
            fileName.hasSameBytes(as: name(parsed.number, form, of: signed))
        else { return nil }
        return parsed.number
    }

    private static func name(_ number: Int, _ form: SignatureFileName.Form, of signed: String) -> String {
        if number > 1 { return SignatureFileName(signed: signed, number: number, form: form).text }
        return String.joined(signed, ending(of: form))
    }

    private static func ending(of form: SignatureFileName.Form) -> String { form == .ssh ? ".sshsig" : ".minisig" }

    static func signatures(
        _ reader: inout RecordReader, of signed: String, by signers: [KeySet.Key]
    ) throws(Refusal) -> [Release.Signature] {
        let count = try reader.count(ofAtLeast: 2)
        var signatures: [Release.Signature] = []
        signatures.reserveCapacity(count)
        for _ in 0..<count {
            let mark = try reader.byte()
            let number = Int(mark >> SignatureMark.numberShift) + 1
            let isSpelled = mark & SignatureMark.spelled != 0
            guard mark < SignatureMark.limit, !isSpelled || number == 1 else {
                throw reader.malformed("a signature has an unknown mark")
            }
            let form: SignatureFileName.Form = mark & SignatureMark.ssh == 0 ? .minisign : .ssh
            let name = isSpelled ? try reader.text() : name(number, form, of: signed)
            let signer = try reader.number(upTo: signers.count)
            signatures.append(
                Release.Signature(
                    fileName: name, form: form, key: signer == 0 ? nil : signers[signer - 1]))
        }
        return signatures
    }
}
