import Configuration
import Kernel
import Model
import SIPTransport
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
        settings.metricsToken = self.text("metricsToken")
        return settings
    }

    // MARK: - Kinds of values

    private func text(_ key: String) -> String? {
        self.reader.string(forKey: ConfigKey(key.split(separator: ".").map(String.init)))
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
