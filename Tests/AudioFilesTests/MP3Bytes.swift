import CLame

/// mp3 files of kinds that this server does not write itself.
struct MP3Bytes {
    var rate = 44_100
    /// Variable bit rate in lame's quality, 0 to 9; `nil` for a constant one of `kilobits`.
    var variableQuality: Int32?
    var kilobits: Int32 = 64
    var channels: [[Double]]

    init(rate: Int = 44_100, variableQuality: Int32? = nil, kilobits: Int32 = 64, _ channels: [Double]...) {
        self.rate = rate
        self.variableQuality = variableQuality
        self.kilobits = kilobits
        self.channels = channels
    }

    var bytes: [UInt8] {
        let handle = lame_init()
        defer { lame_close(handle) }
        lame_set_in_samplerate(handle, Int32(self.rate))
        lame_set_out_samplerate(handle, Int32(self.rate))
        lame_set_num_channels(handle, Int32(self.channels.count))
        lame_set_mode(handle, self.channels.count == 2 ? STEREO : MONO)
        if let variableQuality {
            lame_set_VBR(handle, vbr_mtrh)
            lame_set_VBR_q(handle, variableQuality)
        } else {
            lame_set_brate(handle, self.kilobits)
        }
        lame_set_write_id3tag_automatic(handle, 0)
        guard lame_init_params(handle) >= 0 else { return [] }
        let left = linear(self.channels[0])
        let right = linear(self.channels[self.channels.count - 1])
        var output = [UInt8](repeating: 0, count: left.count * 5 / 4 + 14_400)
        var length = Int(lame_encode_buffer(handle, left, right, Int32(left.count), &output, Int32(output.count)))
        var rest = [UInt8](repeating: 0, count: 14_400)
        length += output.withUnsafeMutableBufferPointer { output in
            let count = Int(lame_encode_flush(handle, &rest, Int32(rest.count)))
            for index in 0..<count { output[length + index] = rest[index] }
            return count
        }
        var tag = [UInt8](repeating: 0, count: 4_000)
        let tagLength = lame_get_lametag_frame(handle, &tag, tag.count)
        if tagLength <= length { output.replaceSubrange(..<tagLength, with: tag[..<tagLength]) }
        return Array(output[..<length])
    }

    /// An ID3v2 tag with a picture of this many bytes, which looks like frames of sound.
    static func tag(pictureLength: Int) -> [UInt8] {
        let picture = (0..<pictureLength).map { [0xff, 0xfb, 0x90, 0x00, 0x49, 0x44, 0x33][$0 % 7] as UInt8 }
        let size = [21, 14, 7, 0].map { UInt8(picture.count >> $0 & 0x7f) }
        return Array("ID3".utf8) + [4, 0, 0] + size + picture
    }
}
