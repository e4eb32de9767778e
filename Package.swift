// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "promptuary",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "promptuary", targets: ["promptuary"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CUnicode", providers: [.apt(["libutf8proc-dev"])]),
        .systemLibrary(
            name: "CMarkdown", pkgConfig: "libcmark-gfm",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CFileSystem"),
        .target(
            name: "PromptuaryCore",
            dependencies: ["CArchive", "CSodium", "CLibYAML", "CCrypto", "CDeflate", "CUnicode", "CMarkdown"],
            swiftSettings: settings),
        .target(
            name: "Templates", path: "Templates", exclude: ["README.md", "workflows"],
            resources: [
                .embedInCode("assets/dossier.css"), .embedInCode("assets/icon.svg"), .embedInCode("assets/search.js"),
                .embedInCode("assets/site.css"),
                .embedInCode("pages/about.mustache"), .embedInCode("pages/dossier.mustache"),
                .embedInCode("pages/foot.mustache"),
                .embedInCode("pages/head.mustache"), .embedInCode("pages/home.mustache"),
                .embedInCode("pages/namespace.mustache"), .embedInCode("pages/namespaces.mustache"),
                .embedInCode("pages/notfound.mustache"), .embedInCode("pages/package.mustache"),
                .embedInCode("pages/release.mustache"), .embedInCode("pages/row.mustache"),
                .embedInCode("servers/Caddyfile.mustache"), .embedInCode("servers/apache.conf.mustache"),
                .embedInCode("servers/nginx.conf.mustache"),
            ],
            swiftSettings: settings),
        .target(
            name: "PromptuaryEngine",
            dependencies: [
                "PromptuaryCore", "Templates", "CFileSystem", "CSQLite",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings),
        .target(
            name: "PromptuaryTransport", dependencies: ["PromptuaryCore", "PromptuaryEngine", "CCurl"],
            swiftSettings: settings),
        .target(
            name: "PromptuarySidecar",
            dependencies: [
                "PromptuaryCore", "PromptuaryEngine",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "promptuary",
            dependencies: [
                "PromptuaryCore", "PromptuaryEngine", "PromptuarySidecar", "PromptuaryTransport", "Templates",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .testTarget(name: "PromptuaryCoreTests", dependencies: ["PromptuaryCore"], swiftSettings: settings),
        .testTarget(
            name: "PromptuaryEngineTests", dependencies: ["PromptuaryCore", "PromptuaryEngine"], swiftSettings: settings
        ),
        .testTarget(
            name: "PromptuaryTransportTests",
            dependencies: ["PromptuaryCore", "PromptuaryEngine", "PromptuaryTransport"],
            swiftSettings: settings),
        .testTarget(
            name: "PromptuarySidecarTests",
            dependencies: [
                "PromptuarySidecar",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings),
    ]
)
