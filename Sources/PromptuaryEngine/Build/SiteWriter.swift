internal import PromptuaryCore

/// Renders all documents of a catalog into a stage, packages in parallel.
struct SiteWriter: Sendable {
    private let assets: PageAssets
    private let compress: Bool
    private let progress: Progress?

    init(assets: PageAssets, compress: Bool, progress: Progress?) {
        self.assets = assets
        self.compress = compress
        self.progress = progress
    }

    func write(_ views: CatalogViews, to files: SiteStage.Handle, ledger: inout SiteStage.Ledger) async throws {
        let context = views.context
        let surfaces = [Surface.prompd, .promptGen, .pages(assets)].filter { context.settings.surfaces.contains($0.id) }
        let compress = compress
        progress?.begin("writing", total: views.packages.count)
        for part in try await Chunks.map(
            views.packages, progress: progress,
            { chunk in
                var ledger = SiteStage.Ledger()
                for package in chunk {
                    for surface in surfaces {
                        for file in surface.filesForPackage(package, context) {
                            try Self.put(file, files, compress, &ledger)
                        }
                    }
                }
                return ledger
            })
        {
            ledger.merge(part)
        }
        for surface in surfaces {
            for namespace in views.namespaces {
                for file in surface.filesForNamespace(namespace, context) {
                    try Self.put(file, files, compress, &ledger)
                }
            }
            for file in surface.filesForRegistry(views.registry, context) {
                try Self.put(file, files, compress, &ledger)
            }
        }
        for file in views.indexFiles { try Self.put(file, files, compress, &ledger) }
    }

    private static let compressible = ["html", "json", "css", "js", "svg", "atom"]

    private static func put(
        _ file: SiteFile, _ files: SiteStage.Handle, _ compress: Bool, _ ledger: inout SiteStage.Ledger
    ) throws {
        try files.put(file, in: &ledger)
        guard compress, case .bytes(let bytes) = file.content, bytes.count > 512,
            let dot = file.path.text.lastIndex(of: "."),
            compressible.contains(String(file.path.text[dot...].dropFirst())),
            let packed = GZIP.compress(bytes)
        else { return }
        try files.put(SiteFile(try SitePath(file.path.text + ".gz"), .bytes(packed), file.lifetime), in: &ledger)
    }
}
