extension STUNMessage {
    /// The address from which the server saw the request (RFC 8489 §14.2).
    public var xorMappedAddress: STUNAddress? {
        self.first(.xorMappedAddress).flatMap { STUNAddress(value: $0.value, mask: self.addressMask) }
    }

    /// The same from servers of RFC 3489.
    public var mappedAddress: STUNAddress? {
        self.first(.mappedAddress).flatMap { STUNAddress(value: $0.value) }
    }

    /// USERNAME, `nil` without one.
    public var username: String? { self.text(.username) }
    /// REALM, `nil` without one.
    public var realm: String? { self.text(.realm) }
    /// NONCE, `nil` without one.
    public var nonce: String? { self.text(.nonce) }
    /// SOFTWARE, `nil` without one.
    public var software: String? { self.text(.software) }

    /// 300 to 699 and a phrase (RFC 8489 §14.8).
    public var errorCode: (status: Int, reason: String)? {
        guard let value = self.first(.errorCode)?.value, value.count >= 4, (3...6).contains(value[2] & 7),
            value[3] < 100
        else { return nil }
        return (Int(value[2] & 7) * 100 + Int(value[3]), String(decoding: value[4...], as: UTF8.self))
    }

    /// What the server did not understand (RFC 8489 §14.9).
    public var unknownAttributes: [STUNAttribute.Kind] {
        guard let value = self.first(.unknownAttributes)?.value else { return [] }
        return stride(from: 0, to: value.count - 1, by: 2).map { index in
            STUNAttribute.Kind(rawValue: UInt16(value[index]) << 8 | UInt16(value[index + 1]))
        }
    }

    /// The candidate's priority (RFC 8445 §7.1.1).
    public var priority: UInt32? { self.first(.priority)?.number(UInt32.self) }

    /// Whether the controlling side nominates this pair (RFC 8445 §7.1.2).
    public var usesCandidate: Bool { self.first(.useCandidate) != nil }

    /// The tie-breaker of a controlling agent (RFC 8445 §7.1.3).
    public var iceControlling: UInt64? { self.first(.iceControlling)?.number(UInt64.self) }

    /// The tie-breaker of a controlled agent (RFC 8445 §7.1.3).
    public var iceControlled: UInt64? { self.first(.iceControlled)?.number(UInt64.self) }

    /// The attributes that must be understood and are not known to this library (RFC 8489 §6.3).
    public var notUnderstood: [STUNAttribute.Kind] {
        self.attributes.map(\.kind).filter { $0.mustBeUnderstood && !$0.isKnown }
    }

    private func text(_ kind: STUNAttribute.Kind) -> String? {
        self.first(kind).map { String(decoding: $0.value, as: UTF8.self) }
    }
}

extension STUNAttribute {
    /// The address hidden by the message's cookie and transaction identifier (RFC 8489 §14.2).
    public static func xorMappedAddress(_ address: STUNAddress, in message: STUNMessage) -> STUNAttribute {
        STUNAttribute(.xorMappedAddress, address.value(mask: message.addressMask))
    }

    /// The address in the clear (RFC 8489 §14.1).
    public static func mappedAddress(_ address: STUNAddress) -> STUNAttribute {
        STUNAttribute(.mappedAddress, address.value())
    }

    /// Why a request failed (RFC 8489 §14.8).
    ///
    /// - Parameter status: 300 to 699; anything else becomes 500.
    public static func errorCode(_ status: Int, _ reason: String) -> STUNAttribute {
        let status = (300...699).contains(status) ? status : 500
        return STUNAttribute(.errorCode, [0, 0, UInt8(status / 100), UInt8(status % 100)] + Array(reason.utf8))
    }

    /// What was not understood (RFC 8489 §14.9).
    public static func unknownAttributes(_ kinds: [Kind]) -> STUNAttribute {
        STUNAttribute(.unknownAttributes, kinds.flatMap { [UInt8($0.rawValue >> 8), UInt8($0.rawValue & 0xff)] })
    }

    /// The candidate's priority (RFC 8445 §7.1.1).
    public static func priority(_ priority: UInt32) -> STUNAttribute { STUNAttribute(.priority, number: priority) }

    /// The tie-breaker of a controlling agent (RFC 8445 §7.1.3).
    public static func iceControlling(_ tieBreaker: UInt64) -> STUNAttribute {
        STUNAttribute(.iceControlling, number: tieBreaker)
    }

    /// The tie-breaker of a controlled agent (RFC 8445 §7.1.3).
    public static func iceControlled(_ tieBreaker: UInt64) -> STUNAttribute {
        STUNAttribute(.iceControlled, number: tieBreaker)
    }
}
