/// The waiting packets in the order of their numbers, and their bytes: all memory is taken at the start.
struct PacketStore: Sendable {
    private let payloadLimit: Int
    private var bytes: [UInt8]
    private var waiting: [WaitingPacket] = []
    /// Slots without a packet. The one freed last is used next, so that a shallow buffer stays in few cache lines.
    private var freeSlots: [Int]

    init(packetLimit: Int, payloadLimit: Int) {
        self.payloadLimit = payloadLimit
        self.bytes = [UInt8](repeating: 0, count: packetLimit * payloadLimit)
        self.waiting.reserveCapacity(packetLimit)
        self.freeSlots = Array((0..<packetLimit).reversed())
    }

    var count: Int { self.waiting.count }
    var isEmpty: Bool { self.waiting.isEmpty }
    var isFull: Bool { self.freeSlots.isEmpty }
    var first: WaitingPacket? { self.waiting.first }

    /// Puts a packet in its place; there must be a free slot. `false` when its number is there already.
    mutating func insert(
        _ packet: ArrivedPacket,
        sequence: Int64,
        start: Int64,
        _ payload: UnsafeRawBufferPointer
    ) -> Bool {
        guard let slot = self.freeSlots.last, payload.count <= self.payloadLimit else { return false }
        var index = self.waiting.count
        while index > 0, self.waiting[index - 1].extendedSequence > sequence { index -= 1 }
        guard index == 0 || self.waiting[index - 1].extendedSequence < sequence else { return false }
        self.freeSlots.removeLast()
        let offset = slot * self.payloadLimit
        self.bytes.withUnsafeMutableBytes { bytes in
            UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<offset + payload.count]).copyMemory(from: payload)
        }
        self.waiting.insert(
            WaitingPacket(
                kind: packet.kind,
                sequenceNumber: packet.sequenceNumber,
                duration: packet.duration,
                slot: slot,
                length: payload.count,
                extendedSequence: sequence,
                start: start
            ),
            at: index
        )
        return true
    }

    mutating func removeFirst() {
        self.freeSlots.append(self.waiting.removeFirst().slot)
    }

    /// Copies the bytes of a packet that waits, or has left since the last insertion.
    ///
    /// - Returns: how many; 0 when `target` is too small for them.
    func copyPayload(of packet: WaitingPacket, into target: UnsafeMutableRawBufferPointer) -> Int {
        guard target.count >= packet.length else { return 0 }
        let offset = packet.slot * self.payloadLimit
        self.bytes.withUnsafeBytes { bytes in
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + packet.length]))
        }
        return packet.length
    }
}
