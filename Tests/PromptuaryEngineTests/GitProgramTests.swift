import Foundation
import Testing

@testable import PromptuaryEngine

@Suite("The git program")
struct GitProgramTests {
    @Test("is the first file in the search path that can be run")
    func first() throws {
        let workshop = try Workshop()
        func folder(_ name: String, _ permissions: Int?) throws -> String {
            let path = workshop.folder + "/" + name
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            if let permissions {
                #expect(
                    FileManager.default.createFile(
                        atPath: path + "/git", contents: Data("#!/bin/sh\n".utf8),
                        attributes: [.posixPermissions: permissions]))
            }
            return path
        }
        let (empty, plain) = (try folder("empty", nil), try folder("plain", 0o644))
        let (one, two) = (try folder("one", 0o755), try folder("two", 0o755))
        _ = try folder("folder/git", nil)
        let directory = workshop.folder + "/folder"
        for (path, expected) in [
            (one, one), ("\(one):\(two)", one), ("\(two):\(one)", two), ("\(empty):\(plain):\(directory)::\(two)", two),
            ("one:./one:\(two)", two), ("/no/such/folder:\(one)", one),
        ] { #expect(GitProgram.path(in: path) == expected + "/git", "\(path)") }
        for path in ["", ":", "git", "\(empty):\(plain):\(directory)", "/no/such/folder"] {
            #expect(GitProgram.path(in: path) == nil, "\(path)")
        }
    }
}
