/// A key that remembers its hash: each transaction is looked up, inserted and removed, and the texts in its key are
/// hashed once for all three.
struct Hashed<Key: Hashable>: Hashable {
    let key: Key
    private let remembered: Int

    init(_ key: Key) {
        var hasher = Hasher()
        key.hash(into: &hasher)
        self.key = key
        self.remembered = hasher.finalize()
    }

    static func == (left: Self, right: Self) -> Bool {
        left.remembered == right.remembered && left.key == right.key
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(self.remembered)
    }
}
