import Configuration
import Kernel
import Model
import SIPTransport
import StoragePostgreSQL
import SystemPackage

/// Reads ``ServerSettings``: command line over environment (`MARTLET_…`) over file (JSON).
package struct SettingsReader {
    /// Values given on the command line, by key.
    package typealias Overrides = [String: String]

    private let reader: ConfigReader
    private var problems: [String] = []

    private init(reader: ConfigReader) {
        self.reader = reader
    }

    /// - Parameter file: a JSON file; `nil` reads `DIR/martlet.json` when there is one.
    /// - Throws: ``SettingsError`` naming every bad key, not only the first.
    package static func read(
        overrides: Overrides,
        file: String?,
        environment: [String: String]
    ) async throws -> ServerSettings {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (key, value) in overrides {
            let path = key.split(separator: ".").map(String.init)
            values[AbsoluteConfigKey(path, context: [:])] = ConfigValue(.string(value), isSecret: false)
        }
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "command line", values: values),
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "martlet"),
        ]
        let directory = overrides["data"] ?? environment["MARTLET_DATA"] ?? ServerSettings().data
        let path = file ?? environment["MARTLET_CONFIG"]
        do {
            let provider = try await FileProvider<JSONSnapshot>(
                filePath: FilePath(path ?? directory + "/martlet.json"),
                allowMissing: path == nil
            )
            providers.append(provider)
        } catch {
            throw SettingsError(problems: [
                "the configuration file \(path ?? directory + "/martlet.json") cannot be read: \(error)"
            ])
        }
        var reader = SettingsReader(reader: ConfigReader(providers: providers))
        let settings = reader.settings()
        guard reader.problems.isEmpty else { throw SettingsError(problems: reader.problems) }
        return settings
    }

    private mutating func settings() -> ServerSettings {
        var settings = ServerSettings()
        if let data = self.text("data") { settings.data = data }
        if let url = self.text("database") {
            settings.database = PostgreSQLSettings(url: url)
            if settings.database == nil {
                // Not shown: there may be a password in it.
                self.problems.append(
                    "database: this is not postgresql://USER:PASSWORD@HOST/NAME; "
                        + "what is no letter or digit in a password is written as %40 for @, %25 for % and so on"
                )
            }
        }
        if let http = self.hostPort("http") { settings.http = http }
        if let sip = self.hostPort("sip") { settings.sip = sip }
        settings.sipWebSocket = self.hostPort("sipWebsocket")
        settings.sipTLS = self.hostPort("sipTLS")
        if let ports = self.ports("mediaPorts") { settings.mediaPorts = ports }
        if let demo = self.flag("demo") { settings.demo = demo }
        settings.certificate = self.text("certificate")
        settings.privateKey = self.text("privateKey")
        if (settings.certificate == nil) != (settings.privateKey == nil) {
            self.problems.append("certificate and privateKey: give both or none")
        }
        settings.networks = self.networks("networks")
        if let name = self.text("defaultDomain") {
            if Domain.isValid(name: name) {
                settings.defaultDomain = DomainID(name)
            } else {
                self.problems.append("defaultDomain: \"\(name)\" is not a lower-case host name")
            }
        }
        settings.webRoot = self.text("webRoot")
        settings.phrases = self.text("phrases")
        settings.speechProgram = self.text("speechProgram")
        if let level = self.text("logLevel") {
            let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]
            if levels.contains(level) {
                settings.logLevel = level
            } else {
                self.problems.append("logLevel: \"\(level)\" is not one of \(levels.joined(separator: ", "))")
            }
        }
        if let threads = self.number("mediaThreads", in: 1...64) { settings.mediaThreads = threads }
        if let limit = self.number("callRateLimit", in: 1...1_000_000) { settings.callRateLimit = limit }
        if let limit = self.number("signInFailureLimit", in: 3...1_000_000) { settings.signInFailureLimit = limit }
        if let needs = self.flag("administratorsNeedCode") { settings.administratorsNeedCode = needs }
        if let inside = self.flag("insideProviders") { settings.insideProviders = inside }
        settings.recordings = self.text("recordings")
        settings.recordingKeys = self.text("recordingKeys")
        if let reserve = self.number("recordingReserve", in: 1...100_000_000) { settings.recordingReserve = reserve }
        if let days = self.number("traceDays", in: 0...3_650) { settings.traceDays = days }
        if let size = self.number("traceMegabytes", in: 1...1_000_000) { settings.traceMegabytes = size }
        settings.trustedProxies = self.addresses("trustedProxies")
        self.readMail(&settings)
        self.readMobileOperator(&settings)
        settings.metricsToken = self.text("metricsToken")
        return settings
    }

    private mutating func readMail(_ settings: inout ServerSettings) {
        settings.mailServer = self.text("mailServer")
        settings.mailUser = self.text("mailUser")
        settings.mailPasswordFile = self.text("mailPasswordFile")
        settings.mailFrom = self.text("mailFrom")
        settings.mailAuthorities = self.text("mailAuthorities")
        if let address = self.text("webAddress") {
            if address.hasPrefix("https://") || address.hasPrefix("http://"), !address.contains(" ") {
                settings.webAddress = address.hasSuffix("/") ? String(address.dropLast()) : address
            } else {
                self.problems.append("webAddress: \"\(address)\" does not begin with https:// or http://")
            }
        }
        if let seconds = self.number("mailRetry", in: 1...3_600) { settings.mailRetry = seconds }
        if let security = self.text("mailSecurity") {
            if ["none", "starttls", "tls"].contains(security) {
                settings.mailSecurity = security
            } else {
                self.problems.append("mailSecurity: \"\(security)\" is not one of none, starttls, tls")
            }
        }
        guard let server = settings.mailServer else { return }
        let parts = server.split(separator: ":")
        if parts.count != 2 || UInt16(parts[1]) == nil {
            self.problems.append("mailServer: \"\(server)\" is not HOST:PORT, for instance mail.acme.example:587")
        }
        if settings.mailFrom == nil { self.problems.append("mailFrom: mailServer needs an address to send from") }
    }

    private mutating func readMobileOperator(_ settings: inout ServerSettings) {
        settings.mobileOperatorSecretFile = self.text("mobileOperatorSecretFile")
        if let seconds = self.number("mobileOperatorSeconds", in: 1...3_600) {
            settings.mobileOperatorSeconds = seconds
        }
        guard let address = self.text("mobileOperator") else { return }
        guard address.hasPrefix("https://") || address.hasPrefix("http://"), !address.contains(" ") else {
            self.problems.append("mobileOperator: \"\(address)\" does not begin with https:// or http://")
            return
        }
        settings.mobileOperator = address.hasSuffix("/") ? String(address.dropLast()) : address
        if settings.mobileOperatorSecretFile == nil {
            self.problems.append("mobileOperatorSecretFile: mobileOperator needs a file with a secret")
        }
    }

    // MARK: - Kinds of values

    private func text(_ key: String) -> String? {
        self.reader.string(forKey: ConfigKey(key.split(separator: ".").map(String.init)))
    }

    /// IP addresses with commas or spaces between them.
    private mutating func addresses(_ key: String) -> Set<String> {
        let parts = (self.text(key) ?? "").split { $0 == "," || $0 == " " }.map(String.init)
        for part in parts where IPAddress(part) == nil { self.problems.append("\(key): \"\(part)\" is no IP address") }
        return Set(parts)
    }

    private mutating func flag(_ key: String) -> Bool? {
        if let flag = self.reader.bool(forKey: ConfigKey([key])) { return flag }
        guard let text = self.text(key) else { return nil }
        if let flag = Bool(text) { return flag }
        self.problems.append("\(key): \"\(text)\" is not true or false")
        return nil
    }

    private mutating func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
        let number = self.reader.int(forKey: ConfigKey([key])) ?? self.text(key).flatMap { Int($0) }
        guard let number else {
            if let text = self.text(key) {
                self.problems.append("\(key): \"\(text)\" is not \(range.lowerBound) to \(range.upperBound)")
            }
            return nil
        }
        guard range.contains(number) else {
            self.problems.append("\(key): \(number) is not \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    private mutating func hostPort(_ key: String) -> ServerSettings.HostPort? {
        guard let text = self.text(key) else { return nil }
        if let address = ServerSettings.HostPort(text) { return address }
        self.problems.append("\(key): \"\(text)\" is not ADDRESS:PORT, for instance 0.0.0.0:5060 or [::]:5060")
        return nil
    }

    private mutating func ports(_ key: String) -> ClosedRange<UInt16>? {
        guard let text = self.text(key) else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
        guard parts.count == 2, let low = parts[0], let high = parts[1], low >= 1_024, high > low else {
            self.problems.append("\(key): \"\(text)\" is not LOW-HIGH within 1024-65535, for instance 16384-32767")
            return nil
        }
        return low...high
    }

    private mutating func networks(_ key: String) -> [ServerSettings.Network] {
        let texts = self.reader.stringArray(forKey: ConfigKey([key])) ?? []
        return texts.compactMap { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, IPNetwork(parts[0]) != nil, IPAddress(parts[1]) != nil else {
                self.problems.append("\(key): \"\(text)\" is not NETWORK=ADDRESS, for instance 10.0.0.0/8=10.0.0.5")
                return nil
            }
            return ServerSettings.Network(peers: parts[0], address: parts[1])
        }
    }
}

extension ServerSettings.HostPort {
    /// `192.0.2.1:5060` or `[2001:db8::1]:5060`; port 0 to 65535.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host == "localhost" { host = "127.0.0.1" }
        guard IPAddress(host) != nil else { return nil }
        self.init(host: host, port: Int(port))
    }
}
