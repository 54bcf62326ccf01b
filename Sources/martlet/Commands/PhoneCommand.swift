import ArgumentParser
import Audio
import Kernel
import Phone
import SIPTransport
import SecureMedia

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `martlet phone`: a SIP phone that does what its arguments say, for scripts and for people who look for a fault.
struct PhoneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "phone",
        abstract: "A scriptable SIP phone: registers, calls, answers, plays, listens.",
        usage: "martlet phone --server HOST:PORT --user LOGIN@DOMAIN --password P [options] ACTION ...",
        discussion: """
            Does the actions in their order and prints a line for each thing that happens. Ends with 0 when all of it \
            came about, and with 1 and one line that says what did not.

            ACTIONS
            \(PhoneScript.manual)

            EXAMPLES
            martlet phone --server 127.0.0.1:5060 --user anna@demo.example --password secret \\
              call 102 play tone:440 expect tone:880 hangup
            martlet phone --server 127.0.0.1:5060 --user boris@demo.example --password secret --register \\
              answer play tone:880 record heard.wav expect tone:440 expect end
            """
    )

    @Option(
        help: ArgumentHelp("Where to register and send everything. Port 5060 unless given.", valueName: "HOST:PORT")
    )
    var server: String

    @Option(help: ArgumentHelp("Who the phone is.", valueName: "LOGIN@DOMAIN"))
    var user: String

    @Option(help: ArgumentHelp("Default: MARTLET_PHONE_PASSWORD of the environment, or none.", valueName: "P"))
    var password: String?

    @Option(help: ArgumentHelp("The name in digest answers, if it is not LOGIN.", valueName: "NAME"))
    var authenticationName: String?

    @Option(help: ArgumentHelp("Shown to the called.", valueName: "NAME"))
    var displayName: String?

    @Option(help: ArgumentHelp("udp, tcp or tls.", valueName: "KIND"))
    var transport = "udp"

    @Option(help: ArgumentHelp("Local port of SIP; 0 for a free one.", valueName: "PORT"))
    var localPort: UInt16 = 0

    @Option(help: ArgumentHelp("Ports of the sound.", valueName: "A-B"))
    var mediaPorts = "40000-49999"

    @Option(
        help: ArgumentHelp(
            "Offered sound: none, sdes or dtls. What is offered to the phone it takes.",
            valueName: "KIND"
        )
    )
    var encryption = "none"

    @Option(help: ArgumentHelp("How long each action may take.", valueName: "SECONDS"))
    var timeout = 30.0

    @Flag(help: "Register first, unregister at the end.")
    var register = false

    @Flag(help: "Accept any certificate of the server (tls).")
    var insecure = false

    @Flag(help: "Print every SIP message.")
    var trace = false

    @Argument(help: ArgumentHelp("What to do, see ACTIONS.", valueName: "ACTION"))
    var actions: [String] = []

    // MARK: - Reading

    private struct Input {
        let login: String
        let domain: String
        let transport: PhoneTransport
        let encryption: SecurityOffer
        let ports: ClosedRange<UInt16>
        let script: PhoneScript
    }

    func validate() throws {
        _ = try self.input()
    }

    private func input() throws -> Input {
        let parts = self.user.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ValidationError("--user is LOGIN@DOMAIN, not \"\(self.user)\"")
        }
        guard let transport = PhoneTransport(rawValue: self.transport.lowercased()) else {
            throw ValidationError("--transport is udp, tcp or tls, not \"\(self.transport)\"")
        }
        let kinds: [String: SecurityOffer] = ["none": .plain, "sdes": .sdes, "dtls": .dtls]
        guard let encryption = kinds[self.encryption.lowercased()] else {
            throw ValidationError("--encryption is none, sdes or dtls, not \"\(self.encryption)\"")
        }
        let ports = self.mediaPorts.split(separator: "-").compactMap { UInt16($0) }
        guard ports.count == 2, ports[0] >= 1_024, ports[0] < ports[1] else {
            throw ValidationError("--media-ports is two ports of 1024 to 65535, such as 40000-49999")
        }
        guard (1...86_400).contains(self.timeout) else { throw ValidationError("--timeout is 1 to 86400 seconds") }
        guard !self.actions.isEmpty || self.register else {
            throw ValidationError("there is nothing to do; give actions, such as: call 102 wait 5 hangup")
        }
        do {
            try PhoneNetwork.checkServer(self.server)
            return Input(
                login: String(parts[0]),
                domain: String(parts[1]),
                transport: transport,
                encryption: encryption,
                ports: ports[0]...ports[1],
                script: try PhoneScript(self.actions, load: Self.load)
            )
        } catch {
            throw ValidationError(error.detail)
        }
    }

    private static func load(_ path: String) throws -> AudioClip {
        let bytes: [UInt8]
        do {
            bytes = Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw ValidationError("the file cannot be read")
        }
        return try WAVFile(parsing: bytes).clip
    }

    private static func save(_ path: String, _ clip: AudioClip) throws {
        do {
            try Data(WAVFile(samples: clip.samples).bytes).write(to: URL(filePath: path))
        } catch {
            throw ValidationError("the file cannot be written")
        }
    }

    // MARK: - Doing

    func run() async throws {
        let input = try self.input()
        do {
            try await self.play(input)
        } catch let error as PhoneError {
            Terminal.complain(error.detail)
            throw ExitCode.failure
        }
    }

    private func play(_ input: Input) async throws {
        var settings = PhoneSettings(
            user: input.login,
            password: self.password ?? Environment.all["MARTLET_PHONE_PASSWORD"] ?? "",
            domain: input.domain
        )
        settings.authenticationName = self.authenticationName
        settings.displayName = self.displayName
        settings.transport = input.transport
        settings.encryption = input.encryption
        settings.local.port = self.localPort
        settings.verifiesServer = !self.insecure
        settings.onEvent = { Terminal.tell("\($0.at) \($0)") }
        if self.trace { settings.trace = { Self.show($0) } }
        let network = try Self.network(input.ports)
        defer { network.stop() }
        try await network.find(server: self.server, for: &settings)

        let phone = try await Phone.start(settings, on: network)
        var player = ScriptPlayer(phone, waiting: .milliseconds(Int64(self.timeout * 1_000)), save: Self.save)
        do {
            if self.register { try await phone.register(within: .milliseconds(Int64(self.timeout * 1_000))) }
            try await player.run(input.script)
        } catch {
            await phone.stop()
            throw error
        }
        await phone.stop()
    }

    private static func network(_ ports: ClosedRange<UInt16>) throws -> PhoneNetwork {
        do {
            return try PhoneNetwork(ports: ports)
        } catch {
            throw PhoneError(.failed, "the sound cannot be started: \(error)")
        }
    }

    private static func show(_ record: SIPTraceRecord) {
        let arrow = record.direction == .sent ? "-->" : "<--"
        let message = String(decoding: record.bytes, as: UTF8.self)
        Terminal.tell("\(arrow) \(record.flow.transport) \(record.flow.remote)\n\(message)")
    }
}

/// Lines as they happen: `print` would hold them back when the output is a pipe.
private enum Terminal {
    static func tell(_ line: String) { self.put("\(line)\n", on: STDOUT_FILENO) }

    static func complain(_ sentence: String) { self.put("martlet: \(sentence)\n", on: STDERR_FILENO) }

    private static func put(_ text: String, on descriptor: Int32) {
        // Nothing can be done about a closed terminal.
        _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
}
