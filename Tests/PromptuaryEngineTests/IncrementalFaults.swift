import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

/// Changes that a build has to refuse.
extension IncrementalTree {
    /// Damages that take something published away or change it.
    private static let breaches = 2...5

    /// Breaks the tree or what the site promises, and tells how, and whether every build has to refuse it; the model does not
    /// follow, for the tree is put back.
    mutating func damage() throws -> (text: String, isBreach: Bool) {
        while true {
            let kind = random.number(0...21)
            if let made = try damage(kind) { return (made, Self.breaches.contains(kind)) }
        }
    }

    private mutating func damage(_ kind: Int) throws -> String? {
        guard let pack = anyPack(), let version = random.pick(pack.versions) else { return nil }
        let file = pack.folder(version) + "/" + pack.fileName(version)
        switch kind {
        case 0:
            for name in try Workshop.names(workshop.path(pack.folder(version)))
            where SignatureFileName.parse(name) != nil { try workshop.remove(pack.folder(version) + "/" + name) }
            return "no signature on \(file)"
        case 1:
            try workshop.write("no package", to: file)
            return "garbage in \(file)"
        case 2:
            guard pack.published.contains(version) else { return nil }
            var other = pack
            other.summary += ", changed"
            try writeRelease(other, version)
            return "other bytes in the published \(file)"
        case 3:
            guard pack.published.contains(version) else { return nil }
            try workshop.remove(pack.folder(version))
            return "without the published \(file)"
        case 4:
            guard !pack.published.isEmpty else { return nil }
            try workshop.remove(pack.path)
            return "without the published \(pack.path)"
        case 5:
            guard !pack.published.isEmpty else { return nil }
            try workshop.write("protection: private\n", to: "namespaces/\(pack.namespace)/namespace.yaml")
            return "hide \(pack.namespace), which is published"
        case 6...10: return try damageNeeds(of: pack, kind)
        case 11:
            try workshop.write("package: \"\(pack.id)\"\nversion: 1\n", to: pack.path + "/package.yaml")
            return "package.yaml of \(pack.id) without a signature"
        case 12:
            var other = pack
            other.yanks.append(("77.0.0", nil))
            try writeNotes(other)
            return "yank a release of \(pack.id) that is not there"
        case 13:
            let place = random.pick([
                pack.path, pack.folder(version), "namespaces/\(pack.namespace)", "packages",
                "packages/\(pack.namespace)", "namespaces",
            ])
            try workshop.write("?", to: (place ?? "packages") + "/stray.txt")
            return "a stray file in \(place ?? "")"
        case 14:
            try workshop.write("protection: [\n", to: "namespaces/\(pack.namespace)/namespace.yaml")
            return "a broken namespace.yaml of \(pack.namespace)"
        case 15:
            try workshop.remove("namespaces/\(pack.namespace)")
            return "without the namespace \(pack.namespace)"
        case 16:
            try workshop.write(
                try Workshop.keySet([250]).file, to: "namespaces/\(pack.namespace)/keys.json")
            return "keys of a stranger for \(pack.namespace)"
        case 17, 18:
            var other = pack
            other.deprecation = ", successor: \"\(kind == 17 ? "@acme/nothing" : "not a name")\""
            try writeNotes(other)
            return "a successor of \(pack.id) that is not there"
        case 19:
            try workshop.write("name: [\n", to: "registry.yaml")
            return "a broken registry.yaml"
        case 20:
            try FileManager.default.createDirectory(
                atPath: workshop.path(pack.path + "/9.9.9"), withIntermediateDirectories: true)
            try workshop.write("?", to: pack.path + "/9.9.9/notes.txt")
            return "a folder of \(pack.id) without a package file"
        default:
            try workshop.write("?", to: "packages/\(pack.namespace)/Not A Name/1.0.0/x-1.0.0.pdpkg")
            return "a package whose name is none"
        }
    }

    private mutating func damageNeeds(of pack: Pack, _ kind: Int) throws -> String? {
        var other = pack
        let version = "88.0.0"
        switch kind {
        case 6:
            other.needs.append(("@acme/nothing", "^1.0.0"))
            try writeRelease(other, version)
            return "\(pack.id) needs a package that is not there"
        case 7:
            guard let target = anyPack({ $0.id != pack.id }) else { return nil }
            other.needs = [(target.id, "^66.0.0")]
            try writeRelease(other, version)
            return "\(pack.id) needs a release of \(target.id) that is not there"
        case 8:
            let spaces = spaces
            guard isPublic(pack), let target = anyPack({ spaces[$0.namespace]?.isPublic == false }) else { return nil }
            other.needs = [(target.id, "latest")]
            try writeRelease(other, version)
            return "\(pack.id) needs \(target.id), which is private"
        case 9:
            guard let target = anyPack({ $0.needs.contains { $0.target == pack.id } }) else { return nil }
            other.needs = [(target.id, "latest")]
            try writeRelease(other, version)
            return "\(pack.id) and \(target.id) need each other"
        default:
            let name = pack.name.replacing("e", with: "-e")
            guard name != pack.name else { return nil }
            let twin = Pack(namespace: pack.namespace, name: name, format: pack.format, rank: 0)
            try writeRelease(twin, "1.0.0")
            return "\(twin.id), which looks like \(pack.id)"
        }
    }
}
