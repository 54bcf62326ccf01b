import Kernel
import Model
import SIP
import SIPTransport

/// Which domain a host names: its own name, or one of the server's addresses for the default one. Phones set up with an
/// IP address instead of a name are the most frequent case in a small company.
extension Exchange {
    /// The domain of requests to the server's own addresses.
    var defaultDomain: DomainID? {
        if let named = self.settings.defaultDomain { return self.configuration.tenants[named] == nil ? nil : named }
        let names = self.configuration.tenants.keys.filter { $0 != Domain.system }
        return names.count == 1 ? names.first : nil
    }

    func domain(ofHost host: String) -> DomainID? {
        let name = DomainID(host.lowercased())
        if self.configuration.tenants[name] != nil { return name == Domain.system ? nil : name }
        return host.lowercased() == "localhost" || IPAddress(host.unbracketed) != nil ? self.defaultDomain : nil
    }

    /// What is dialled by a URI inside `domain`, or `nil` when it leads elsewhere.
    func dialledUser(_ uri: SIPURI, in domain: DomainID?) -> String? {
        guard let user = uri.user, !user.isEmpty else { return nil }
        if uri.scheme == .tel { return user }
        guard self.domain(ofHost: uri.host) == domain else { return nil }
        return user
    }
}

extension String {
    /// An IPv6 literal without the brackets that URIs put around it.
    var unbracketed: String {
        self.hasPrefix("[") && self.hasSuffix("]") ? String(self.dropFirst().dropLast()) : self
    }
}
