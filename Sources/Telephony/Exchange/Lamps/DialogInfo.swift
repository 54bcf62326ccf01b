import Kernel
import Model
import SIP

/// A document of the `dialog` event package: what one user's phones do (RFC 4235 §4.1). Always the full state, so that a
/// lost one does no harm.
struct DialogInfo: Equatable, Sendable {
    static let contentType = "application/dialog-info+xml"

    struct Dialog: Equatable, Sendable {
        var id: String
        /// Names the dialog for an INVITE with Replaces sent to this server (RFC 3891): see ``PickupNames``.
        var callID: String?
        var localTag: String?
        var remoteTag: String?
        var isCaller: Bool
        /// `trying`, `early` or `confirmed`.
        var state: String
        var peerURI: String
        var peerName: String
    }

    /// The address of the other side; without a number it is nobody's (RFC 3323 §4.1.1.3).
    static func peerURI(_ number: String, in domain: DomainID?) -> String {
        guard !number.isEmpty else { return CallerPrivacy.from.uri.description }
        return SIPURI(user: number, host: domain?.text ?? "").description
    }

    /// The URI that is watched.
    var entity: String
    var dialogs: [Dialog]

    /// - Parameter version: grows with each document of a subscription (§4.1.1).
    func bytes(version: Int) -> [UInt8] {
        let entity = Self.escaped(self.entity)
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>\r
            <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="\(version)" state="full" \
            entity="\(entity)">\r

            """
        for dialog in self.dialogs { text += Self.text(of: dialog, entity) }
        text += "</dialog-info>\r\n"
        return Array(text.utf8)
    }

    private static func text(of dialog: Dialog, _ entity: String) -> String {
        var names = ""
        for (name, value) in [
            ("call-id", dialog.callID), ("local-tag", dialog.localTag), ("remote-tag", dialog.remoteTag),
        ] {
            if let value { names += " \(name)=\"\(self.escaped(value))\"" }
        }
        let direction = dialog.isCaller ? "initiator" : "recipient"
        let display = dialog.peerName.isEmpty ? "" : " display=\"\(self.escaped(dialog.peerName))\""
        let peer = self.escaped(dialog.peerURI)
        return """
            <dialog id="\(self.escaped(dialog.id))"\(names) direction="\(direction)">\r
            <state>\(dialog.state)</state>\r
            <local><identity>\(entity)</identity><target uri="\(entity)"/></local>\r
            <remote><identity\(display)>\(peer)</identity><target uri="\(peer)"/></remote>\r
            </dialog>\r

            """
    }

    /// Names come from strangers' From headers: markup is escaped, what XML cannot hold is left out.
    private static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "\u{0}"..<"\u{20}", "\u{7f}", "\u{fffe}", "\u{ffff}": continue
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}
