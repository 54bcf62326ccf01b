import Kernel
package import Model
import SIPTransport

/// Everything that `martlet serve` can be told, read once at start.
package struct ServerSettings: Equatable, Sendable {
    /// A place to listen at.
    package struct HostPort: Equatable, Sendable, CustomStringConvertible {
        /// An IP address; `0.0.0.0` and `::` are every address of the machine.
        package var host: String
        /// 0 takes a free port.
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        package var description: String {
            self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
        }
    }

    /// One network of the machine and the address by which its peers reach it (BYD-04).
    package struct Network: Equatable, Sendable {
        /// Whose peers it is for, for instance `10.0.0.0/8`.
        package var peers: String
        /// What Via, Contact and session descriptions say to them.
        package var address: String
    }

    /// Where everything is kept. Default `./data`.
    package var data = "./data"
    /// Cabinets and REST API. Default `0.0.0.0:8080`.
    package var http = HostPort(host: "0.0.0.0", port: 8_080)
    /// SIP over UDP and TCP. Default `0.0.0.0:5060`.
    package var sip = HostPort(host: "0.0.0.0", port: 5_060)
    /// SIP over WebSocket; `nil`: off.
    package var sipWebSocket: HostPort?
    /// SIP over TLS; needs ``certificate``. `nil`: the port after ``sip``.
    package var sipTLS: HostPort?
    /// Even RTP ports and the odd RTCP ports above them. Default 16384–32767.
    package var mediaPorts: ClosedRange<UInt16> = 16_384...32_767
    /// A company to look at is made at the first start.
    package var demo = false
    /// PEM files for HTTPS and SIP over TLS; read again when they change (BYD-03).
    package var certificate: String?
    package var privateKey: String?
    package var networks: [Network] = []
    package var defaultDomain: DomainID?
    /// Where the web app lies; `nil`: beside the executable or in the source tree.
    package var webRoot: String?
    /// `trace` to `critical`. Default `notice`.
    package var logLevel = "notice"
    /// Threads that relay sound. 1 to 64, default 1.
    package var mediaThreads = 1
    /// New calls per second above which callers hear 503 (SIP-08). Default 5000.
    package var callRateLimit = 5_000
    /// Failed sign-ins of one source, by SIP, web and API together, that block it (AUTH-06). Default 10.
    package var signInFailureLimit = 10
    /// Token for `/metrics` from other machines; `nil`: only this machine may read it.
    package var metricsToken: String?

    package init() {}

    package var databasePath: String { self.data + "/martlet.db" }
}

/// Settings that cannot be used: every problem in one go.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
    package let problems: [String]

    package init(problems: [String]) {
        self.problems = problems
    }

    package var description: String { self.problems.joined(separator: "; ") }
}
