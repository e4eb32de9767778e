internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine

/// The exit codes that scripts rely on.
enum ExitStatus: Int32 {
    case done = 0
    case findings = 1
    case distrust = 3
    case usage = 64
    case bug = 70
    case disk = 74
    case tryAgain = 75

    /// The code that a failure ends the program with.
    static func of(_ error: any Error) -> ExitStatus {
        switch error {
        case let refusal as Refusal where ChangeFault(rawValue: refusal.code) != nil: .usage
        case let refusal as Refusal where refusal.code == MergeFault.moved.rawValue: .tryAgain
        case let refusal as Refusal
        where MergeFault(rawValue: refusal.code) != nil || HookFault(rawValue: refusal.code) != nil:
            .usage
        case let refusal as Refusal: PublishFault(rawValue: refusal.code)?.isDistrust == true ? .distrust : .findings
        case is Distrust, is BrokenPromise: .distrust
        case is VerificationBusy: .tryAgain
        case let error as BuildError:
            switch error {
            case .busy: .tryAgain
            case .immutable: .findings
            case .notASite, .overlap, .siteOverlap, .notATree: .usage
            }
        case is StorageError: .disk
        case let error as SourceError:
            switch error {
            case .tooLarge: .distrust
            case .unreachable: .tryAgain
            }
        case is CancellationError: .tryAgain
        case is SystemFailure: .tryAgain
        default: .bug
        }
    }
}

/// A failure of the network or another program, which may pass.
struct SystemFailure: Error, CustomStringConvertible {
    let description: String
}

/// Ending the program with an error.
enum Failure {
    /// Says what went wrong and ends with the documented code.
    static func end(with error: any Error) -> Never {
        if let code = error as? ExitCode { exit(code.rawValue) }
        if isParsing(error) { PromptuaryCommand.exit(withError: error) }
        let status = ExitStatus.of(error)
        switch (error, status) {
        case (is CancellationError, _): Console.say("promptuary: stopped; nothing was changed")
        case (_, .distrust): Console.say("promptuary: distrust: \(error); nothing was changed")
        case (_, .bug):
            // The id is made from the message, so that equal bugs have equal ids.
            let id = SHA256Digest(of: Array("\(error)".utf8)).hex.prefix(8)
            Console.say("promptuary: this is a bug of ours, please report it with the id \(id): \(error)")
        default: Console.say("promptuary: error: \(error)")
        }
        exit(status.rawValue)
    }

    private static func isParsing(_ error: any Error) -> Bool {
        error is CleanExit || error is ValidationError
            || String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
    }
}
