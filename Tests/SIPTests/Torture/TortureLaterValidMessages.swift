// RFC 4475 §3.1.1.8 to §3.1.1.13: valid messages that parsers get wrong.
enum TortureLaterValidMessages {
    static let all: [TortureMessage] = [
        TortureMessage(
            "3.1.1.8",
            "dblreq",
            "extra trailing octets in a UDP datagram",
            #"""
            REGISTER sip:example.com SIP/2.0
            To: sip:j.user@example.com
            From: sip:j.user@example.com;tag=43251j3j324
            Max-Forwards: 8
            I: dblreq.0ha0isndaksdj99sdfafnl3lk233412
            Contact: sip:j.user@host.example.com
            CSeq: 8 REGISTER
            Via: SIP/2.0/UDP 192.0.2.125;branch=z9hG4bKkdjuw23492
            Content-Length: 0


            INVITE sip:joe@example.com SIP/2.0
            t: sip:joe@example.com
            From: sip:caller@example.net;tag=141334
            Max-Forwards: 8
            Call-ID: dblreq.0ha0isnda977644900765@192.0.2.15
            CSeq: 8 INVITE
            Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bKkdjuw380234
            Content-Type: application/sdp
            Content-Length: 150

            v=0
            o=mhandley 29739 7272939 IN IP4 192.0.2.15
            s=-
            c=IN IP4 192.0.2.15
            t=0 0
            m=audio 49217 RTP/AVP 0 12
            m =video 3227 RTP/AVP 31
            a=rtpmap:31 LPC


            """#
        ),
        TortureMessage(
            "3.1.1.9",
            "semiuri",
            "semicolon-separated parameters in a URI user part",
            #"""
            OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0
            To: sip:j_user@example.com
            From: sip:caller@example.org;tag=33242
            Max-Forwards: 3
            Call-ID: semiuri.0ha0isndaksdj
            CSeq: 8 OPTIONS
            Accept: application/sdp, application/pkcs7-mime,
                    multipart/mixed, multipart/signed,
                    message/sip, message/sipfrag
            Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKkdjuw
            l: 0


            """#
        ),
        TortureMessage(
            "3.1.1.10",
            "transports",
            "varied and unknown transport types",
            #"""
            OPTIONS sip:user@example.com SIP/2.0
            To: sip:user@example.com
            From: <sip:caller@example.com>;tag=323
            Max-Forwards: 70
            Call-ID:  transports.kijh4akdnaqjkwendsasfdj
            Accept: application/sdp
            CSeq: 60 OPTIONS
            Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw
            Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf
            Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bK2980unddj
            Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en
            Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bK0a9idfnee
            l: 0


            """#
        ),
        TortureMessage(
            "3.1.1.11",
            "mpart01",
            "a multipart MIME message",
            #"""
            MESSAGE sip:kumiko@example.org SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK-d87543-4dade06d0bdb11ee-1--d87543-;rport
            Max-Forwards: 70
            Route: <sip:127.0.0.1:5080>
            Identity: r5mwreLuyDRYBi/0TiPwEsY3rEVsk/G2WxhgTV1PF7hHuLIK0YWVKZhKv9Mj8UeXqkMVbnVq37CD+8\#
            13gvYjcBUaZngQmXc9WNZSDNGCzA+fWl9MEUHWIZo1CeJebdY/XlgKeTa0Olvq0rt70Q5jiSfbqMJmQFteeivUhkMWYUA=
            Contact: <sip:fluffy@127.0.0.1:5070>
            To: <sip:kumiko@example.org>
            From: <sip:fluffy@example.com>;tag=2fb0dcc9
            Call-ID: 3d9485ad0c49859b@Zmx1ZmZ5LW1hYy0xNi5sb2NhbA..
            CSeq: 1 MESSAGE
            Content-Transfer-Encoding: binary
            Content-Type: multipart/mixed;boundary=7a9cbec02ceef655
            Date: Sat, 15 Oct 2005 04:44:56 GMT
            User-Agent: SIPimp.org/0.2.5 (curses)
            Content-Length: 553

            --7a9cbec02ceef655
            Content-Type: text/plain
            Content-Transfer-Encoding: binary

            Hello
            --7a9cbec02ceef655
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: binary

            0<hex>8201</hex>R<hex>06</hex>	*<hex>86</hex>H<hex>86f70d010702a08201</hex>C0<hex>8201</\#
            hex>?<hex>020101</hex>1	0<hex>070605</hex>+<hex>0e03021a</hex>0<hex>0b06</hex>	*<hex>86<\#
            /hex>H<hex>86f70d010701</hex>1<hex>8201</hex> 0<hex>82011c020101</hex>0|0p1<hex>0b</hex>\#
            0	<hex>0603</hex>U<hex>04061302</hex>US1<hex>13</hex>0<hex>110603</hex>U<hex>0408130a</h\#
            ex>California1<hex>11</hex>0<hex>0f0603</hex>U<hex>04071308</hex>San Jose1<hex>0e</hex>0\#
            <hex>0c0603</hex>U<hex>040a1305</hex>sipit1)0'<hex>0603</hex>U<hex>040b13</hex> Sipit Te\#
            st Certificate Authority<hex>0208019500</hex>q<hex>02</hex>3<hex>0113</hex>0<hex>070605<\#
            /hex>+<hex>0e03021a</hex>0<hex>0d06</hex>	*<hex>86</hex>H<hex>86f70d01010105000481808ef4\#
            </hex>f<hex>f9</hex>H<hex>f0</hex>R-<hex>d2e5978e9d95aae9f2fe15a0</hex>fYqb<hex>92e8da</\#
            hex>*<hex>a8d8</hex>5<hex>0a</hex>h<hex>ceffae</hex><<hex>bd</hex>+<hex>ff16</hex>u<hex>\#
            ddd5</hex>d<hex>8e</hex>Y=<hex>d6</hex>G(<hex>f2</hex>b <hex>f7e9</hex>At<hex>9e</hex>3<\#
            hex>0d9a15edabdb93d10c</hex>B<hex>10</hex>.{r<hex>89d29cc0c9ae</hex>.<hex>fbc7c0cff917</\#
            hex>/;<hex>02</hex>~O<hex>c0</hex>'<hex>e1</hex>Tm<hex>e4b6aa</hex>:<hex>bb</hex>>f<hex>\#
            cccb</hex>]<hex>d6c6</hex>K<hex>8383149cb8e6ff18</hex>-<hex>94</hex>O<hex>e5</hex>{e<hex\#
            >bc99d005</hex>
            --7a9cbec02ceef655--

            """#
        ),
        TortureMessage(
            "3.1.1.12",
            "unreason",
            "an unusual reason phrase",
            #"""
            SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое
            Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923
            Call-ID: unreason.1234ksdfak3j2erwedfsASdf
            CSeq: 35 INVITE
            From: sip:user@example.com;tag=11141343
            To: sip:user@example.edu;tag=2229
            Content-Length: 154
            Content-Type: application/sdp
            Contact: <sip:user@host198.example.com>

            v=0
            o=mhandley 29739 7272939 IN IP4 192.0.2.198
            s=-
            c=IN IP4 192.0.2.198
            t=0 0
            m=audio 49217 RTP/AVP 0 12
            m=video 3227 RTP/AVP 31
            a=rtpmap:31 LPC

            """#
        ),
        TortureMessage(
            "3.1.1.13",
            "noreason",
            "an empty reason phrase",
            #"""
            SIP/2.0 100 
            Via: SIP/2.0/UDP 192.0.2.105;branch=z9hG4bK2398ndaoe
            Call-ID: noreason.asndj203insdf99223ndf
            CSeq: 35 INVITE
            From: <sip:user@example.com>;tag=39ansfi3
            To: <sip:user@example.edu>;tag=902jndnke3
            Content-Length: 0
            Contact: <sip:user@host105.example.com>


            """#
        ),
    ]
}
