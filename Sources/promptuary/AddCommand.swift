internal import ArgumentParser
internal import PromptuaryCore
internal import PromptuaryEngine

/// The command `promptuary add`.
struct AddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Put a package file with its signatures in its place in a tree.",
        discussion: "EXAMPLE: promptuary add . code-review-1.0.0.pdpkg && git add packages")

    @Argument(help: "The tree.") var tree: String
    @Argument(help: "The package file; its signatures lie beside it.") var file: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let addition = try TreeEditing(tree).add(file)
        if output.json {
            Console.result(
                JSONWriter.object {
                    $0.member("files", addition.paths)
                    $0.member("id", addition.id.description)
                    $0.member("version", addition.version.description)
                })
        } else {
            for path in addition.paths { Console.result(path) }
            Console.say("\(addition.id) \(addition.version) is in the tree; `promptuary check \(tree)` judges it")
        }
    }
}
