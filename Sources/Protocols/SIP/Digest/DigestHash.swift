import Crypto

/// The hashes of digest authentication; results are lower-case hexadecimal digits.
enum DigestHash {
    static func md5(_ octets: [UInt8]) -> [UInt8] {
        octets.withUnsafeBytes { buffer in
            var hash = Insecure.MD5()
            hash.update(bufferPointer: buffer)
            return self.hex(hash.finalize())
        }
    }

    static func sha256(_ octets: [UInt8]) -> [UInt8] {
        octets.withUnsafeBytes { buffer in
            var hash = SHA256()
            hash.update(bufferPointer: buffer)
            return self.hex(hash.finalize())
        }
    }

    /// `nil` for an algorithm that is not computed here.
    static func hash(_ octets: [UInt8], with algorithm: DigestAlgorithm) -> [UInt8]? {
        switch algorithm {
        case .md5, .md5Session: self.md5(octets)
        case .sha256, .sha256Session: self.sha256(octets)
        case .other: nil
        }
    }

    /// The response of a digest (RFC 7616 §3.4.1); without a protection, that of RFC 2069.
    static func response(
        proof: [UInt8],
        method: SIPMethod,
        body: [UInt8],
        credentials: DigestCredentials
    ) -> [UInt8]? {
        var request: [UInt8] = []
        request.reserveCapacity(96 + credentials.uri.utf8.count)
        method.write(into: &request)
        request.append(Octet.colon)
        request.append(text: credentials.uri)
        if credentials.protection == .integrity {
            guard let bodyHash = self.hash(body, with: credentials.algorithm) else { return nil }
            request.append(Octet.colon)
            request.append(contentsOf: bodyHash)
        }
        guard let requestHash = self.hash(request, with: credentials.algorithm) else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(320)
        text.append(contentsOf: proof)
        text.append(Octet.colon)
        text.append(text: credentials.nonce)
        text.append(Octet.colon)
        if let protection = credentials.protection {
            guard let clientNonce = credentials.clientNonce, let nonceCount = credentials.nonceCount else { return nil }
            text.append(hex: nonceCount)
            text.append(Octet.colon)
            text.append(text: clientNonce)
            text.append(Octet.colon)
            text.append(text: protection.text)
            text.append(Octet.colon)
        }
        text.append(contentsOf: requestHash)
        return self.hash(text, with: credentials.algorithm)
    }

    private static func hex(_ digest: some Sequence<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(64)
        for byte in digest {
            output.append(.hexDigit(byte >> 4))
            output.append(.hexDigit(byte & 15))
        }
        return output
    }

    /// Compares without telling by its duration where the texts differ.
    static func isSame(_ digits: [UInt8], _ text: String) -> Bool {
        text.withOctets { other in
            guard digits.count == other.count else { return false }
            var difference: UInt8 = 0
            for index in 0..<digits.count { difference |= digits[index] ^ other[index].lowercased }
            return difference == 0
        }
    }
}
