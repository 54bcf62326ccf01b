import Testing

@testable import SIP

@Suite("RFC 7616 §3.9 and RFC 2617 §3.5, published digests")
struct DigestRFCVectors {
    struct Vector: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let password: String
        let header: String
    }

    static let vectors = [
        Vector(
            testDescription: "RFC 7616 MD5",
            password: "Circle of Life",
            header: """
                Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=MD5, \
                nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, \
                cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, \
                response="8ca523f5e9506fed4657c9700eebdbec", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
                """
        ),
        Vector(
            testDescription: "RFC 7616 SHA-256",
            password: "Circle of Life",
            header: """
                Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=SHA-256, \
                nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, \
                cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, \
                response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
                """
        ),
        Vector(
            testDescription: "RFC 2617",
            password: "Circle Of Life",
            header: """
                Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", \
                uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", \
                response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"
                """
        ),
    ]

    @Test("are computed", arguments: Self.vectors)
    func computes(_ vector: Vector) throws {
        let credentials = try DigestCredentials(parsing: vector.header)
        let secret = DigestSecret(user: credentials.username, realm: credentials.realm, password: vector.password)
        let proof = try #require(
            secret.proof(credentials.algorithm, nonce: credentials.nonce, clientNonce: credentials.clientNonce)
        )
        let response = DigestHash.response(
            proof: proof,
            method: SIPMethod("GET"),
            body: [],
            credentials: credentials
        )
        #expect(response.map { String(decoding: $0, as: UTF8.self) } == credentials.response)
    }
}
