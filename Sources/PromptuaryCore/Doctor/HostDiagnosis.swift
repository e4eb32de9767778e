/// Judges how a web server answers, by its answers to a few requests.
public enum HostDiagnosis {
    /// The longest that a cache may keep a pointer, in seconds.
    static let freshness = 60
    /// A lifetime of a pointer, in seconds, by which clients see expired roles.
    static let staleness = 86_400
    /// A root version that no registry reaches.
    public static let missingPath = "metadata/999999.root.json"

    /// The diagnosis from the answer for a root version that does not exist.
    ///
    /// A client asks for the next root until there is none (TUF specification 5.3). A page instead of 404 is taken for a
    /// root, is none, and stops every client.
    public static func missingFile(_ answer: SiteAnswer) -> Diagnosis {
        let seen = "\(missingPath), which does not exist, is answered with \(answer.status)"
        switch answer.status {
        case 404: return Diagnosis(.missingFile, .ok, seen)
        case 403: return Diagnosis(.missingFile, .ok, seen + ", which clients take for missing")
        case 200:
            let isPage = answer["Content-Type"]?.lowercased().hasPrefix("text/html") ?? false
            return Diagnosis(
                .missingFile, .problem,
                seen + (isPage ? " and a web page: the fallback for single-page applications, probably" : "")
                    + "; every client stops at that",
                remedy: """
                    answer 404 below metadata/. nginx: try_files $uri =404 without /index.html; Caddy: no try_files to \
                    /index.html; Apache: no FallbackResource, no rewriting to index.html; buckets and CDNs: no error document \
                    with status 200
                    """)
        case 300...399:
            return Diagnosis(
                .missingFile, .problem, seen + (answer["Location"].map { " to \($0.prefix(200))" } ?? ""),
                remedy: "answer 404 below metadata/ instead of redirecting; clients follow no redirect")
        default:
            return Diagnosis(
                .missingFile, .problem, seen + "; clients take only 404 and 403 for missing",
                remedy: "answer 404 for files that are not there, and see the host's error log for why it does not")
        }
    }

    /// The diagnosis from the answers for the files that change in place, and for one that is missing.
    ///
    /// What the site does not have is not judged here.
    public static func freshness(timestamp: SiteAnswer, checkpoint: SiteAnswer?, missing: SiteAnswer) -> [Diagnosis] {
        let pointers = [("metadata/timestamp.json", timestamp), ("log/checkpoint", checkpoint)].filter {
            $1?.status == 200
        }
        return (pointers + [(missingPath, missing)]).compactMap { path, answer in
            guard let answer else { return nil }
            let lifetime = CacheLifetime(answer)
            let subject = path == missingPath ? "a missing file" : path
            let remedy =
                "send Cache-Control: no-cache for it, as the configuration does that `build --server-config` writes"
            switch lifetime {
            case .seconds(let seconds) where seconds <= freshness:
                return Diagnosis(.freshness, .ok, of: subject, "caches keep it for \(seconds) seconds at most")
            case .seconds(let seconds):
                return Diagnosis(
                    .freshness, seconds >= staleness ? .problem : .warning, of: subject,
                    "caches may keep it for \(ExpiryDiagnosis.span(seconds)): clients see a release that much later",
                    remedy: remedy)
            case .unsaid where path == missingPath:
                return Diagnosis(.freshness, .ok, of: subject, "the host does not ask caches to keep it")
            case .unsaid:
                return Diagnosis(
                    .freshness, .warning, of: subject,
                    "the host does not say how long caches may keep it, so they guess",
                    remedy: remedy)
            }
        }
    }

    /// The diagnosis from two answers for `metadata/timestamp.json`, without and with compression admitted; the second is
    /// nil when it could not be undone.
    public static func encoding(plain: SiteAnswer, compressed: SiteAnswer?) -> Diagnosis {
        guard plain.status == 200 else {
            return Diagnosis(.encoding, .unknown, "there is no metadata/timestamp.json to compare")
        }
        let remedy =
            "switch off what changes files on their way: compression that was not asked for, minifying, rewriting"
        if let encoding = plain["Content-Encoding"], encoding.lowercased() != "identity" {
            return Diagnosis(
                .encoding, .problem,
                "the host sends Content-Encoding: \(encoding.prefix(100)), which was not asked for",
                remedy: remedy)
        }
        guard let compressed else {
            return Diagnosis(
                .encoding, .problem, "what the host compresses cannot be decompressed", remedy: remedy)
        }
        guard plain.body == compressed.body else {
            return Diagnosis(
                .encoding, .problem,
                "metadata/timestamp.json has \(plain.body.count) bytes plain and \(compressed.body.count) when compression is admitted, or others",
                remedy: remedy)
        }
        return Diagnosis(
            .encoding, .ok,
            compressed["Content-Encoding"] == nil
                ? "files come as they are" : "files come as they are, and the same when they are compressed")
    }

    /// The diagnosis from answers for a path with `@` and for `.well-known/registry.json`, each a JSON document; nil for
    /// an answer that was not asked for.
    public static func paths(_ answers: [(path: String, answer: SiteAnswer?)]) -> [Diagnosis] {
        answers.map { path, answer in
            guard let answer else {
                return Diagnosis(.paths, .unknown, of: path, "the site lists no package to ask for")
            }
            guard answer.status == 200, answer.body.first == UInt8(ascii: "{") else {
                let what = answer.status == 200 ? "200 and no JSON" : "\(answer.status)"
                return Diagnosis(
                    .paths, .problem, of: path, "the host answers it with \(what)",
                    remedy: path.hasPrefix(".")
                        ? "let the host serve the folder .well-known (GitHub Pages: an empty file .nojekyll in the root)"
                        : "let the host serve folders whose names begin with @, without rewriting or decoding them")
            }
            return Diagnosis(.paths, .ok, of: path, "the host serves it")
        }
    }

    /// The diagnosis from the answer for a package file, or nil when the site lists none.
    public static func packageHeaders(_ path: String?, _ answer: SiteAnswer?) -> Diagnosis {
        guard let path, let answer else {
            return Diagnosis(.packageHeaders, .unknown, "the site lists no package to ask for")
        }
        guard answer.status == 200 else {
            return Diagnosis(
                .packageHeaders, .problem, of: path, "the host answers it with \(answer.status)",
                remedy: "copy the site again, all of it")
        }
        var wrong: [String] = []
        let type = answer["Content-Type"]?.split(separator: ";").first.map { $0.lowercased() } ?? ""
        let isSaved = answer["Content-Disposition"]?.lowercased().hasPrefix("attachment") ?? false
        let inert = ["application/octet-stream", "application/zip", "application/gzip", "application/yaml"]
        if !isSaved, !inert.contains(type) { wrong.append(type.isEmpty ? "without a type" : "as \(type.prefix(100))") }
        if answer["X-Content-Type-Options"]?.lowercased() != "nosniff" { wrong.append("without nosniff") }
        guard !wrong.isEmpty else {
            return Diagnosis(.packageHeaders, .ok, of: path, "browsers save it and never show it")
        }
        return Diagnosis(
            .packageHeaders, .warning, of: path,
            "it comes \(wrong.joined(separator: " and ")): a browser may show what a stranger wrote as a page of this host",
            remedy:
                "send Content-Disposition: attachment and X-Content-Type-Options: nosniff, as the configuration does that `build --server-config` writes"
        )
    }
}

/// How long a shared cache may keep an answer (RFC 9111, 4.2.1).
enum CacheLifetime: Sendable, Hashable {
    /// For this many seconds.
    case seconds(Int)
    /// As long as it likes: the answer does not say.
    case unsaid

    init(_ answer: SiteAnswer) {
        var longest: Int?
        let fields = answer.fields.filter { $0.name.lowercased() == "cache-control" }.map(\.value)
        for directive in fields.joined(separator: ",").split(separator: ",") {
            let parts = directive.split(separator: "=", maxSplits: 1).map { part in
                part.filter { $0 != " " && $0 != "\t" && $0 != "\"" }.lowercased()
            }
            switch parts.first {
            case "no-store", "no-cache", "private":
                self = .seconds(0)
                return
            case "max-age", "s-maxage":
                // A number that cannot be read is the longest time, not none.
                let seconds = parts.count > 1 ? Int(parts[1]).map { max(0, $0) } ?? 1 << 31 : 0
                longest = max(longest ?? 0, seconds)
            default: continue
            }
        }
        if longest == nil, let text = answer["Expires"] {
            let date = answer["Date"].flatMap { HTTPDate.timestamp($0) }
            let expires = HTTPDate.timestamp(text)
            longest = if let date, let expires { max(0, expires.seconds - date.seconds) } else { 0 }
        }
        self = longest.map { .seconds($0) } ?? .unsaid
    }
}
