extension Codec {
    /// The audio format that a payload type has by itself (RFC 3551 §6); `nil` for those that need `a=rtpmap`.
    public static func staticAudio(_ payloadType: UInt8) -> Codec? {
        switch payloadType {
        case 0: .pcmu
        case 3: .gsm
        case 4: Codec("G723", payloadType: 4)
        case 5: Codec("DVI4", payloadType: 5)
        case 6: Codec("DVI4", payloadType: 6, clockRate: 16_000)
        case 7: Codec("LPC", payloadType: 7)
        case 8: .pcma
        case 9: .g722
        case 10: Codec("L16", payloadType: 10, clockRate: 44_100, channels: 2)
        case 11: Codec("L16", payloadType: 11, clockRate: 44_100)
        case 12: Codec("QCELP", payloadType: 12)
        case 13: .comfortNoise
        case 14: Codec("MPA", payloadType: 14, clockRate: 90_000)
        case 15: Codec("G728", payloadType: 15)
        case 16: Codec("DVI4", payloadType: 16, clockRate: 11_025)
        case 17: Codec("DVI4", payloadType: 17, clockRate: 22_050)
        case 18: .g729
        default: nil
        }
    }
}
