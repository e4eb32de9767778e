/// When a signature was made, as far as a log tells.
public enum LogMoment: Sendable, Hashable {
    /// The entry at this index of the log lists it.
    case at(Int)
    /// No entry of the log lists it, and the log has this many.
    ///
    /// Its place is open, so that only keys without a revocation make it, also where the revocation lies ahead.
    case after(size: Int)
    /// There is no log: no revoked key made it.
    case unknown
}

extension KeySet.Key {
    /// Whether the key counts at a moment.
    public func isActive(_ moment: LogMoment) -> Bool {
        switch moment {
        case .at(let index): isActive(at: index)
        case .after(let size): revokedAt == nil && notBefore <= size
        case .unknown: isActive(at: nil)
        }
    }
}
