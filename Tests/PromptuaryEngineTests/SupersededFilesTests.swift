import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

@Suite("Since when files of a site are superseded")
struct SupersededFilesTests {
    /// A publisher's folder and a builder's, and what they should know.
    private final class Bench {
        let folder: String
        var known: [String: Int] = [:]

        init() throws {
            folder = NSTemporaryDirectory() + "superseded-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        var log: String { folder + "/" + SupersededFiles.fileName }

        /// One publication.
        func publish(_ body: (SupersededFiles) throws -> Void, ends: Bool = true, isKept: Bool = true) throws {
            let state = try BuildState(folder: folder, program: "x")
            let files = try SupersededFiles(folder: folder, state: state)
            try body(files)
            if ends { try files.end() }
            if isKept { try state.end() } else { state.forget() }
        }

        /// What the next publication knows.
        func found() throws -> [String: Int] {
            var found: [String: Int] = [:]
            let state = try BuildState(folder: folder, program: "x")
            let files = try SupersededFiles(folder: folder, state: state)
            try state.superseded { found[$0] = $1.seconds }
            #expect(files.isEmpty == found.isEmpty)
            state.forget()
            return found
        }

        var lines: Int { (try? FileContents.read(log, upTo: 1 << 30).count { $0 == 10 }) ?? 0 }
    }

    @Test("is known as it was noted, whether state, file or both last, and wherever a publication was cut off")
    func sequences() throws {
        for seed in 0..<6 {
            var random = SequenceRandom(seed)
            let bench = try Bench()
            for step in 1000..<1060 {
                let before = bench.known
                let (ends, isKept) = (!random.chance(15), !random.chance(15))
                try bench.publish(
                    { files in
                        for _ in 0..<random.number(0...7) {
                            let path = "metadata/\(random.number(0...11)).json"
                            if random.chance(50) {
                                try files.add(path, since: Timestamp(seconds: step))
                                if bench.known[path] == nil { bench.known[path] = step }
                            } else {
                                try files.remove(path)
                                bench.known[path] = nil
                            }
                            #expect(try files.time(of: path)?.seconds == bench.known[path])
                        }
                        let old = try files.files(until: Timestamp(seconds: step - 5))
                        #expect(Set(old) == Set(bench.known.filter { $0.value <= step - 5 }.keys))
                    }, ends: ends, isKept: ends && isKept)
                if !ends { bench.known = before }
                switch random.number(0...5) {
                case 0: try? FileManager.default.removeItem(atPath: bench.folder + "/build.db")
                case 1 where ends && isKept:
                    // A line that a later publication could not end.
                    let file = try? FileHandle(forWritingTo: URL(fileURLWithPath: bench.log))
                    try file?.seekToEnd()
                    try file?.write(contentsOf: Data("17 metadata/hal".utf8))
                    try file?.close()
                case 2 where ends && isKept: try? FileManager.default.removeItem(atPath: bench.log)
                default: break
                }
                #expect(try bench.found() == bench.known, "seed \(seed), step \(step)")
                // What is found after a cut is also what is written.
                try bench.publish { _ in }
                #expect(try bench.found() == bench.known, "seed \(seed), step \(step)")
            }
        }
    }

    @Test(
        "costs as much as a publication supersedes: the file grows by that, and is written anew when little of it counts"
    )
    func size() throws {
        let bench = try Bench()
        var most = 0
        for step in 0..<100 {
            let before = bench.lines
            try bench.publish { files in
                for number in 0..<100 {
                    try files.add("metadata/\(step).\(number).json", since: Timestamp(seconds: step))
                }
                for path in try files.files(until: Timestamp(seconds: step - 3)) { try files.remove(path) }
            }
            #expect(bench.lines - before <= 200)
            most = max(most, bench.lines)
        }
        #expect(most <= 4096 + 200 && bench.lines < 19_000)
        #expect(try bench.found().count == 300)
    }

    @Test(
        "is refused when the file is not of the format, with the line",
        arguments: [
            ("17\n", 1), ("17 \n", 1), (" a\n", 1), ("17 a\n\n", 2), ("17 a\nsoon b\n", 2), ("17 a\n-5 b\n", 2),
            ("{}\n", 1),
        ])
    func damaged(_ text: String, _ line: Int) throws {
        let bench = try Bench()
        try Data(text.utf8).write(to: URL(fileURLWithPath: bench.log))
        let error = #expect(throws: Refusal.self) { try bench.publish { _ in } }
        #expect(error?.code == PublishFault.journal.rawValue && error?.message.contains("line \(line)") == true)
    }

    @Test("takes any path that a file of a site can have")
    func paths() throws {
        let bench = try Bench()
        let paths = ["a", "a b", " ", "-", "é/\"x\"", "metadata/1.snapshot.json"]
        try bench.publish { for path in paths { try $0.add(path, since: Timestamp(seconds: 1)) } }
        try FileManager.default.removeItem(atPath: bench.folder + "/build.db")
        #expect(try Set(bench.found().keys) == Set(paths))
    }
}
