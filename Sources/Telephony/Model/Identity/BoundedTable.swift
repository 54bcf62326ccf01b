/// A dictionary that holds at most `capacity` entries and forgets the one that was touched longest ago.
///
/// For what strangers can make grow: failed sign-ins by source, answers kept for repeated requests. Every operation is
/// O(1); reading does not touch.
package struct BoundedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Slot: Sendable {
        var key: Key
        var value: Value
        /// Towards the entry touched before, −1 at the oldest.
        var older: Int
        /// Towards the entry touched after, −1 at the newest.
        var newer: Int
    }

    package let capacity: Int
    private var slots: [Slot] = []
    private var places: [Key: Int] = [:]
    private var oldest = -1
    private var newest = -1

    /// - Parameter capacity: at least 1.
    package init(capacity: Int) {
        precondition(capacity >= 1, "a table holds at least one entry")
        self.capacity = capacity
    }

    package var count: Int { self.slots.count }

    package subscript(key: Key) -> Value? { self.places[key].map { self.slots[$0].value } }

    /// Stores the value as the most recently touched one.
    ///
    /// - Returns: the key that had to be forgotten for it, when the table was full.
    @discardableResult
    package mutating func put(_ value: Value, for key: Key) -> Key? {
        if let place = self.places[key] {
            self.slots[place].value = value
            self.unlink(place)
            self.link(place)
            return nil
        }
        var forgotten: Key?
        if self.slots.count == self.capacity {
            forgotten = self.slots[self.oldest].key
            self.remove(self.slots[self.oldest].key)
        }
        self.slots.append(Slot(key: key, value: value, older: -1, newer: -1))
        self.places[key] = self.slots.count - 1
        self.link(self.slots.count - 1)
        return forgotten
    }

    /// Forgets one entry.
    @discardableResult
    package mutating func remove(_ key: Key) -> Value? {
        guard let place = self.places.removeValue(forKey: key) else { return nil }
        let value = self.slots[place].value
        self.unlink(place)
        let last = self.slots.count - 1
        if place != last {
            // The last slot fills the gap, so that the storage stays dense.
            self.moveSlot(from: last, to: place)
        }
        self.slots.removeLast()
        return value
    }

    /// All entries, the one touched longest ago first.
    package var entries: [(key: Key, value: Value)] {
        var found: [(key: Key, value: Value)] = []
        found.reserveCapacity(self.slots.count)
        var place = self.oldest
        while place >= 0 {
            found.append((self.slots[place].key, self.slots[place].value))
            place = self.slots[place].newer
        }
        return found
    }

    private mutating func link(_ place: Int) {
        self.slots[place].older = self.newest
        self.slots[place].newer = -1
        if self.newest >= 0 { self.slots[self.newest].newer = place } else { self.oldest = place }
        self.newest = place
    }

    private mutating func unlink(_ place: Int) {
        let (older, newer) = (self.slots[place].older, self.slots[place].newer)
        if older >= 0 { self.slots[older].newer = newer } else { self.oldest = newer }
        if newer >= 0 { self.slots[newer].older = older } else { self.newest = older }
    }

    /// Moves a slot within the storage; its place in the order of touching stays.
    private mutating func moveSlot(from source: Int, to target: Int) {
        let moved = self.slots[source]
        self.slots[target] = moved
        self.places[moved.key] = target
        if moved.older >= 0 { self.slots[moved.older].newer = target } else { self.oldest = target }
        if moved.newer >= 0 { self.slots[moved.newer].older = target } else { self.newest = target }
    }
}
