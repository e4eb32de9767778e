import Foundation
import Testing

@testable import PromptuaryCore
@testable import PromptuaryEngine

/// Publishing the tree of a workshop that has trust, and reading the site as a client does.
extension Workshop {
    static func day(_ days: Int) -> Timestamp { Timestamp(seconds: ceremonyTime.seconds + days * 86_400) }

    /// Publishes once; `online` names the keys that are not the first ones.
    @discardableResult
    func publishSite(
        on day: Int = 0, online: [OnlineRole: String] = [:], cosigned: [SignedCheckpoint] = [], state: String? = nil,
        site: String? = nil, _ change: (inout SiteBuild.Options) -> Void = { _ in }
    ) async throws -> SiteBuild.Report {
        let report = try await tryToPublish(
            on: day, online: online, cosigned: cosigned, state: state, site: site, change)
        #expect(report.isBuilt, "\(report.findings)")
        return report
    }

    /// Publishes once, if the tree is in order.
    func tryToPublish(
        on day: Int = 0, online: [OnlineRole: String] = [:], cosigned: [SignedCheckpoint] = [], state: String? = nil,
        site: String? = nil, _ change: (inout SiteBuild.Options) -> Void = { _ in }
    ) async throws -> SiteBuild.Report {
        let trust = try #require(try store.folder())
        let folder = try OnlineKeys(folder + "/online", tree: tree, isDemo: false)
        let keys = try PublishingKeys(folder, for: trust) { path in
            let role = try #require(OnlineRole.allCases.first { path.hasSuffix("/" + $0.fileName) })
            return try Workshop.trustKey(online[role] ?? role.rawValue)
        }
        var options = SiteBuild.Options(tree: tree, site: site ?? self.site)
        options.at = Workshop.day(day)
        options.signing = SiteBuild.Signing(
            trust: trust, keys: keys, time: Workshop.day(day), cosigned: cosigned, state: state)
        change(&options)
        return try await SiteBuild(options).run()
    }

    /// What is broken for a client of the first root, which remembers the site in a folder; empty when nothing is.
    func broken(on day: Int = 0, memory: String = "memory", site: String? = nil) async throws -> String {
        let options = SiteVerification.Options(
            at: Workshop.day(day), root: ("root.json", try read("trust/root.json")),
            state: .folder(folder + "/" + memory))
        let report = try await SiteVerification(DirectorySource(site ?? self.site), options).run()
        return report.broken.first.map { "\($0)" }.joined(separator: "; ")
    }

    /// The files of the site below a folder.
    func published(_ folder: String = "") throws -> [String: [UInt8]] {
        try Workshop.files(site).filter { $0.key.hasPrefix(folder) }
    }

    func copySite(to name: String) throws {
        try? FileManager.default.removeItem(atPath: folder + "/" + name)
        try FileManager.default.copyItem(atPath: site, toPath: folder + "/" + name)
    }

    func restoreSite(from name: String) throws {
        try FileManager.default.removeItem(atPath: site)
        try FileManager.default.copyItem(atPath: folder + "/" + name, toPath: site)
    }

    var stateFolder: String { folder + "/.site.promptuary" }

    /// What the publisher remembers beside the site, without what the builder does.
    func journals() throws -> [String] { try Workshop.names(stateFolder).filter { !$0.hasPrefix("build.db") } }

    func entries() throws -> [LogEntry] {
        let checkpoint = try SignedCheckpoint(bytes: FileContents.read(site + "/log/checkpoint", upTo: 1 << 20))
        var entries: [LogEntry] = []
        for bundle in LogBundle.all(of: checkpoint.checkpoint.size) {
            entries += try bundle.entries(FileContents.read(site + "/" + bundle.path, upTo: 1 << 20)).map {
                try LogEntry(bytes: $0)
            }
        }
        return entries
    }

    func rotate(_ roles: [OnlineRole], keepingLogKeys: Bool = false) throws {
        _ = try ceremony().change("new keys") { terms in
            for role in roles {
                try terms.rotate(
                    role, to: Workshop.trustKey("new \(role.rawValue)").publicKey.key, keepingLogKeys: keepingLogKeys)
            }
        }
        try publish(by: ["ada", "bea"])
    }

    static func newKeys(_ roles: [OnlineRole]) -> [OnlineRole: String] {
        Dictionary(uniqueKeysWithValues: roles.map { ($0, "new \($0.rawValue)") })
    }

    /// The code or the text of what a publication ends with; nil when it publishes.
    func refusal(_ work: () async throws -> Void) async -> String? {
        do {
            try await work()
            return nil
        } catch let refusal as Refusal {
            return refusal.code
        } catch {
            return "\(error)"
        }
    }
}
