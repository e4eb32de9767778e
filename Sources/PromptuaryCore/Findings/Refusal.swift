/// One reason for which a reader refuses bytes.
///
/// Each reader declares its reasons as one enumeration whose raw values are stable, kebab-case and unique in the
/// whole program, because people search for them, scripts compare them, and `docs/errors.md` has an anchor for each.
public protocol Fault: Sendable, Hashable, CaseIterable, RawRepresentable where RawValue == String {
    /// What the reason protects, as one sentence for the documentation.
    var summary: String { get }
    /// What a person does instead, as an imperative sentence without a full stop.
    var remedy: String { get }
}

/// Bytes were refused: which reason, where, and what to do instead.
///
/// Programs compare ``code``; ``message`` is for people and may change.
public struct Refusal: Error, Sendable, Hashable {
    /// The raw value of the ``Fault``.
    public let code: String
    /// Where in the file.
    public var place: Place
    /// What is wrong, in one line that starts in lower case.
    public let message: String
    /// What to do instead.
    public let remedy: String

    /// A refusal for a declared reason.
    public init(_ fault: some Fault, _ message: String, at place: Place = Place()) {
        self.code = fault.rawValue
        self.place = place
        self.message = message
        self.remedy = fault.remedy
    }
}

extension Refusal: CustomStringConvertible {
    /// The form `PLACE: MESSAGE; REMEDY [CODE]`.
    public var description: String {
        let location = place.description
        return (location.isEmpty ? "" : location + ": ") + "\(message); \(remedy) [\(code)]"
    }
}
