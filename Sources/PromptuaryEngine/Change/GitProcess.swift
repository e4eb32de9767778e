internal import PromptuaryCore
internal import Subprocess
internal import SystemPackage

/// Runs the `git` program for a folder, so that nothing which a repository or its surroundings set up runs with it.
///
/// No filter, hook, diff or text conversion program, file system monitor or pager runs; no commit or blob stands in for
/// another one; nothing is fetched; paths are paths and no patterns. Words that callers pass on must not begin with `-`
/// unless they are options.
struct GitProcess: Sendable {
    private let folder: String
    private let isHook: Bool
    private let index: String?

    /// Git for a folder of a repository.
    ///
    /// With `isHook`, objects that a push has brought and that nobody has accepted yet are there as well. With `index`,
    /// that file is the index, and the one of the repository is left alone.
    init(_ folder: String, isHook: Bool = false, index: String? = nil) {
        self.folder = folder
        self.isHook = isHook
        self.index = index
    }

    /// What is thrown when git's output is not of the documented form.
    static var strange: Refusal { Refusal(ChangeFault.objects, "git says something that nobody expects") }

    /// Refuses, with what git says, when there is no repository.
    func checkRepository() async throws {
        let call = try await call(["rev-parse", "--git-dir"])
        guard call.isDone else {
            let isMissing =
                call.words.contains("not a git repository") || call.words.contains("cannot change to")
            throw Refusal(isMissing ? ChangeFault.noRepository : .refused, call.words)
        }
    }

    /// What came out of a call.
    struct Call: Sendable {
        /// Whether it succeeded.
        let isDone: Bool
        /// The first line of its output.
        let line: String
        /// The first line of what it said to people.
        let words: String
    }

    /// Makes a call that may fail, and whose output is short.
    func call(_ arguments: [String], input: [UInt8] = []) async throws -> Call {
        do {
            let result = try await run(
                GitProgram.executable, arguments: Arguments(options + arguments), environment: environment,
                input: .array(input), output: .bytes(limit: 1 << 16), error: .string(limit: 1 << 16))
            // A git that was stopped has not said no.
            try Task.checkCancellation()
            let words = result.standardError.split(whereSeparator: \.isNewline).first.map(String.init)
            return Call(
                isDone: result.terminationStatus.isSuccess,
                line: String(decoding: result.standardOutput.prefix { $0 != 10 }, as: UTF8.self),
                words: words ?? "git says nothing")
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw Refusal(ChangeFault.noGit, "there is no program `git`")
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw Refusal(ChangeFault.git, "git has very much to say")
        }
    }

    /// The first line of a call's output; nil when git says no.
    func line(_ arguments: [String]) async throws -> String? {
        guard let bytes = try await answer(arguments, input: [], upTo: 1 << 16) else { return nil }
        return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    }

    /// The output of a call that has to succeed; nil when there is more of it than the limit.
    func output(_ arguments: [String], input: [UInt8] = [], upTo limit: Int) async throws -> [UInt8]? {
        do {
            if let bytes = try await answer(arguments, input: input, upTo: limit) { return bytes }
            // What git says to people is asked for only now, so that nobody's warnings fill the memory before.
            throw Refusal(
                ChangeFault.git, "`git \(name(of: arguments))`: \(try await call(arguments, input: input).words)")
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            return nil
        }
    }

    /// The output of a call; nil when git says no.
    private func answer(_ arguments: [String], input: [UInt8], upTo limit: Int) async throws -> [UInt8]? {
        let result = try await run(
            GitProgram.executable, arguments: Arguments(options + arguments), environment: environment,
            input: .array(input), output: .bytes(limit: limit), error: .discarded)
        try Task.checkCancellation()
        return result.terminationStatus.isSuccess ? result.standardOutput : nil
    }

    /// Passes the output of a call that has to succeed on, piece by piece as it comes.
    func pass(_ arguments: [String], input: [UInt8], to take: (UnsafeRawBufferPointer) throws -> Void) async throws {
        let result = try await run(
            GitProgram.executable, arguments: Arguments(options + arguments), environment: environment,
            input: .array(input), output: .sequence, error: .discarded
        ) { execution in
            for try await piece in execution.standardOutput { try piece.withUnsafeBytes { try take($0) } }
        }
        try Task.checkCancellation()
        guard result.terminationStatus.isSuccess else {
            throw Refusal(ChangeFault.git, "`git \(name(of: arguments))` failed")
        }
    }

    /// The folder in which git looks for hooks when its settings name one.
    func ownHooksPath() async throws -> String? {
        // Asked as git asks itself when somebody pushes: with the settings of the system.
        let result = try await run(
            GitProgram.executable, arguments: ["-C", folder, "config", "--get", "core.hooksPath"],
            environment: .inherit.updating(["GIT_DIR": nil]), output: .bytes(limit: 1 << 16), error: .discarded)
        guard result.terminationStatus.isSuccess else { return nil }
        return String(decoding: result.standardOutput.prefix { $0 != 10 }, as: UTF8.self)
    }

    /// The command among the words of a call, behind settings.
    private func name(of arguments: [String]) -> String {
        var words = arguments[...]
        while words.first == "-c" { words = words.dropFirst(2) }
        return words.first ?? ""
    }

    private var options: [String] {
        [
            "--no-pager", "-C", folder, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c",
            "core.quotePath=false", "-c", "core.attributesFile=/dev/null", "-c", "protocol.allow=never",
        ]
    }

    /// The settings of the system count as those of the user do: a server says in them which repositories it trusts.
    private var environment: Environment {
        var changes: [Environment.Key: String?] = [:]
        func set(_ name: String, _ value: String?) {
            if let key = Environment.Key(rawValue: name) { changes.updateValue(value, forKey: key) }
        }
        for (name, value) in [
            ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("LC_ALL", "C"), ("TZ", "UTC"),
            ("GIT_NO_REPLACE_OBJECTS", "1"), ("GIT_NO_LAZY_FETCH", "1"), ("GIT_LITERAL_PATHSPECS", "1"),
            ("GIT_ATTR_NOSYSTEM", "1"), ("GIT_GRAFT_FILE", "/dev/null"),
            // Older versions fetch missing objects all the same, unless no transport is allowed.
            ("GIT_ALLOW_PROTOCOL", "none"),
        ] { set(name, value) }
        // A hook that calls this program would otherwise lead it to another repository.
        for name in [
            "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF",
            "GIT_SHALLOW_FILE",
        ] { set(name, nil) }
        set("GIT_INDEX_FILE", index)
        if !isHook {
            for name in ["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"] {
                set(name, nil)
            }
        }
        return .inherit.updating(changes)
    }
}
