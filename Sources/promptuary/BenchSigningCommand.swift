internal import ArgumentParser
internal import PromptuaryCore

/// The hidden command `promptuary bench-signing`: what signing and verifying cost, beside libsodium alone.
///
/// Exit code 1 when a promise is broken.
struct BenchSigningCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-signing", abstract: "Measure signing and verifying in memory.",
        discussion: "EXAMPLE: promptuary bench-signing --targets 100000", shouldDisplay: false)

    /// What one publication of one release may cost.
    private enum Promise {
        static let seconds = 0.010
        static let files = 20
        static let bytes = 1 << 20
    }

    @Option(help: "How many targets the bins list.") var targets = 100_000
    @Option(help: "Spread them over 2^BITS bins; may be given again.") var bits: [Int] = [8, 10]
    @Option(help: "How many publications are measured.") var runs = 21

    func validate() throws {
        guard (2000...10_000_000).contains(targets), runs >= 1, bits.allSatisfy({ TrustTerms.bitRange.contains($0) })
        else {
            throw ValidationError("--targets is at least 2000, --runs at least 1, --bits from 4 to 12.")
        }
    }

    func run() throws {
        var broken: [String] = []
        for bits in bits { broken += try measure(bits) }
        for text in broken { Console.say("bench-signing: \(text)") }
        guard broken.isEmpty else { throw ExitCode(ExitStatus.findings.rawValue) }
    }

    private func measure(_ bits: Int) throws -> [String] {
        let bench = try SigningBench(targets: targets, bits: bits)
        // The first of each kind warms caches and does not count.
        let publications = try (0...runs).map { try bench.publish($0) }.dropFirst()
        let refreshes = try (0...runs).map { try bench.refresh($0) }.dropFirst()
        let releases = try (0...runs).map { _ in try bench.verifyRelease() }.dropFirst()
        let log = try bench.worstLog()
        let files = log.files + (publications.map(\.files).max() ?? 0)
        let bytes = log.bytes + (publications.map(\.bytes).max() ?? 0)
        let bins = publications.map(\.bins)
        Console.result(
            "\(targets) targets of \(bench.packages) packages in \(1 << bits) bins, \(bench.logSize) log entries, \(runs) pairs"
        )
        Console.result(Self.row("CPU milliseconds, medians", "ours", "libsodium", "ratio"))
        let signing = row("publish one release: sign and write", publications.map { ($0.signing, $0.floor) })
        let assembly = Self.milliseconds(Self.median(publications.map(\.assembly)))
        Console.result(Self.row("- of it, put the changed bins together", assembly, "", ""))
        row("refresh and find a target: verify", refreshes.map { ($0.seconds, $0.floor) })
        row("a release: verify proof, owner, archive", releases.map { ($0.seconds, $0.floor) })
        Console.result(
            "a publication writes \(bins.min() ?? 0) to \(bins.max() ?? 0) bins, with log and proof at most \(files) files and \(bytes) bytes\n"
        )
        var broken: [String] = []
        if signing >= Promise.seconds { broken.append("signing takes \(Self.milliseconds(signing)) ms, not under 10") }
        if files > Promise.files { broken.append("a publication writes \(files) files, more than 20") }
        if bytes > Promise.bytes { broken.append("a publication writes \(bytes) bytes, more than 1 MiB") }
        return broken
    }

    @discardableResult
    private func row(_ title: String, _ pairs: [(ours: Double, floor: Double)]) -> Double {
        let ours = Self.median(pairs.map(\.ours))
        let ratio = Self.median(pairs.map { $0.ours / $0.floor })
        Console.result(
            Self.row(
                title, Self.milliseconds(ours), Self.milliseconds(Self.median(pairs.map(\.floor))),
                Self.decimals(ratio, 2)))
        return ours
    }

    private static func row(_ title: String, _ columns: String...) -> String {
        func pad(_ count: Int) -> String { String(repeating: " ", count: max(1, count)) }
        return columns.reduce(title + pad(40 - title.utf8.count)) { $0 + pad(10 - $1.utf8.count) + $1 }
    }

    private static func median(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count / 2] }

    private static func milliseconds(_ seconds: Double) -> String { decimals(seconds * 1000, 3) }

    private static func decimals(_ number: Double, _ places: Int) -> String {
        let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((number * Double(scale)).rounded())
        return "\(scaled / scale)." + String(String(scaled % scale + scale).dropFirst())
    }
}
