import Fetch
import Foundation
import Kernel
import Model
import Synchronization

/// Knows what identity providers say of themselves and which keys they sign with: asked for when needed, kept for a while,
/// and asked for again when a token names a key that is not known, as providers change theirs.
final class ProviderDirectory: Sendable {
    static let metadataLifetime = Duration.seconds(3_600)
    static let keysLifetime = Duration.seconds(3_600)
    /// A key that is not known is looked for no more often: a stranger's token names any.
    static let keysPause = Duration.seconds(60)
    /// A provider that does not answer is asked no more often.
    static let failurePause = Duration.seconds(15)
    /// Providers remembered.
    static let capacity = 1_024

    private struct State {
        var metadata = BoundedTable<String, (value: ProviderMetadata, at: Moment)>(capacity: ProviderDirectory.capacity)
        var keys = BoundedTable<String, (value: [ProviderKey], at: Moment)>(capacity: ProviderDirectory.capacity)
        var failures = BoundedTable<String, Moment>(capacity: ProviderDirectory.capacity)
    }

    private let fetching: any Fetching
    private let time: any TimeSource
    private let state = Mutex(State())

    init(_ fetching: any Fetching, time: any TimeSource) {
        self.fetching = fetching
        self.time = time
    }

    /// - Throws: ``FetchError``, or ``ProviderRefusal`` when the answer is of another issuer or none.
    func metadata(of issuer: String) async throws -> ProviderMetadata {
        let now = self.time.now
        if let kept = self.state.withLock({ $0.metadata[issuer] }), kept.at.advanced(by: Self.metadataLifetime) > now {
            return kept.value
        }
        let json = try await self.json(ProviderMetadata.address(of: issuer))
        guard let metadata = ProviderMetadata(json, issuer: issuer) else { throw ProviderRefusal.wrongIssuer }
        self.state.withLock { _ = $0.metadata.put((metadata, now), for: issuer) }
        return metadata
    }

    /// - Parameter head: of the token that is to be checked: for a key that is not known the provider is asked again.
    func keys(of metadata: ProviderMetadata, for head: IDToken.Head) async throws -> [ProviderKey] {
        let now = self.time.now
        if let kept = self.state.withLock({ $0.keys[metadata.keys] }) {
            let isFresh = kept.at.advanced(by: Self.keysLifetime) > now
            let isKnown = kept.value.contains { $0.fits(head) }
            if isFresh, isKnown || kept.at.advanced(by: Self.keysPause) > now { return kept.value }
        }
        guard let keys = ProviderKey.all(try await self.json(metadata.keys)) else { throw ProviderRefusal.malformed }
        self.state.withLock { _ = $0.keys.put((keys, now), for: metadata.keys) }
        return keys
    }

    /// Exchanges a code for a token (RFC 6749 §4.1.3).
    func token(
        _ form: [(String, String)],
        of provider: SignInProvider,
        _ metadata: ProviderMetadata
    ) async throws -> String {
        var (fields, headers) = (form, [String]())
        if let secret = provider.clientSecret, metadata.takesBasic {
            // RFC 6749 §2.3.1: both are encoded as in a form first.
            let pair = PercentEncoding.encode(provider.clientID) + ":" + PercentEncoding.encode(secret)
            headers.append("Authorization: Basic " + Data(pair.utf8).base64EncodedString())
        } else {
            fields.append(("client_id", provider.clientID))
            if let secret = provider.clientSecret { fields.append(("client_secret", secret)) }
        }
        let text = fields.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        let answer = try await self.fetching.fetch(FetchRequest(metadata.token, form: text, headers: headers))
        guard answer.status == 200, let json = try? JSONParser.parse(answer.body), let token = json["id_token"]?.text
        else {
            throw ProviderRefusal.refused
        }
        return token
    }

    private func json(_ address: String) async throws -> JSONValue {
        let now = self.time.now
        if let at = self.state.withLock({ $0.failures[address] }), at.advanced(by: Self.failurePause) > now {
            throw FetchError(.unreachable, "it did not answer a moment ago")
        }
        do {
            let answer = try await self.fetching.fetch(FetchRequest(address))
            guard answer.status == 200, let json = try? JSONParser.parse(answer.body) else {
                throw FetchError(.unreachable, "the answer is no document")
            }
            return json
        } catch {
            self.state.withLock { _ = $0.failures.put(now, for: address) }
            throw error
        }
    }
}
