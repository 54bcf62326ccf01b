extension STUNMessage {
    /// The answer to a binding request: the address it came from, or 420 when something in it is not understood (RFC 8489
    /// §6.3.1). Credentials are neither asked for nor looked at, as RFC 5626 §8 has it for keep-alive.
    ///
    /// - Parameter source: where the request came from, as the server saw it.
    /// - Returns: `nil` when the message is no binding request.
    public func bindingResponse(to source: STUNAddress, software: String? = nil) -> STUNMessage? {
        guard self.class == .request, self.method == .binding else { return nil }
        var response = STUNMessage(
            class: .success,
            transactionID: self.transactionID,
            hasFingerprint: self.hasFingerprint
        )
        let notUnderstood = self.notUnderstood
        if notUnderstood.isEmpty {
            response.attributes.append(.xorMappedAddress(source, in: response))
        } else {
            response.class = .failure
            response.attributes.append(.errorCode(420, "Unknown Attribute"))
            response.attributes.append(.unknownAttributes(notUnderstood))
        }
        if let software { response.attributes.append(STUNAttribute(.software, text: software)) }
        return response
    }

    /// Answers a keep-alive of a SIP phone (RFC 5626 §4.4.2): datagram in, datagram out.
    ///
    /// - Returns: `nil` for anything but a well-formed binding request; it is dropped.
    public static func keepAliveResponse(to datagram: UnsafeRawBufferPointer, from source: STUNAddress) -> [UInt8]? {
        guard
            case .success(let request) = Result(catching: { () throws(STUNParseError) in
                try STUNMessage(parsing: datagram)
            })
        else { return nil }
        return request.bindingResponse(to: source)?.bytes
    }

    /// Whether a datagram on a SIP port is STUN: SIP starts with a letter, STUN with two zero bits and has the cookie.
    public static func isSTUN(_ datagram: UnsafeRawBufferPointer) -> Bool {
        datagram.count >= Self.headerLength && datagram[0] < 4 && datagram.number32(at: 4) == Self.magicCookie
    }
}
