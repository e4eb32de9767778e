/// What pages are made with: templates, style sheet and script.
///
/// Their names on the site carry a digest, so they live for ever.
public struct PageAssets: Sendable {
    /// The templates.
    public let renderer: PageRenderer
    /// The style sheet.
    public let styleSheet: [UInt8]
    /// The search script.
    public let script: [UInt8]
    /// The icon, an SVG image.
    public let icon: [UInt8]
    /// The first 16 digits of the style sheet's digest.
    public let styleSheetHash: String
    /// The first 16 digits of the script's digest.
    public let scriptHash: String

    /// Assets from templates by name, a style sheet and a script.
    public init(templates: [String: [UInt8]], styleSheet: [UInt8], script: [UInt8], icon: [UInt8]) throws(Refusal) {
        var parsed: [String: PageTemplate] = [:]
        for (name, source) in templates.sorted(by: { $0.key < $1.key }) {
            parsed[name] = try PageTemplate(source, name: name)
        }
        renderer = try PageRenderer(templates: parsed)
        self.styleSheet = styleSheet
        self.script = script
        self.icon = icon
        styleSheetHash = String(SHA256Digest(of: styleSheet).hex.prefix(16))
        scriptHash = String(SHA256Digest(of: script).hex.prefix(16))
    }
}
