import ArgumentParser
import MartletServer

#if canImport(Glibc)
import Glibc
#endif

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs the server.",
        discussion: """
            Every option also comes from the environment (MARTLET_HTTP, MARTLET_SIP, MARTLET_MEDIA_PORTS …) and from a \
            JSON file (DIR/martlet.json or --config): {"http": "0.0.0.0:8080", "sip": "0.0.0.0:5060"}. Options win over \
            the environment, the environment over the file. More keys: README, "Settings".
            """
    )

    @Option(help: ArgumentHelp("The folder with everything. Default ./data.", valueName: "DIR"))
    var data: String?

    @Option(help: ArgumentHelp("A PostgreSQL database. Default: a SQLite file in DIR.", valueName: "URL"))
    var database: String?

    @Option(help: ArgumentHelp("JSON settings. Default DIR/martlet.json, if there is one.", valueName: "FILE"))
    var config: String?

    @Option(help: ArgumentHelp("Cabinets and REST API. Default 0.0.0.0:8080.", valueName: "HOST:PORT"))
    var http: String?

    @Option(help: ArgumentHelp("SIP over UDP and TCP. Default 0.0.0.0:5060.", valueName: "HOST:PORT"))
    var sip: String?

    @Option(help: ArgumentHelp("SIP over WebSocket. Default: off.", valueName: "HOST:PORT"))
    var sipWebsocket: String?

    @Option(
        help: ArgumentHelp("SIP over TLS. Default: the port after --sip, with a certificate.", valueName: "HOST:PORT")
    )
    var sipTLS: String?

    @Option(help: ArgumentHelp("RTP and RTCP. Default 16384-32767.", valueName: "A-B"))
    var mediaPorts: String?

    @Option(help: ArgumentHelp("PEM certificate chain for HTTPS and SIP over TLS.", valueName: "FILE"))
    var certificate: String?

    @Option(help: ArgumentHelp("PEM key of the certificate.", valueName: "FILE"))
    var privateKey: String?

    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical. Default notice.",
            valueName: "LEVEL"
        )
    )
    var logLevel: String?

    @Flag(help: "Makes a company to try things with, at the first start.")
    var demo = false

    func run() async throws {
        var overrides: SettingsReader.Overrides = [:]
        overrides["data"] = self.data
        overrides["database"] = self.database
        overrides["http"] = self.http
        overrides["sip"] = self.sip
        overrides["sipWebsocket"] = self.sipWebsocket
        overrides["sipTLS"] = self.sipTLS
        overrides["mediaPorts"] = self.mediaPorts
        overrides["certificate"] = self.certificate
        overrides["privateKey"] = self.privateKey
        overrides["logLevel"] = self.logLevel
        if self.demo { overrides["demo"] = "true" }
        let settings = try await SettingsReader.read(
            overrides: overrides,
            file: self.config,
            environment: Environment.all
        )
        let server = try await Server.start(settings) { welcome in
            print(welcome)
            // Whoever started it through a pipe or into a file waits for this.
            fflush(nil)
        }
        try await server.run()
    }
}
