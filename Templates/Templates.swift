/// The page templates, style sheet, script and server configurations that are part of the program.
///
/// They are data: each is a file of this folder, embedded when the program is built.
public enum Templates {
    /// The page templates by name, such as `home`.
    public static var pages: [String: [UInt8]] {
        [
            "about": PackageResources.about_mustache, "foot": PackageResources.foot_mustache,
            "head": PackageResources.head_mustache, "home": PackageResources.home_mustache,
            "namespace": PackageResources.namespace_mustache, "namespaces": PackageResources.namespaces_mustache,
            "notfound": PackageResources.notfound_mustache, "package": PackageResources.package_mustache,
            "release": PackageResources.release_mustache, "row": PackageResources.row_mustache,
        ]
    }

    /// The page template of a reviewer's dossier, which belongs to no site.
    public static var dossier: [UInt8] { PackageResources.dossier_mustache }

    /// What a dossier adds to the style sheet.
    public static var dossierStyleSheet: [UInt8] { PackageResources.dossier_css }

    /// The style sheet.
    public static var styleSheet: [UInt8] { PackageResources.site_css }

    /// The icon of the pages.
    public static var icon: [UInt8] { PackageResources.icon_svg }

    /// The search script.
    public static var searchScript: [UInt8] { PackageResources.search_js }

    /// The server configurations by file name.
    public static var servers: [String: [UInt8]] {
        [
            "Caddyfile": PackageResources.Caddyfile_mustache, "apache.conf": PackageResources.apache_conf_mustache,
            "nginx.conf": PackageResources.nginx_conf_mustache,
        ]
    }
}
