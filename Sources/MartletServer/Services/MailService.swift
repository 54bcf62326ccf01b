import Kernel
import Logging
import Mail

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Mail from the server's settings; `nil` when there is no mail server.
enum MailService {
    static func open(_ settings: ServerSettings, time: any TimeSource, logger: Logger) throws -> Mailer? {
        guard let server = settings.mailServer, let sender = settings.mailFrom else { return nil }
        let parts = server.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]) else { return nil }
        var mail = MailSettings(
            host: String(parts[0]),
            port: port,
            security: MailSettings.Security(rawValue: settings.mailSecurity) ?? .startTLS,
            user: settings.mailUser,
            password: try self.password(settings),
            sender: sender,
            authorities: settings.mailAuthorities
        )
        mail.firstPause = .seconds(settings.mailRetry)
        let folder = settings.data + "/mail"
        do {
            let mailer = try Mailer(mail, folder: folder, time: time, tokens: .system(), logger: logger)
            mailer.resume()
            return mailer
        } catch {
            throw ServerError(.internalFailure, "\(folder) cannot be made: mail that waits lies there", cause: error)
        }
    }

    private static func password(_ settings: ServerSettings) throws -> String? {
        guard let path = settings.mailPasswordFile else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SettingsError(problems: ["mailPasswordFile: \(path) cannot be read"])
        }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }
}
