import Kernel
package import Model
import SIPTransport
package import StoragePostgreSQL

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
    /// A PostgreSQL database; `nil`: a SQLite file in ``data``.
    package var database: PostgreSQLSettings?
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
    /// Where the built-in phrases lie; `nil`: beside the executable or in the source tree.
    package var phrases: String?
    /// The program that says texts, espeak-ng, with its path; `nil`: looked for where programs are.
    package var speechProgram: String?
    /// `trace` to `critical`. Default `notice`.
    package var logLevel = "notice"
    /// Threads that relay sound. 1 to 64, default 1.
    package var mediaThreads = 1
    /// New calls per second above which callers hear 503 (SIP-08). Default 5000.
    package var callRateLimit = 5_000
    /// Failed sign-ins of one source, by SIP, web and API together, that block it (AUTH-06). Default 10.
    package var signInFailureLimit = 10
    /// Administrators must sign in by code: until they have switched that on they reach their profile only (AUTH-07).
    package var administratorsNeedCode = false
    /// Whether identity providers may be at private addresses, and on this machine without TLS. Default no.
    package var insideProviders = false
    /// IP addresses of reverse proxies: what they say of a client's address and of TLS is believed (X-Forwarded-For).
    package var trustedProxies: Set<String> = []
    /// Where recordings lie; `nil`: `recordings` in the data folder.
    package var recordings: String?
    /// Where the keys of encrypted recordings lie; `nil`: `keys` in the data folder.
    package var recordingKeys: String?
    /// Megabytes of the disk that recordings leave free; below that nothing is recorded (REC-03). Default 256.
    package var recordingReserve = 256
    /// Days for which the SIP messages of calls are kept (BYD-06); 0: none are. Default 14.
    package var traceDays = 14
    /// Megabytes of the database that they take at most; the oldest go first. Default 1024.
    package var traceMegabytes = 1_024
    /// The server that takes our mail, HOST:PORT; `nil`: no mail.
    package var mailServer: String?
    /// `none`, `starttls` or `tls`. Default `starttls`.
    package var mailSecurity = "starttls"
    package var mailUser: String?
    /// A file whose first line is the password.
    package var mailPasswordFile: String?
    /// The address that mail comes from.
    package var mailFrom: String?
    /// PEM file of the authorities that the mail server's certificate is checked with; `nil`: the system's.
    package var mailAuthorities: String?
    /// Seconds until a mail that could not be handed over is tried again, doubling. Default 90.
    package var mailRetry = 90
    /// Where people reach the cabinet, `https://pbx.example`, for links in mail; `nil`: no links.
    package var webAddress: String?
    /// Where the mobile operator is asked about FMC, `https://…`; `nil`: there is none (FWD-04).
    package var mobileOperator: String?
    /// A file whose first line proves to it who asks.
    package var mobileOperatorSecretFile: String?
    /// Seconds between looks at its list. Default 30.
    package var mobileOperatorSeconds = 30
    /// Token for `/metrics` from other machines; `nil`: only this machine may read it.
    package var metricsToken: String?

    package init() {}

    package var recordingFolder: String { self.recordings ?? self.data + "/recordings" }
    package var recordingKeyFolder: String { self.recordingKeys ?? self.data + "/keys" }
}

/// Settings that cannot be used: every problem in one go.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
    package let problems: [String]

    package init(problems: [String]) {
        self.problems = problems
    }

    package var description: String { self.problems.joined(separator: "; ") }
}
