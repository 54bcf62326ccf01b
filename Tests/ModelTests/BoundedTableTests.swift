import Kernel
import Model
import Testing

@Suite("BoundedTable")
struct BoundedTableTests {
    @Test("a full table forgets what was touched longest ago")
    func forgets() {
        var table = BoundedTable<String, Int>(capacity: 2)
        #expect(table.put(1, for: "a") == nil)
        #expect(table.put(2, for: "b") == nil)
        #expect(table.put(3, for: "a") == nil)
        #expect(table.put(4, for: "c") == "b")
        #expect(table["a"] == 3)
        #expect(table["b"] == nil)
        #expect(table.entries.map(\.key) == ["a", "c"])
    }

    @Test("it behaves like a plain list of the newest entries", arguments: 0..<50 as Range<UInt64>)
    func property(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let capacity = Int.random(in: 1...6, using: &generator)
        var table = BoundedTable<Int, Int>(capacity: capacity)
        var model: [(key: Int, value: Int)] = []
        for step in 0..<300 {
            let key = Int.random(in: 0..<9, using: &generator)
            if Int.random(in: 0..<4, using: &generator) == 0 {
                let index = model.firstIndex { $0.key == key }
                #expect(table.remove(key) == index.map { model.remove(at: $0).value })
            } else {
                model.removeAll { $0.key == key }
                let forgotten = model.count == capacity ? model.removeFirst().key : nil
                model.append((key, step))
                #expect(table.put(step, for: key) == forgotten)
            }
            #expect(table.entries.map(\.key) == model.map(\.key))
            #expect(table.entries.map(\.value) == model.map(\.value))
            #expect(table[key] == model.first { $0.key == key }?.value)
            #expect(table.count == model.count)
        }
    }
}
