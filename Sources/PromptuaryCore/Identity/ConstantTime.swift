/// Comparisons of secrets, which take as long for equal bytes as for others.
///
/// The time depends on the lengths only, so these are no secret.
public enum ConstantTime {
    /// Whether two arrays hold the same bytes.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { Sodium.areEqual(left, $0) }
        }
    }
}
