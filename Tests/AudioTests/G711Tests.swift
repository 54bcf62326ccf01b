import Testing

@testable import Audio

@Suite("G.711")
struct G711Tests {
    @Test(
        "decoder outputs are those of tables 1 and 2",
        arguments: [
            (.muLaw, 0xff, 0), (.muLaw, 0x7f, 0), (.muLaw, 0x80, 32_124), (.muLaw, 0x00, -32_124),
            (.muLaw, 0xfe, 8), (.muLaw, 0x8f, 16_764), (.muLaw, 0xf0, 120), (.muLaw, 0xef, 132),
            (.aLaw, 0xd5, 8), (.aLaw, 0x55, -8), (.aLaw, 0xaa, 32_256), (.aLaw, 0x2a, -32_256), (.aLaw, 0xd4, 24),
            (.aLaw, 0xc5, 264), (.aLaw, 0xe5, 1_056), (.aLaw, 0x9a, 4_032),
        ] as [(G711Law, UInt8, Int16)]
    )
    func decoding(law: G711Law, byte: UInt8, sample: Int16) {
        #expect(law.decode(byte) == sample)
    }

    @Test("every byte survives decoding and encoding, but for µ-law's second zero", arguments: G711Law.allCases)
    func roundTrip(law: G711Law) {
        let changed = (0...255).map(UInt8.init).filter { law.encode(law.decode($0)) != $0 }
        #expect(changed == (law == .muLaw ? [0x7f] : []))
    }

    @Test("no sample is off by more than half a step of its segment", arguments: G711Law.allCases)
    func quantisation(law: G711Law) {
        // Steps are a sixteenth of the segment's start; µ-law's segments are shifted by its bias.
        let bias = law == .muLaw ? 132 : 0
        let wrong = (Int(Int16.min)...Int(Int16.max)).filter { value in
            let error = abs(Int(law.decode(law.encode(Int16(value)))) - value)
            return error > max(8, (abs(value) + bias) / 32 + 8)
        }
        #expect(wrong.isEmpty)
    }

    @Test("conversion between laws is G.711's tables 3 and 4: a second conversion loses nothing more")
    func conversion() {
        #expect(G711Tables.aLawNumberOfMuLaw.count == 128)
        #expect(G711Tables.muLawNumberOfALaw.count == 128)
        for law in G711Law.allCases {
            let bytes = (0...255).map(UInt8.init)
            let once = bytes.map { law.other.toOtherLaw[Int(law.toOtherLaw[Int($0)])] }
            let twice = once.map { law.other.toOtherLaw[Int(law.toOtherLaw[Int($0)])] }
            #expect(once == twice)
            // The sign is kept, and no sample moves by more than one step of its segment.
            let moved = bytes.filter { byte in
                let (from, to) = (Int(law.decode(byte)), Int(law.other.decode(law.toOtherLaw[Int(byte)])))
                return from * to < 0 || abs(from - to) > max(16, abs(from) / 16)
            }
            #expect(moved.isEmpty)
        }
    }

    @Test("the milliwatt of µ-law is the Recommendation's eight bytes to within half a decibel")
    func digitalMilliwatt() {
        let period: [UInt8] = [0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e]
        let samples = G711Law.muLaw.decode((0..<100).flatMap { _ in period })
        #expect(abs(SoundLevel(of: samples).dBm0) < 0.5)
    }

    @Test("a buffer is converted where it lies")
    func inPlace() {
        var bytes = (0...255).map(UInt8.init)
        bytes.withUnsafeMutableBytes { G711Law.aLaw.convertToOther($0) }
        #expect(bytes == G711Law.aLaw.toOtherLaw)
    }
}
