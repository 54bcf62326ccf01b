import SDP

/// Session descriptions that tests share.
enum SDPSamples {
    /// Joins lines as they travel.
    static func text(_ lines: [String]) -> String {
        lines.map { $0 + "\r\n" }.joined()
    }

    static func parse(_ lines: [String]) throws -> SessionDescription {
        try SessionDescription(parsing: Array(Self.text(lines).utf8))
    }

    /// A description of `user` with these media lines.
    static func description(_ user: String, _ media: [String], address: String = "192.0.2.1") throws
        -> SessionDescription
    {
        try Self.parse(
            ["v=0", "o=\(user) 2890844526 2890844526 IN IP4 \(address)", "s=-", "c=IN IP4 \(address)", "t=0 0"] + media
        )
    }

    /// Everything of the grammar in its order (RFC 8866 §9), and what is unknown.
    static let full = [
        "v=0", "o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1", "s=Call to John Smith", "i=SDP Offer #1",
        "u=http://www.jdoe.example.com/home.html", "e=Jane Doe <jane@jdoe.example.com>", "p=+1 617 555-6011",
        "c=IN IP4 224.2.1.1/127/3", "b=AS:128", "b=X-YZ:256", "t=2873397496 2873404696", "r=7d 1h 0 25h",
        "r=604800 3600 0 90000", "t=3034423619 3042462419", "z=2882844526 -1h 2898848070 0", "k=prompt", "q=unknown",
        "a=recvonly", "a=group:BUNDLE a v", "a=unknown: with a blank",
        "m=audio 49170/2 RTP/AVP 0 101", "i=a title", "c=IN IP6 2001:db8::2", "c=IN IP6 2001:db8::3", "b=TIAS:64000",
        "k=clear:x", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16", "a=mid:a", "a=ptime:20",
        "m=video 51372 RTP/AVP 99", "a=rtpmap:99 h263-1998/90000", "m=application 1 udp wb",
    ]

    /// What a browser offers.
    static let browser = [
        "v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0",
        "a=msid-semantic: WMS 7f1c", "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=candidate:842163049 1 udp 1677729535 203.0.113.9 46154 typ srflx raddr 10.0.0.9 rport 46155 generation 0",
        "a=candidate:1 1 UDP 2130706431 4c3e.local 46155 typ host", "a=candidate:broken", "a=ice-ufrag:ie02",
        "a=ice-pwd:CWO5WLKWo2j5QmsY1396cvFe", "a=ice-options:trickle renomination",
        "a=fingerprint:SHA-256 A9:1F:F1:FD", "a=setup:actpass", "a=mid:0", "a=sendrecv", "a=rtcp-mux",
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4 KDR=1",
        "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:63 red/48000/2",
        "a=fmtp:63 111/111", "a=rtpmap:9 G722/8000", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:13 CN/8000", "a=rtpmap:110 telephone-event/48000", "a=rtpmap:126 telephone-event/8000",
        "a=ssrc:2161565476 cname:P6e47zI3iVPviKRL", "a=label:left",
    ]

    /// A desk phone with Opus.
    static let phone = [
        "v=0", "o=Z 1610744131900 1 IN IP4 192.168.0.200", "s=Z", "c=IN IP4 192.168.0.200", "t=0 0",
        "m=audio 18540 RTP/AVP 106 98 101 0 8 18 3 9", "a=rtpmap:106 opus/48000/2",
        "a=fmtp:106 maxplaybackrate=16000; sprop-maxcapturerate=16000; useinbandfec=1",
        "a=rtpmap:98 telephone-event/48000", "a=fmtp:98 0-16", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16",
        "a=rtpmap:18 G729/8000", "a=fmtp:18 annexb=no", "a=sendrecv",
    ]
}
