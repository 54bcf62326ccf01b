import SIPTransport

/// What the server says when it has started.
struct Welcome {
    let settings: ServerSettings
    let webPort: Int
    let listening: SignallingService.Listening
    /// Accounts that the first start made; `nil` when their file is gone.
    let accounts: String?

    var text: String {
        let scheme = self.settings.certificate == nil ? "http" : "https"
        let web = self.shown(self.settings.http.host)
        let sip = "\(self.shown(self.settings.sip.host)):\(self.listening.udp.port)"
        var lines = [
            "Martlet is running.",
            "",
            "  Web     \(scheme)://\(web):\(self.webPort)",
            "  SIP     \(sip) (UDP, TCP)",
        ]
        if let tls = self.listening.tls { lines.append("  SIP/TLS \(self.shown(tls.ip.description)):\(tls.port)") }
        if let socket = self.listening.webSocket { lines.append("  SIP/WS  \(socket)") }
        lines.append("  Data    \(self.settings.data)")
        if let accounts = self.accounts {
            lines += ["", "  Accounts (\(self.settings.data)/first-accounts.txt; delete it when you have noted them):"]
            lines += accounts.split(separator: "\n").map { "    \($0)" }
            lines += [
                "",
                "  Sign in with login, password and domain: anna@demo.martlet is login anna, domain demo.martlet.",
                "  Phones register with the login as user name and \(sip) as server or outbound proxy.",
                "  Dial 101, 102, 103 for the people above, 9196 to hear yourself, 9197 for a tone, 9198 for music.",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func shown(_ host: String) -> String {
        switch host {
        case "0.0.0.0", "::": "127.0.0.1"
        default: host.contains(":") ? "[\(host)]" : host
        }
    }
}
