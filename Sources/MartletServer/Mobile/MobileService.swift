import Fetch
import Kernel
import Logging
import Mail
import Model
import ServiceLifecycle

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Asks the mobile operator for as long as the server lives.
struct MobileService: Service {
    let desk: MobileDesk

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.desk.run() }
    }

    /// `nil` without a mobile operator.
    static func open(
        _ settings: ServerSettings,
        keeper: ConfigurationKeeper,
        mailer: Mailer?,
        logger: Logger
    ) throws -> MobileDesk? {
        guard let address = settings.mobileOperator, let path = settings.mobileOperatorSecretFile else { return nil }
        guard let data = FileManager.default.contents(atPath: path),
            let secret = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
        else { throw SettingsError(problems: ["mobileOperatorSecretFile: \(path) cannot be read or is empty"]) }
        // Whoever runs the server typed the address, and operators are often reached by a private network.
        var fetching = FetchSettings()
        fetching.allowsInside = true
        return MobileDesk(
            HTTPMobileOperator(Fetcher(fetching), address: address, secret: secret),
            keeper: keeper,
            mailer: mailer,
            webAddress: settings.webAddress,
            every: .seconds(settings.mobileOperatorSeconds),
            logger: logger
        )
    }
}
