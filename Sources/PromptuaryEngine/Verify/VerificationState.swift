internal import Glibc
public import PromptuaryCore

/// The folder in which a client remembers one registry: its TUF metadata and `memory.json`.
///
/// Nothing is written before ``commit(_:metadata:)``.
public struct VerificationState: Sendable {
    /// Where a registry is remembered.
    public enum Place: Sendable, Hashable {
        /// Nowhere.
        case none
        /// In this folder.
        case folder(String)
        /// In a folder of the registry's name below this one.
        case below(String)
    }

    private static let memoryName = "memory.json"

    /// The folder, or nil when nothing is remembered.
    public let folder: String?
    /// What was remembered, if anything.
    public let memory: RegistryMemory?
    private let lock: FolderLock?

    /// The state of a registry that calls itself `name` and is read from `site`, which nobody vouches for yet.
    ///
    /// Refused when the site was remembered as another registry (``VerificationFault/registryChanged``). Another
    /// verification that uses the folder is ``VerificationBusy``.
    public init(_ place: Place, registry name: RegistryName?, site: String) throws {
        switch place {
        case .none: folder = nil
        case .folder(let path): folder = path
        case .below(let base):
            let other = try Self.registry(of: site, below: base)
            if let other, other != name {
                throw BrokenPromise(
                    VerificationFault.registryChanged, site,
                    "it was the registry \(other), now it says \(name?.text ?? "nothing about its name")")
            }
            folder = name.map { base + "/" + $0.text }
        }
        lock = try folder.flatMap { try FolderLock($0) }
        memory = try folder.flatMap { try Self.memory(in: $0) }
    }

    /// The folder below which registries are remembered, from the values of `XDG_STATE_HOME` and `HOME`.
    public static func defaultBase(stateHome: String?, home: String?) -> String? {
        if let stateHome, stateHome.hasPrefix("/") { return stateHome + "/promptuary" }
        return home.flatMap { $0.hasPrefix("/") ? $0 + "/.local/state/promptuary" : nil }
    }

    /// Where the metadata is remembered; nothing reaches the disk before ``commit(_:metadata:)``.
    public var store: TrustedStore { TrustedStore(folder, timing: .deferred) }

    /// Remembers what was verified.
    public func commit(_ memory: RegistryMemory, metadata: inout TUFClient) throws(StorageError) {
        guard let folder else { return }
        try DurableFile.makeDirectories(folder)
        try metadata.commit()
        guard memory != self.memory else { return }
        try DurableFile.write(memory.bytes, to: folder + "/" + Self.memoryName)
    }

    private static func memory(in folder: String) throws -> RegistryMemory? {
        let directory: Directory
        do {
            directory = try Directory(folder)
        } catch {
            if error.code == ENOENT { return nil }
            throw error
        }
        guard let bytes = try directory.regularFile(memoryName, upTo: RegistryMemory.sizeLimit) else { return nil }
        do {
            return try RegistryMemory(bytes: bytes)
        } catch {
            throw Refusal(MemoryFault.unreadable, "\(folder)/\(memoryName): \(error.message)", at: error.place)
        }
    }

    /// The registry that a site was remembered as.
    private static func registry(of site: String, below base: String) throws -> RegistryName? {
        var names: [String] = []
        do throws(StorageError) {
            names = try Directory(base).entries().filter { $0.kind == .directory }.map(\.name)
        } catch {
            if error.code == ENOENT { return nil }
            throw error
        }
        for name in names {
            guard let memory = try memory(in: base + "/" + name) else { continue }
            if memory.sites.contains(where: { $0.utf8.elementsEqual(site.utf8) }) { return memory.registry }
        }
        return nil
    }
}

/// Another verification is using the state folder.
public struct VerificationBusy: Error, Sendable, Hashable, CustomStringConvertible {
    /// The folder.
    public let folder: String

    /// What is wrong and what to do instead, in one line.
    public var description: String {
        "another verification is using \(folder); wait for it, or give another folder with --state"
    }
}

/// A lock on a folder that ends with the value, or with the process.
private final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Locks a folder; nil when there is no folder yet, which then is not written to.
    init?(_ folder: String) throws {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw StorageError("open", folder)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw VerificationBusy(folder: folder) }
    }

    deinit {
        // A child process between its fork and its exec holds the descriptor too; the lock ends here all the same.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
