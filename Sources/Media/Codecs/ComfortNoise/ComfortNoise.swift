#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The colour and level of background noise, as one payload of RFC 3389 says it.
package struct ComfortNoise: Hashable, Sendable {
    /// The most reflection coefficients that are used; further ones of a payload are left out (RFC 3389 §3).
    package static let orderLimit = 12
    /// The order of the payloads that we make: enough for the colour of a room.
    static let order = 8
    /// Bytes of the payloads that we make.
    package static let payloadLength = 1 + Self.order

    /// Decibels below the overload point, 0 (a square wave of full scale) to 127.
    package var level: UInt8
    /// Reflection coefficients of the all-pole model, each between −1 and 1, zero where there is none.
    package var reflection = InlineReflection()

    /// A fixed row of coefficients that compares and hashes like a value.
    package struct InlineReflection: Hashable, Sendable {
        private var low = SIMD8<Float>.zero
        private var high = SIMD4<Float>.zero

        package init() {}

        package subscript(index: Int) -> Float {
            get { index < 8 ? self.low[index] : self.high[index - 8] }
            set { if index < 8 { self.low[index] = newValue } else { self.high[index - 8] = newValue } }
        }
    }

    /// White noise.
    ///
    /// - Parameter level: decibels below the overload point; above 127 is 127.
    package init(level: UInt8) {
        self.level = min(level, 127)
    }

    /// Reads a payload; every one but the empty one says something.
    package init(parsing payload: UnsafeRawBufferPointer) throws(CodecError) {
        guard let first = payload.first else { throw .payloadEmpty }
        self.level = first & 0x7f
        for index in 0..<min(payload.count - 1, Self.orderLimit) {
            self.reflection[index] = Self.coefficient(payload[1 + index])
        }
    }

    /// Writes ``payloadLength`` bytes.
    package func write(into bytes: UnsafeMutableRawBufferPointer) throws(CodecError) -> Int {
        guard bytes.count >= Self.payloadLength else { throw .spaceTooSmall }
        bytes[0] = self.level
        for index in 0..<Self.order { bytes[1 + index] = Self.byte(self.reflection[index]) }
        return Self.payloadLength
    }

    /// Root mean square of the noise, in linear samples.
    package var amplitude: Float { 32_767 * powf(10, -Float(self.level) / 20) }

    /// Steps of 258/32768 around zero at byte 127; 255 is reserved and read as 254 (RFC 3389 §3.2).
    private static func coefficient(_ byte: UInt8) -> Float { Float(258 * (Int(min(byte, 254)) - 127)) / 32_768 }

    private static func byte(_ coefficient: Float) -> UInt8 {
        UInt8(max(0, min(254, 127 + (coefficient * 32_768 / 258).rounded())))
    }
}
