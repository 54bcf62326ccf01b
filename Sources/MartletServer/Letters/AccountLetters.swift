import Kernel
import Mail
import Model
import SIPTransport
import Web

/// Letters about accounts, handed to the mailer. Nothing of them is logged, and the queue they wait in is in memory.
struct AccountLetters: AccountPost {
    /// The cabinet's page for a new password. The secret stands behind `#`: browsers send that part to no server.
    private static let recoveryPage = "/recovery#"
    /// Where administrators of pools sign in.
    private static let poolPage = "/group/"
    private static let numbersPage = "/numbers"

    let mailer: Mailer
    /// Where the cabinet is, as people reach it; `nil`: not known, so no links.
    let webAddress: String?
    let sipPort: UInt16
    let sipTLSPort: UInt16?

    init(_ mailer: Mailer, _ webAddress: String?, _ listening: SignallingService.Listening) {
        self.mailer = mailer
        self.webAddress = webAddress
        self.sipPort = listening.udp.port
        self.sipTLSPort = listening.tls?.port
    }

    var canLink: Bool { self.webAddress != nil }

    func send(_ letter: AccountLetter, to address: String, in language: SpokenLanguage) {
        switch letter {
        case .recovery(let login, let domain, let secret):
            guard let webAddress = self.webAddress else { return }
            let link = webAddress + Self.recoveryPage + secret
            let words = RecoveryWords(account: "\(login)@\(domain)", link: link, language)
            self.mailer.send(MailMessage(recipient: address, subject: words.subject, text: words.text))
        case .credentials(let login, let domain, let password, let dialled):
            let facts = CredentialWords.Facts(
                login: login,
                domain: domain.text,
                password: password,
                address: self.webAddress.map { Self.page(of: domain, at: $0) },
                phone: dialled.map { self.phone($0, domain) }
            )
            let words = CredentialWords(facts, language)
            self.mailer.send(MailMessage(recipient: address, subject: words.subject, text: words.text))
        case .numbers(let numbers, let company, let kopecks):
            let link = self.webAddress.map { $0 + Self.numbersPage }
            let words = NumberWords(numbers, of: company, kopecks: kopecks, link: link, language)
            self.mailer.send(MailMessage(recipient: address, subject: words.subject, text: words.text))
        }
    }

    /// Phones reach the server by the cabinet's host name; where that is not known, by their domain's.
    private func phone(_ dialled: String, _ domain: DomainID) -> CredentialWords.Facts.Phone {
        let host = self.webAddress.flatMap { Self.host(of: $0) } ?? domain.text
        return CredentialWords.Facts.Phone(
            extension: dialled,
            server: "\(host):\(self.sipPort)",
            secureServer: self.sipTLSPort.map { "\(host):\($0)" }
        )
    }

    /// Where somebody of the domain signs in.
    static func page(of domain: DomainID, at address: String) -> String {
        domain.isPool ? address + Self.poolPage : address
    }

    /// `pbx.example` of `https://pbx.example:8443/path`; an IPv6 address keeps its brackets.
    static func host(of address: String) -> String? {
        guard let scheme = address.firstRange(of: "://") else { return nil }
        let authority = address[scheme.upperBound...].prefix { $0 != "/" }
        if let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
        let host = authority.prefix { $0 != ":" }
        return host.isEmpty ? nil : String(host)
    }
}
