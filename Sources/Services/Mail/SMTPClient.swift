import CCurl

/// Hands one message to a mail server, with libcurl. Waits for the network: used by one thread of its own.
struct SMTPClient: Sendable {
    private static let timeout = 60
    private static let connectTimeout = 20
    /// libcurl is made ready once, before its first use.
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    let settings: MailSettings

    /// What is still to be sent; read by libcurl while ``send(_:to:)`` runs.
    private struct Rest {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0
    }

    /// - Parameter bytes: the message with its headers, lines ended by CR LF.
    func send(_ bytes: [UInt8], to recipient: String) throws(MailError) {
        guard Self.isReady, let handle = curl_easy_init() else {
            throw MailError(isPassing: true, detail: "libcurl cannot be used: there is no memory.")
        }
        defer { curl_easy_cleanup(handle) }
        guard MailMessage.isAddress(recipient), MailMessage.isAddress(self.settings.sender) else {
            throw MailError(isPassing: false, detail: "The address of the sender or the recipient is none.")
        }
        let recipients = curl_slist_append(nil, "<\(recipient)>")
        defer { curl_slist_free_all(recipients) }
        try self.configure(handle)
        try Self.check(martlet_curl_set_pointer(handle, CURLOPT_MAIL_RCPT, recipients))
        let outcome = bytes.withUnsafeBufferPointer { buffer in
            var rest = Rest(bytes: buffer)
            return withUnsafeMutablePointer(to: &rest) { rest in
                martlet_curl_set_pointer(handle, CURLOPT_READDATA, rest)
                martlet_curl_set_reader(handle) { target, size, count, context in
                    guard let target, let context else { return 0 }
                    return SMTPClient.give(
                        context.assumingMemoryBound(to: Rest.self),
                        to: target,
                        atMost: size * count
                    )
                }
                return curl_easy_perform(handle)
            }
        }
        try Self.check(outcome, handle)
    }

    private static func give(
        _ rest: UnsafeMutablePointer<Rest>,
        to target: UnsafeMutablePointer<CChar>,
        atMost limit: Int
    ) -> Int {
        let count = min(limit, rest.pointee.bytes.count - rest.pointee.position)
        guard count > 0, let base = rest.pointee.bytes.baseAddress else { return 0 }
        UnsafeMutableRawPointer(target).copyMemory(from: base + rest.pointee.position, byteCount: count)
        rest.pointee.position += count
        return count
    }

    private func configure(_ handle: UnsafeMutableRawPointer) throws(MailError) {
        let settings = self.settings
        let scheme = settings.security == .tls ? "smtps" : "smtp"
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let security = settings.security == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
        var options: [(CURLoption, String)] = [
            (CURLOPT_URL, "\(scheme)://\(host):\(settings.port)"), (CURLOPT_MAIL_FROM, "<\(settings.sender)>"),
            (CURLOPT_PROTOCOLS_STR, "smtp,smtps"), (CURLOPT_PROXY, ""),
        ]
        if let user = settings.user { options.append((CURLOPT_USERNAME, user)) }
        if let password = settings.password { options.append((CURLOPT_PASSWORD, password)) }
        if let authorities = settings.authorities { options.append((CURLOPT_CAINFO, authorities)) }
        for (option, text) in options { try Self.check(martlet_curl_set_text(handle, option, text)) }
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_UPLOAD, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_TIMEOUT, Self.timeout),
            (CURLOPT_CONNECTTIMEOUT, Self.connectTimeout), (CURLOPT_USE_SSL, Int(security.rawValue)),
            (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
        ]
        for (option, number) in numbers { try Self.check(martlet_curl_set_number(handle, option, number)) }
    }

    private static func check(_ code: CURLcode, _ handle: UnsafeMutableRawPointer? = nil) throws(MailError) {
        guard code != CURLE_OK else { return }
        var status = 0
        if let handle { martlet_curl_response(handle, &status) }
        let reason = String(cString: curl_easy_strerror(code))
        guard status >= 400 else { throw MailError(isPassing: true, detail: "The mail server: \(reason).") }
        // RFC 5321 §4.2.1: 4xx passes, 5xx does not.
        throw MailError(isPassing: status < 500, detail: "The mail server answers \(status): \(reason).")
    }
}
