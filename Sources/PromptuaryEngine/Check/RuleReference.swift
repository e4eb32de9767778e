internal import PromptuaryCore

/// Every rule in words for people, as documentation.
public enum RuleReference {
    /// The page `docs/rules.md`.
    public static var markdown: String {
        """
        # Rules

        Written by `promptuary rules --page`; do not edit. `promptuary rules --json` has the same for programs, and \
        [rules and refusals](errors.md) has them in a table, beside every reason for which a file is refused.

        There are \(Rule.all.count) rules. An error stands in the way of a change and of a build. A warning of a rule for \
        changes is a question to a person: with it nothing merges by itself. Other warnings and notes are advice.

        - [Rules for trees](#rules-for-trees): what `check TREE`, `build` and every publication ask of a whole tree, and \
        `check TREE --base REF` of what a change touches.
        - [Rules for changes](#rules-for-changes): what `check TREE --base REF`, the hook of a repository and \
        [`build --base REF`](formats/site.md#judging-changes) ask of a change besides. Policy and keys are those of the base.

        *Weighed*: `policy.rules` of [`registry.yaml`](formats/tree.md#registryyaml) may give its findings another severity, or \
        none. *Lifted*: [an override](formats/tree.md#overrides-and-approvals) that a reviewer has signed lets one finding pass.

        ## Rules for trees


        """ + Rule.standing.map { section($0) + "\n" }.joined() + """
            ## Rules for changes


            """ + Rule.ofChanges.map(section).joined(separator: "\n")
    }

    private static func section(_ rule: Rule) -> String {
        var marks = [rule.severity.rawValue]
        if RegistrySettings.mayWeigh(rule.id, rule.severity) { marks.append("may be weighed") }
        if Rule.canBeLifted(rule.id) { marks.append("may be lifted") }
        return """
            ### \(rule.id)

            *\(marks.joined(separator: ", "))* · [code](errors.md#\(rule.id))

            \(rule.summary.prefix(1).uppercased())\(rule.summary.dropFirst()).

            Instead: \(rule.remedy).

            """
    }
}
