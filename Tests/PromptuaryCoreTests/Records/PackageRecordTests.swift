import Testing

@testable import PromptuaryCore

@Suite("The record of a package")
struct PackageRecordTests {
    @Test("gives back every stored property of the package, but for the README, which the caller has")
    func roundTrip() throws {
        let keys = try RecordSpecimen.keys()
        for (name, package) in try RecordSpecimen.packages() {
            let record = PackageRecord.encode(package)
            let decoded = try PackageRecord.decode(record, keys: keys, readme: package.readme)
            #expect(everythingStored(in: decoded) == everythingStored(in: package), "\(name)")
            #expect(try PackageRecord.decode(record, keys: keys).readme == nil)
            #expect(PackageRecord.encode(decoded) == record, "\(name)")
        }
    }

    @Test("has every field of a full package, so that the round trip means something")
    func fullness() throws {
        let package = try RecordSpecimen.full()
        let manifest = package.releases[0].manifest
        for child in Mirror(reflecting: manifest).children where child.label != "contentCounts" {
            let value = Mirror(reflecting: child.value)
            #expect(!(value.displayStyle == .optional && value.children.isEmpty), "\(child.label ?? "")")
            if child.label != "mcps" { #expect(!"\(child.value)".isEmpty && "\(child.value)" != "[]") }
        }
        #expect(try RecordSpecimen.yaml().latest.manifest.contentCounts?.rules == 2)
        #expect(!package.releases[0].contents.remarks.isEmpty && package.notes.yanks.count == 3)
        #expect(package.releases.filter { $0.yank != nil }.count == 2 && package.latest.contents.files[0].digest != nil)
    }

    @Test("is the same for equal packages, in whatever order their releases were read")
    func determinism() throws {
        for (first, second) in zip(try RecordSpecimen.packages(), try RecordSpecimen.packages()) {
            let package = second.package
            let turned = Package(
                package.id, releases: package.releases.reversed(), notes: package.notes, path: package.path)
            #expect(PackageRecord.encode(first.package) == turned.map(PackageRecord.encode), "\(first.name)")
        }
    }

    @Test("begins with an outline that says what the whole record says, and is read without the rest")
    func outline() throws {
        let keys = try RecordSpecimen.keys()
        for (name, package) in try RecordSpecimen.packages() {
            let record = PackageRecord.encode(package)
            let outline = try PackageRecord.outline(of: record)
            let whole = try PackageRecord.decode(record, keys: keys)
            #expect(everythingStored(in: outline) == everythingStored(in: PackageOutline(whole)), "\(name)")
            #expect(everythingStored(in: outline) == everythingStored(in: PackageOutline(package)), "\(name)")
            #expect(outline.latest.version == package.latest.version && outline.format == package.format)
            let length = 5 + Int(record[1]) + Int(record[2]) << 8 + Int(record[3]) << 16
            #expect(try PackageRecord.outline(of: Array(record[..<length])) == outline)
            #expect(refusalCode { try PackageRecord.outline(of: Array(record[..<(length - 1)])) } == "record-truncated")
        }
    }

    @Test("spells nothing twice that releases have in common")
    func size() throws {
        let versions = (0..<50).map { "1.\($0).0" }
        let one = PackageRecord.encode(try Specimen.package("@acme/tool", ["1.0.0"])).count
        let all = PackageRecord.encode(try Specimen.package("@acme/tool", versions)).count
        // Mark, version, digest, states, sizes of three files and of the whole, with a digest for each file.
        #expect((all - one) / 49 < 1 + 7 + 32 + 8 + 2 + 1 + 3 * (32 + 4))
    }

    @Test("finds signers in the key set that it is given, and in no other")
    func signers() throws {
        let package = try RecordSpecimen.full()
        let record = PackageRecord.encode(package)
        let keys = try RecordSpecimen.keys()
        let signed = try PackageRecord.decode(record, keys: keys).releases[0].signatures
        #expect(signed.map(\.key?.name) == ["key 3m", "key 2", nil, "key 1"])
        let turned = try KeySet(keys: keys.keys.reversed(), threshold: 1, version: 1, previous: nil)
        #expect(try PackageRecord.decode(record, keys: turned).releases[0].signatures == signed)
        let others = try [
            KeySet(keys: Array(keys.keys.dropLast()), threshold: 1, version: 1, previous: nil),
            KeySet(
                keys: [KeySetTests.key(1), KeySetTests.key(2), KeySetTests.key(3)], threshold: 1, version: 1,
                previous: nil),
        ]
        for keys in [nil] + others.map(Optional.some) {
            #expect(refusalCode { try PackageRecord.decode(record, keys: keys) } == "record-malformed")
        }
    }

    @Test("of another format is refused")
    func format() throws {
        var record = PackageRecord.encode(try Specimen.package("@acme/tool", ["1.0.0"]))
        for number in [0, 1, 3, 255] as [UInt8] {
            record[0] = number
            #expect(refusalCode { try PackageRecord.decode(record, keys: nil) } == "record-malformed")
            #expect(refusalCode { try PackageRecord.outline(of: record) } == "record-malformed")
        }
    }

    @Test("is refused with a byte too many")
    func trailing() throws {
        let record = PackageRecord.encode(try RecordSpecimen.yaml()) + [0]
        #expect(refusalCode { try PackageRecord.decode(record, keys: nil) } == "record-malformed")
        var longer = PackageRecord.encode(try RecordSpecimen.yaml())
        longer[1] += 1
        #expect(refusalCode { try PackageRecord.outline(of: longer) } == "record-malformed")
    }

    @Test("is refused when it ends anywhere before its end")
    func truncation() throws {
        let keys = try RecordSpecimen.keys()
        for package in [try RecordSpecimen.full(), try RecordSpecimen.yaml()] {
            let record = PackageRecord.encode(package)
            for length in 0..<record.count {
                #expect(
                    refusalCode { try PackageRecord.decode(Array(record[..<length]), keys: keys) }
                        == "record-truncated",
                    "\(length) of \(record.count)")
            }
        }
    }

    /// Decodes hostile bytes; what comes out of them is a package that has a record again.
    private static func judge(_ record: [UInt8], _ keys: KeySet) -> Bool {
        do {
            let package = try PackageRecord.decode(record, keys: keys)
            _ = PackageRecord.encode(package)
            _ = package.installable
            return package.releases.map(\.version) == package.releases.map(\.version).sorted()
        } catch {
            return error.code == "record-truncated" || error.code == "record-malformed"
        }
    }

    @Test(
        "is refused or is a package after any change of one byte", arguments: [0x01, 0x10, 0x7F, 0x80, 0xFF] as [UInt8])
    func changes(_ mask: UInt8) throws {
        let keys = try RecordSpecimen.keys()
        for package in [try RecordSpecimen.full(), try RecordSpecimen.yaml()] {
            var record = PackageRecord.encode(package)
            for index in record.indices {
                record[index] ^= mask
                #expect(Self.judge(record, keys), "byte \(index)")
                record[index] ^= mask
            }
        }
    }

    @Test("is refused or is a package when many bytes are random")
    func noise() throws {
        let keys = try RecordSpecimen.keys()
        var random = SeededGenerator(seed: 4)
        let good = PackageRecord.encode(try RecordSpecimen.full())
        for _ in 0..<2_000 {
            var record = good
            switch UInt8.random(in: 0..<3, using: &random) {
            case 0:
                record = (0..<Int.random(in: 0..<400, using: &random)).map { _ in .random(in: 0...255, using: &random) }
                if record.count > 5 { record.replaceSubrange(0..<5, with: [1, record[1], 0, 0, 0]) }
            case 1:
                for _ in 0..<8 {
                    record[.random(in: 0..<record.count, using: &random)] = .random(in: 0...255, using: &random)
                }
            default:
                let from = Int.random(in: 0..<record.count - 20, using: &random)
                let to = Int.random(in: 0..<record.count - 20, using: &random)
                record.replaceSubrange(to..<to + 20, with: good[from..<from + 20])
            }
            #expect(Self.judge(record, keys))
        }
    }

    @Test("whose outline and notes disagree is refused")
    func disagreement() throws {
        let plain = try Specimen.package("@acme/tool", ["1.0.0", "1.1.0"])
        let yanked = try Specimen.package("@acme/tool", ["1.0.0", "1.1.0"], notes: PackageTests.yank("1.1.0"))
        func parts(_ package: Package) -> (head: [UInt8], rest: [UInt8]) {
            let record = PackageRecord.encode(package)
            let length = 5 + Int(record[1]) + Int(record[2]) << 8
            return (Array(record[..<length]), Array(record[length...]))
        }
        #expect(refusalCode { try PackageRecord.decode(parts(plain).head + parts(plain).rest, keys: nil) } == nil)
        for (head, rest) in [(plain, yanked), (yanked, plain)] {
            #expect(
                refusalCode { try PackageRecord.decode(parts(head).head + parts(rest).rest, keys: nil) }
                    == "record-malformed")
        }
    }
}
