import Model
import SIP

/// Calling without saying who (RFC 3323, RFC 3325, CAL-01).
enum CallerPrivacy {
    /// Whether a phone or provider asks that the called party be not told: by Privacy, or by an anonymous From.
    static func isAsked(by request: SIPMessage) -> Bool {
        let wishes = request.all(.privacy).joined(separator: ";").lowercased()
            .split { $0 == ";" || $0 == "," || $0 == " " }
        if wishes.contains(where: { $0 == "id" || $0 == "user" || $0 == "header" }) { return true }
        if wishes.contains("none") { return false }
        guard let from = try? request.from() else { return false }
        return from.uri.host.lowercased() == "anonymous.invalid" || from.uri.user?.lowercased() == "anonymous"
    }

    /// RFC 3323 §4.1.1.3.
    static let from = NameAddress(displayName: "Anonymous", uri: SIPURI(user: "anonymous", host: "anonymous.invalid"))
    static let header = ExtraHeader(.privacy, "id")
}
