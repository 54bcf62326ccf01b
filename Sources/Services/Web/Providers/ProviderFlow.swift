import Crypto
import Foundation
import Kernel
import Model

/// A sign-in by an identity provider that a browser has begun, sealed into a cookie of that browser: nothing is kept of it
/// here, so that strangers who begin many cost no memory.
struct ProviderFlow: Equatable, Sendable {
    var provider: ProviderID
    /// Comes back in the address: another browser's answer has another.
    var state: String
    /// Comes back in the token: another sign-in's token has another.
    var nonce: String
    /// Proves to the provider that who brings the code is who asked for it (RFC 7636).
    var verifier: String
    /// Whose account is to be linked; `nil`: somebody wants to sign in.
    var linking: UserID?

    var challenge: String { Base64URL.encode(SHA256.hash(data: Array(self.verifier.utf8))) }
}

/// Somebody whom a provider has named, and who still has to give a second factor.
struct ProviderProof: Equatable, Sendable {
    var user: UserID
}

/// Seals what browsers keep for this server, for a few minutes.
struct ProviderSeal: Sendable {
    static let lifetime = Duration.seconds(600)

    private let key: SymmetricKey

    /// - Parameter key: 32 random bytes; what another process sealed is nothing here.
    init(key: [UInt8]) {
        self.key = SymmetricKey(data: key)
    }

    func seal(_ flow: ProviderFlow, at now: Moment) -> String? {
        let parts = [flow.provider.text, flow.state, flow.nonce, flow.verifier]
        guard let user = flow.linking else { return self.seal(parts, for: "flow", at: now) }
        return self.seal(parts + [user.text], for: "link", at: now)
    }

    func seal(_ proof: ProviderProof, at now: Moment) -> String? {
        self.seal([proof.user.text], for: "proof", at: now)
    }

    /// - Parameter user: whose account is to be linked; what was begun for something else is nothing here.
    func flow(_ text: String?, linking user: UserID? = nil, at now: Moment) -> ProviderFlow? {
        let own = user.map { [$0.text] } ?? []
        guard let parts = self.open(text, for: user == nil ? "flow" : "link", at: now), parts.count == 4 + own.count,
            Array(parts[4...]) == own
        else { return nil }
        return ProviderFlow(
            provider: ProviderID(parts[0]),
            state: parts[1],
            nonce: parts[2],
            verifier: parts[3],
            linking: user
        )
    }

    func proof(_ text: String?, at now: Moment) -> ProviderProof? {
        guard let parts = self.open(text, for: "proof", at: now), parts.count == 1 else { return nil }
        return ProviderProof(user: UserID(parts[0]))
    }

    /// - Returns: `nil` when the library fails, which takes a lack of memory.
    private func seal(_ parts: [String], for purpose: String, at now: Moment) -> String? {
        let end = now.advanced(by: Self.lifetime).nanoseconds
        let plain = ([String(end)] + parts).joined(separator: "\n")
        let box = try? AES.GCM.seal(Array(plain.utf8), using: self.key, authenticating: Array(purpose.utf8))
        return box?.combined.map { Base64URL.encode($0) }
    }

    private func open(_ text: String?, for purpose: String, at now: Moment) -> [String]? {
        guard let bytes = text.flatMap({ Base64URL.decode($0) }), let box = try? AES.GCM.SealedBox(combined: bytes),
            let plain = try? AES.GCM.open(box, using: self.key, authenticating: Array(purpose.utf8))
        else { return nil }
        let parts = String(decoding: plain, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard let end = parts.first.flatMap({ Int64($0) }), end > now.nanoseconds else { return nil }
        return parts.dropFirst().map(String.init)
    }
}
