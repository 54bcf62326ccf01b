import Kernel
package import Model
import SIP
import SIPTransport

/// Which domain a host names: its own name, or one of the server's addresses for the default one. Phones set up with an
/// IP address instead of a name are the most frequent case in a small company.
extension Exchange {
    /// - Parameter named: the domain of requests to the server's own addresses; `nil`: the only one there is.
    package static func domain(
        ofHost host: String,
        in configuration: Configuration,
        defaulting named: DomainID?
    ) -> DomainID? {
        let name = DomainID(host.lowercased())
        if configuration.tenants[name] != nil { return Self.domain(named: host, in: configuration) }
        guard host.lowercased() == "localhost" || IPAddress(host.unbracketed) != nil else { return nil }
        if let named { return configuration.tenants[named] == nil ? nil : named }
        let names = configuration.tenants.keys.filter { !$0.isReserved }
        return names.count == 1 ? names.first : nil
    }

    /// The domain that has exactly this name, whatever the case of its letters.
    package static func domain(named host: String, in configuration: Configuration) -> DomainID? {
        let name = DomainID(host.lowercased())
        return name.isReserved || configuration.tenants[name] == nil ? nil : name
    }

    func domain(ofHost host: String) -> DomainID? {
        Self.domain(ofHost: host, in: self.configuration, defaulting: self.settings.defaultDomain)
    }

    /// What is dialled by a URI inside `domain`, or `nil` when it leads elsewhere.
    func dialledUser(_ uri: SIPURI, in domain: DomainID?) -> String? {
        guard let user = uri.user, !user.isEmpty, Self.isDialled(user) else { return nil }
        if uri.scheme == .tel { return user }
        guard self.domain(ofHost: uri.host) == domain else { return nil }
        return user
    }

    /// Whether somebody can have dialled this: nothing with a meaning is longer, and strangers fill no journal.
    static func isDialled(_ text: String) -> Bool { text.utf8.count <= 128 }
}

extension String {
    /// An IPv6 literal without the brackets that URIs put around it.
    var unbracketed: String {
        self.hasPrefix("[") && self.hasSuffix("]") ? String(self.dropFirst().dropLast()) : self
    }
}
