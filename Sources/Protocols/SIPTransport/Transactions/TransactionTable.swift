import SIP

/// All transactions of an endpoint, by place, by key, and by what merged requests have in common.
struct TransactionTable {
    private struct Place {
        var generation: UInt32 = 0
        var shell: TransactionShell?
    }

    private var places: [Place] = []
    private var free: [UInt32] = []
    private var servers: [Hashed<TransactionKey>: ServerShell] = [:]
    private var clients: [Hashed<TransactionKey>: ClientShell] = [:]
    private var merges: [Hashed<MergeKey>: TransactionSlot] = [:]
    /// Where a request is now that went on to another destination, by the name its user knows.
    private var moved: [ClientTransaction: TransactionSlot] = [:]

    /// Transactions that exist.
    private(set) var count = 0

    /// A free place. Nothing else may be reserved before it is filled.
    mutating func reserve() -> TransactionSlot {
        if let index = self.free.last {
            return TransactionSlot(index: index, generation: self.places[Int(index)].generation)
        }
        self.places.append(Place())
        let index = UInt32(self.places.count - 1)
        self.free.append(index)
        return TransactionSlot(index: index, generation: 0)
    }

    /// A name that will never lead to anything.
    mutating func burn() -> TransactionSlot {
        let slot = self.reserve()
        self.places[Int(slot.index)].generation &+= 1
        return slot
    }

    mutating func insert(_ shell: ServerShell) {
        self.fill(shell)
        self.servers[shell.key] = shell
        if let merge = shell.merge { self.merges[merge] = shell.slot }
    }

    mutating func insert(_ shell: ClientShell) {
        self.fill(shell)
        self.clients[shell.key] = shell
        if shell.name.slot != shell.slot { self.moved[shell.name] = shell.slot }
    }

    mutating func remove(_ shell: ServerShell) {
        guard self.empty(shell) else { return }
        self.servers[shell.key] = nil
        if let merge = shell.merge, self.merges[merge] == shell.slot { self.merges[merge] = nil }
    }

    mutating func remove(_ shell: ClientShell) {
        guard self.empty(shell) else { return }
        if self.clients[shell.key] === shell { self.clients[shell.key] = nil }
        if self.moved[shell.name] == shell.slot { self.moved[shell.name] = nil }
    }

    func server(for key: Hashed<TransactionKey>) -> ServerShell? { self.servers[key] }
    func client(for key: Hashed<TransactionKey>) -> ClientShell? { self.clients[key] }
    func server(_ name: ServerTransaction) -> ServerShell? { self[name.slot] as? ServerShell }
    func client(_ name: ClientTransaction) -> ClientShell? { self[self.moved[name] ?? name.slot] as? ClientShell }

    /// Whether another request with the same origin is being handled (RFC 3261 §8.2.2.2).
    func isMerged(_ merge: Hashed<MergeKey>) -> Bool { self.merges[merge] != nil }

    subscript(slot: TransactionSlot) -> TransactionShell? {
        guard slot.index < self.places.count, self.places[Int(slot.index)].generation == slot.generation else {
            return nil
        }
        return self.places[Int(slot.index)].shell
    }

    /// Empties the table and returns what was in it.
    mutating func removeAll() -> [TransactionShell] {
        let shells = self.places.compactMap(\.shell)
        self = TransactionTable()
        return shells
    }

    private mutating func fill(_ shell: TransactionShell) {
        let taken = self.free.popLast()
        assert(taken == shell.slot.index, "places are filled as they are reserved")
        self.places[Int(shell.slot.index)].shell = shell
        self.count += 1
    }

    private mutating func empty(_ shell: TransactionShell) -> Bool {
        guard self[shell.slot] != nil else { return false }
        self.places[Int(shell.slot.index)].shell = nil
        self.places[Int(shell.slot.index)].generation &+= 1
        self.free.append(shell.slot.index)
        self.count -= 1
        return true
    }
}

/// What two copies of one request have in common that reached us over different paths.
struct MergeKey: Hashable {
    let callID: String
    let fromTag: String
    let cseq: CSeq
}

/// A request with what was found out about it once.
struct ReceivedRequest {
    let message: SIPMessage
    let source: SIPSource
    let via: Via
    let key: Hashed<TransactionKey>
}

/// A request as it will be sent, and the way it takes.
struct PreparedRequest {
    let message: SIPMessage
    let flow: SIPFlow
    let key: Hashed<TransactionKey>
}
