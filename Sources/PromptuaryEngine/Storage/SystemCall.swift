internal import Glibc

/// Calls of the system that a signal may interrupt.
enum SystemCall {
    /// Repeats a call until it is not interrupted (`EINTR`, signal(7)).
    @inline(__always)
    static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            if result != -1 || errno != EINTR { return result }
        }
    }
}
