public import PromptuaryCore
internal import Templates

extension DossierPage {
    /// A page with the template and the style sheet that are part of the program.
    public static func embedded() throws(Refusal) -> DossierPage {
        try DossierPage(
            template: Templates.dossier, styleSheet: Templates.styleSheet + [10] + Templates.dossierStyleSheet)
    }
}
