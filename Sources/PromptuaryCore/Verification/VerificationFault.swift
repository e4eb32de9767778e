/// Why a site is not what it promised to be, beyond what its TUF metadata says about itself.
public enum VerificationFault: String, Fault {
    case siteUnsigned = "site-unsigned"
    case rootRotations = "root-rotations-exceeded"
    case rootContradicted = "root-contradicts-memory"
    case registryChanged = "registry-changed"
    case packageUnknown = "package-unknown"
    case targetPath = "target-path-unsafe"
    case rolesTooMany = "roles-too-many"
    case keysUnvouched = "keys-unvouched"
    case logUndescribed = "log-undescribed"
    case checkpointMissing = "checkpoint-missing"
    case checkpointBehind = "checkpoint-behind-metadata"
    case releaseNotLogged = "release-not-logged"
    case releaseLoggedOtherwise = "release-logged-otherwise"
    case releaseLoggedTwice = "release-logged-twice"
    case releaseWithheld = "release-withheld"
    case signatureList = "signature-list"
    case keysNotLogged = "keys-not-logged"
    case keysLoggedOtherwise = "keys-logged-otherwise"
    case keysWithheld = "keys-withheld"
    case witnessesTooFew = "witnesses-too-few"

    /// What the reason protects.
    public var summary: String {
        switch self {
        case .siteUnsigned: "a site without TUF metadata promises nothing that could be verified"
        case .rootRotations: "a root is followed through a bounded number of rotations"
        case .rootContradicted: "a root that was trusted before is part of the chain of roots, as it was"
        case .registryChanged: "a site that was trusted before does not become another registry"
        case .packageUnknown: "a package that is to be verified is in the registry"
        case .targetPath: "target paths stay inside the site"
        case .rolesTooMany: "the delegations of a site are a bounded tree"
        case .keysUnvouched: "what decides about keys is vouched for by the offline role for keys"
        case .logUndescribed: "the offline role for keys says which log belongs to the registry and who signs it"
        case .checkpointMissing: "a site has the newest checkpoint of its log"
        case .checkpointBehind: "the published checkpoint is at least as new as the one that the metadata lists"
        case .signatureList: "the metadata of a package file lists its signatures, each beside it"
        case .releaseNotLogged: "every release stands in the log, with a proof beside it"
        case .releaseLoggedOtherwise: "the log, the proof and the metadata say the same about a release"
        case .releaseLoggedTwice: "a version of a package is logged once"
        case .releaseWithheld: "every release of the log is published"
        case .keysNotLogged: "every key set of a namespace stands in the log, where its owners can see it"
        case .keysLoggedOtherwise: "the log and the site say the same about a key set"
        case .keysWithheld: "the newest key set in the log is the one that the site has"
        case .witnessesTooFew: "enough witnesses have lately seen the same log"
        }
    }

    /// What a person does instead.
    public var remedy: String {
        switch self {
        case .siteUnsigned: "publish it with `promptuary publish-job`, or verify the signed site"
        case .rootRotations: "begin with a newer root of the registry (--root)"
        case .rootContradicted, .registryChanged:
            "ask by another way which root is right, and give it with --root and a new --state"
        case .packageUnknown: "check the name; packages are called @namespace/name"
        case .targetPath, .rolesTooMany: "use another mirror, and tell who runs the registry"
        case .keysUnvouched, .logUndescribed, .checkpointMissing, .signatureList: "tell who runs the registry"
        case .checkpointBehind: "try again in a minute; a mirror that stays behind is not a whole copy"
        case .releaseNotLogged, .releaseLoggedOtherwise, .releaseLoggedTwice:
            "do not use the release; tell its publisher and who runs the registry"
        case .releaseWithheld: "ask who runs the registry why it is gone"
        case .keysNotLogged, .keysLoggedOtherwise, .keysWithheld:
            "ask the owners of the namespace whether the keys are theirs"
        case .witnessesTooFew: "try again later, and ask who runs the registry about its witnesses"
        }
    }
}
