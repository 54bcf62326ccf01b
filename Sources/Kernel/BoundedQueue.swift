/// A first-in, first-out queue that holds at most `capacity` elements and says when it is full.
///
/// Everything in the product grows to a stated limit; what happens at the limit is the caller's decision.
public struct BoundedQueue<Element> {
    public let capacity: Int
    private var storage: [Element?]
    private var head = 0
    public private(set) var count = 0

    /// - Parameter capacity: at least 1.
    public init(capacity: Int) {
        precondition(capacity >= 1, "a queue holds at least one element")
        self.capacity = capacity
        self.storage = Array(repeating: nil, count: capacity)
    }

    public var isEmpty: Bool { self.count == 0 }
    public var isFull: Bool { self.count == self.capacity }
    public var first: Element? { self.isEmpty ? nil : self.storage[self.head] }

    /// Appends, or returns `false` and leaves the queue alone when it is full.
    @discardableResult
    public mutating func append(_ element: Element) -> Bool {
        guard !self.isFull else { return false }
        self.storage[(self.head + self.count) % self.capacity] = element
        self.count += 1
        return true
    }

    public mutating func popFirst() -> Element? {
        guard !self.isEmpty else { return nil }
        let element = self.storage[self.head]
        self.storage[self.head] = nil
        self.head = (self.head + 1) % self.capacity
        self.count -= 1
        return element
    }
}

extension BoundedQueue: Sendable where Element: Sendable {}
