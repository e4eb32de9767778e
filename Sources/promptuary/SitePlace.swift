internal import PromptuaryCore
internal import PromptuaryEngine
internal import PromptuaryTransport

/// Where a site is: a directory, or an address.
enum SitePlace {
    /// What reads the site at a place.
    static func source(_ place: String) throws -> any SiteSource {
        SiteAddress.isURL(place) ? HTTPSource(try SiteAddress(place)) : DirectorySource(RealPath.of(place))
    }
}
