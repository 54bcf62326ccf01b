/// The fields of the extensions, parsed. Each is `nil` when absent and throws when malformed.
extension SIPMessage {
    /// Which reliable response a PRACK acknowledges (RFC 3262 §7.2).
    public func rack() throws(SIPParseError) -> RAck? { try self.value(.rack) }

    /// The session timer (RFC 4028 §4).
    public func sessionExpires() throws(SIPParseError) -> SessionExpires? { try self.value(.sessionExpires) }

    /// Min-SE in seconds.
    public func minSE() throws(SIPParseError) -> Int? { try self.seconds(.minSE) }

    /// The dialog to take the place of (RFC 3891).
    public func replaces() throws(SIPParseError) -> Replaces? { try self.value(.replaces) }

    /// Whom to call instead (RFC 3515).
    public func referTo() throws(SIPParseError) -> ReferTo? { try self.value(.referTo) }

    /// Who asked for the call (RFC 3892).
    public func referredBy() throws(SIPParseError) -> NameAddress? { try self.value(.referredBy) }

    /// The event package (RFC 6665).
    public func event() throws(SIPParseError) -> Event? { try self.value(.event) }

    /// Where a subscription stands (RFC 6665).
    public func subscriptionState() throws(SIPParseError) -> SubscriptionState? {
        try self.value(.subscriptionState)
    }

    /// When to try again (RFC 3261 §20.33).
    public func retryAfter() throws(SIPParseError) -> RetryAfter? { try self.value(.retryAfter) }

    /// Why, one value for each protocol (RFC 3326).
    public func reasons() throws(SIPParseError) -> [Reason] { try self.values(.reason) }

    /// What was wrong in detail (RFC 3261 §20.43).
    public func warnings() throws(SIPParseError) -> [Warning] { try self.values(.warning) }

    /// The type of the body.
    public func contentType() throws(SIPParseError) -> ContentType? { try self.value(.contentType) }

    /// What the body is for.
    public func contentDisposition() throws(SIPParseError) -> ContentDisposition? {
        try self.value(.contentDisposition)
    }

    /// The ranges of Accept; `application/sdp` alone when the header is absent (RFC 3261 §20.1).
    public func acceptedTypes() throws(SIPParseError) -> [ContentType] {
        self.contains(.accept) ? try self.values(.accept) : [.sdp]
    }

    /// P-Asserted-Identity (RFC 3325).
    public func assertedIdentities() throws(SIPParseError) -> [NameAddress] { try self.values(.pAssertedIdentity) }

    /// Diversion, the latest first (RFC 5806).
    public func diversions() throws(SIPParseError) -> [NameAddress] { try self.values(.diversion) }

    /// Every challenge of a 401 (`proxy` false) or 407, in the server's order of preference.
    public func challenges(proxy: Bool = false) throws(SIPParseError) -> [Challenge] {
        try self.lines(proxy ? .proxyAuthenticate : .wwwAuthenticate)
    }

    /// Every answer to a challenge that the request carries, each for another realm or algorithm.
    public func credentials(proxy: Bool = false) throws(SIPParseError) -> [Credentials] {
        try self.lines(proxy ? .proxyAuthorization : .authorization)
    }

    /// The values of a field whose commas separate parameters, so that each line is one value.
    private func lines<Value: SIPHeaderValue>(_ name: SIPHeaderName) throws(SIPParseError) -> [Value] {
        var values: [Value] = []
        for slot in self.slots where slot.known == name.known { values.append(try self.value(in: slot)) }
        return values
    }

    /// The option tags of Require, Supported, Unsupported or Proxy-Require in lower case.
    public func optionTags(_ name: SIPHeaderName) -> [String] { self.all(name).map { $0.lowercased() } }

    /// Whether the other side says that it supports an option tag, in Supported or by requiring it.
    public func supports(_ tag: String) -> Bool {
        self.list(.supported, contains: tag) || self.list(.require, contains: tag)
    }

    /// Whether the other side demands an option tag.
    public func requires(_ tag: String) -> Bool { self.list(.require, contains: tag) }

    /// Whether Allow names the method; `nil` when there is no Allow.
    public func allows(_ method: SIPMethod) -> Bool? {
        self.contains(.allow) ? self.list(.allow, contains: method.text) : nil
    }
}
