import Kernel
import Model
import Testing

@testable import Web

@Suite("Passwords")
struct PasswordTests {
    @Test("AUTH-04 a hash is salted, memory-hard, and knows its password only")
    func hash() throws {
        var tokens = TokenSource(SeededGenerator(seed: 3))
        let first = try PasswordHash(of: "secret42", cost: 4, tokens: &tokens)
        let second = try PasswordHash(of: "secret42", cost: 4, tokens: &tokens)
        #expect(first.text != second.text)
        #expect(first.text.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        let read = try #require(PasswordHash(first.text))
        #expect(try read.matches("secret42"))
        #expect(try !read.matches("secret43"))
        #expect(try !read.matches(""))
    }

    @Test("RFC 7914 §12: scrypt(\"pleaseletmein\", \"SodiumChloride\", N=16384, r=8, p=1) begins with 7023bdcb")
    func vector() throws {
        // The vector's first 32 bytes: the derived key is the first block of a PBKDF2 that does not depend on the length.
        let text = "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI"
        let hash = try #require(PasswordHash(text))
        let matches = try hash.matches("pleaseletmein")
        #expect(matches)
    }

    @Test(
        "what is no hash is none",
        arguments: [
            "", "x", "$scrypt$", "$scrypt$ln=15,r=8,p=1$AA", "$scrypt$ln=99,r=8,p=1$AA$AA", "$2b$ln=15,r=8,p=1$AA$AA",
            "$scrypt$ln=15,r=8,p=1$AA$AA", "$scrypt$ln=-1,r=8,p=1$AA$AA", "$scrypt$ln=15,r=16,p=1$AA$AA",
        ]
    )
    func malformed(_ text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test("AUTH-01 the decoy costs the same and matches nothing")
    func decoy() throws {
        let decoy = PasswordHash(decoyOfCost: 4)
        #expect(try !decoy.matches(""))
        #expect(try !decoy.matches("secret42"))
    }

    @Test("AUTH-04 RFC 7616 the digest secrets are of login, realm and password")
    func credentials() throws {
        var tokens = TokenSource(SeededGenerator(seed: 3))
        let made = try User.Credentials.derive(
            login: "alice",
            domain: DomainID("acme.example"),
            password: "secret42",
            cost: 4,
            tokens: &tokens
        )
        // printf alice:acme.example:secret42 | md5sum; … | sha256sum
        #expect(made.digestMD5 == "4f14f748618cd54b2349972ecd36a531")
        #expect(made.digestSHA256 == "a976f2f6e938eaf2871ae4ac7cb9ba746eb38ed529ecbd7828b7c0783d50f49b")
    }
}
