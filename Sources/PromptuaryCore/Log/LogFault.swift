/// Why a transparency log, or what claims to come from one, is not believed.
public enum LogFault: String, Fault {
    case entry = "log-entry"
    case bundle = "log-bundle"
    case tile = "log-tile"
    case missing = "log-file-missing"
    case size = "log-size"
    case checkpoint = "log-checkpoint"
    case origin = "log-origin"
    case root = "log-root"
    case tileHash = "log-tile-hash"
    case entryHash = "log-entry-hash"
    case smaller = "log-smaller"
    case fork = "log-fork"
    case inclusion = "log-inclusion"
    case proof = "log-proof"
    case document = "log-description"
    case witnesses = "log-witnesses"
    case contradiction = "log-contradiction"
    case notLogged = "log-not-logged"
    case absent = "log-absent"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .entry: "an entry of the log is canonical JSON of a known type, at most 65,535 bytes"
        case .bundle: "an entry bundle is exactly as many length-prefixed entries as its name says"
        case .tile: "a tile is exactly as many hashes as its name says"
        case .missing: "every tile and entry bundle of a signed checkpoint is published"
        case .size: "a log has at most 2^40 entries, and nothing is asked beyond its size"
        case .checkpoint: "a checkpoint is three lines: origin, size, root hash"
        case .origin: "a checkpoint is of the log that it is checked for"
        case .root: "the tiles at the edge of the log give the root hash that was signed"
        case .tileHash: "every tile belongs to the tree that was signed"
        case .entryHash: "every entry belongs to the tree that was signed"
        case .smaller: "a log never shrinks"
        case .fork: "a log only grows: what was in it once stays in it, unchanged"
        case .inclusion: "an entry counts as logged only with a proof that leads to the signed root"
        case .proof: "a log proof has the form of C2SP tlog-proof"
        case .document: "the description of a log names its origin, its keys and its witnesses"
        case .witnesses: "as many witnesses as the description demands have cosigned the checkpoint"
        case .contradiction: "the log says one thing about a release or a key set, and never another later"
        case .notLogged: "every published package file is in the log with its digest"
        case .absent: "a site that is checked has a log"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .entry, .bundle, .tile, .root, .tileHash, .entryHash, .checkpoint, .inclusion, .proof:
            "do not trust this copy of the log; fetch it again, and tell who runs the registry if it stays so"
        case .missing: "wait until the site is complete, or tell who runs it"
        case .size: "give an index or a size within the log"
        case .origin: "give the key of this log, or the address of the right site"
        case .smaller: "keep the newer checkpoint, and tell who runs the registry that an old one was served"
        case .fork, .contradiction: "keep both as evidence, trust neither, and tell others who use the registry"
        case .document: "correct keys/log.json; docs/formats/log.md lists its fields"
        case .witnesses: "wait until the witnesses have cosigned, or fetch log/witnessed"
        case .notLogged: "do not use the release; the registry must log it first"
        case .absent: "give the address of a site that was published with a log"
        }
    }
}
