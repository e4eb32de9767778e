internal import ArgumentParser
internal import Glibc
internal import PromptuaryCore
internal import PromptuaryEngine
internal import PromptuaryTransport

/// The command `promptuary doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find out what is about to go wrong with a site: expiries, clock, host, permissions.",
        discussion: """
            It reads dates, headers and permissions and verifies no signature: `promptuary verify` decides about trust.
            Exit code 1 when there is a problem; warnings do not count.

            EXAMPLE: promptuary doctor https://prompts.example.org --tree registry --keys /etc/promptuary/keys
            """)

    @Argument(help: "The directory of the site, or its address.") var site: String
    @Option(help: "The tree that the site is made from.") var tree: String?
    @Option(help: ArgumentHelp("The folder with the online keys.", valueName: "dir")) var keys: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var patient =
            SiteAddress.isURL(site)
            ? Doctor.Patient(host: HTTPSource(try SiteAddress(site))) : Doctor.Patient(folder: site)
        patient.tree = tree
        patient.keys = keys
        let doctor = Doctor { Timestamp(seconds: time(nil)) }
        let report = try await Interruption.cancelling { [patient] in try await doctor.examine(patient) }
        if output.json { Console.result(json(report)) } else { show(report) }
        if !report.isHealthy { throw ExitCode(ExitStatus.findings.rawValue) }
    }

    private func show(_ report: MedicalReport) {
        for diagnosis in report.diagnoses {
            let state = diagnosis.state.rawValue
            let mark = state + String(repeating: " ", count: 8 - state.utf8.count)
            Console.result(
                "\(mark) \(diagnosis.subject.map { "\($0): " } ?? "")\(diagnosis.seen) [\(diagnosis.check.rawValue)]")
            if let remedy = diagnosis.remedy { Console.result("         -> \(remedy)") }
        }
        let counts = Diagnosis.State.allCases.reversed().compactMap { state in
            let count = report.count(state)
            return count == 0 ? nil : "\(count) \(state.rawValue)"
        }
        Console.say("\(site): \(counts.joined(separator: ", ")); no signature was verified")
    }

    private func json(_ report: MedicalReport) -> [UInt8] {
        JSONWriter.object { object in
            object.list("checks", of: report.diagnoses) { list, diagnosis in
                list.object {
                    $0.member("id", diagnosis.check.rawValue)
                    $0.member("remedy", diagnosis.remedy)
                    $0.member("seen", diagnosis.seen)
                    $0.member("state", diagnosis.state.rawValue)
                    $0.member("subject", diagnosis.subject)
                }
            }
            object.member("healthy", report.isHealthy)
            object.member("site", site)
            object.member("verified", false)
        }
    }
}
