extension SIPURI {
    /// Whether both URIs mean the same (RFC 3261 §19.1.4, RFC 3966 §4 for tel).
    ///
    /// Escapes are undone before the comparison; the user part and the password count capitals, the rest does not.
    /// `user`, `ttl`, `method`, `maddr` and `transport` must stand in both or in none, other parameters must agree when
    /// both have them, and headers must be the same.
    public func isEquivalent(to other: SIPURI) -> Bool {
        guard self.scheme == other.scheme else { return false }
        switch self.scheme {
        case .other: return self.opaque == other.opaque
        case .tel: return self.isSameNumber(as: other)
        case .sip, .sips: break
        }
        return self.user == other.user && self.password == other.password && self.port == other.port
            && SIPURI.isSameHost(self.host, other.host) && self.parametersAgree(with: other)
            && self.headersAgree(with: other)
    }

    /// Whether both hosts are the same name or the same address, however an IPv6 address is written.
    public static func isSameHost(_ left: String, _ right: String) -> Bool {
        if left.equalsIgnoringCase(right) { return true }
        guard let ours = Self.groups(of: left), let theirs = Self.groups(of: right) else { return false }
        return ours == theirs
    }

    private static func groups(of host: String) -> [UInt16]? {
        guard host.utf8.contains(Octet.colon) else { return nil }
        let bare = host.utf8.first == Octet.openBracket ? String(host.dropFirst().dropLast()) : host
        return bare.withOctets { IPv6Address.groups(of: $0) }
    }

    private static let mustMatch: Set<String> = ["user", "ttl", "method", "maddr", "transport"]

    private func parametersAgree(with other: SIPURI) -> Bool {
        guard !self.parameters.isEmpty || !other.parameters.isEmpty else { return true }
        return Self.covers(self.parameters, other.parameters) && Self.covers(other.parameters, self.parameters)
    }

    private static func covers(_ one: SIPParameters, _ other: SIPParameters) -> Bool {
        one.all.allSatisfy { parameter in
            guard let value = other[parameter.name] else {
                return !Self.mustMatch.contains(parameter.name.lowercased())
            }
            // Of a parameter that stands there twice, which §19.1.1 forbids, the first counts.
            return value.equalsIgnoringCase(one[parameter.name] ?? parameter.value)
        }
    }

    private func headersAgree(with other: SIPURI) -> Bool {
        guard self.headersText != other.headersText else { return true }
        // The order of headers does not count; values are compared as text.
        let key: ((name: String, value: String)) -> String = { "\($0.name.lowercased())=\($0.value)" }
        return self.headers.map(key).sorted() == other.headers.map(key).sorted()
    }

    /// RFC 3966 §4: visual separators do not count, and parameters agree as a set.
    private func isSameNumber(as other: SIPURI) -> Bool {
        func digits(_ uri: SIPURI) -> [UInt8] {
            (uri.userText ?? "").utf8.filter { byte in
                ![Octet.hyphen, Octet.dot, Octet.openParenthesis, Octet.closeParenthesis].contains(byte)
            }.map(\.lowercased)
        }
        func list(_ uri: SIPURI) -> [String] {
            uri.parameters.all.map { "\($0.name.lowercased())=\($0.value.lowercased())" }.sorted()
        }
        return digits(self) == digits(other) && list(self) == list(other)
    }
}
