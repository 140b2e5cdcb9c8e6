// Interned terms: words and n-grams as integer ids.

/// Terms numbered by first occurrence. A term is a word, with its bytes, or a shorter term followed by a word.
struct TermTable: Sendable {
  /// The bytes of all words.
  private var bytes: [UInt8] = []
  /// The start of each term's bytes, and one more; n-grams have none.
  private var starts = [0]
  /// For each term, the term without its last word; -1 for a word.
  private(set) var prefix: [Int32] = []
  /// For each term, its last word; a word itself.
  private var last: [Int32] = []
  private var hashes: [UInt64] = []
  /// Open addressing: the term in each slot, -1 in a free one. Twice as many as terms, a power of two.
  private var slots = [Int32](repeating: -1, count: 64)

  var count: Int { prefix.count }

  init(words: [String]) {
    for word in words { _ = self.word(Array(word.utf8)[...]) }
  }

  mutating func word(_ word: ArraySlice<UInt8>) -> Int32 {
    let hash = wordHash(word)
    return word.withUnsafeBufferPointer { self.word($0, hash: hash) }
  }

  /// The number of a word; a new word gets the next one.
  mutating func word(_ word: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int32 {
    let slot = slot(of: word, hash)
    if slots[slot] >= 0 { return slots[slot] }
    bytes.append(contentsOf: word)
    return add(prefix: -1, last: Int32(count), hash, slot)
  }

  /// The number of a word, -1 if it is unknown.
  func known(_ word: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int32 {
    slots[slot(of: word, hash)]
  }

  /// The number of a term followed by a word; a new run gets the next one.
  mutating func run(_ prefix: Int32, _ word: Int32) -> Int32 {
    let hash = runHash(prefix, word)
    let slot = slot(ofRun: prefix, word, hash)
    if slots[slot] >= 0 { return slots[slot] }
    return add(prefix: prefix, last: word, hash, slot)
  }

  /// The number of a term followed by a word, -1 if that is unknown.
  func known(_ prefix: Int32, _ word: Int32) -> Int32 {
    if prefix < 0 || word < 0 { return -1 }
    return slots[slot(ofRun: prefix, word, runHash(prefix, word))]
  }

  /// Appends the term's words with a space between them.
  func spell(_ term: Int32, into text: inout [UInt8]) {
    let index = Int(term)
    if prefix[index] >= 0 {
      spell(prefix[index], into: &text)
      text.append(0x20)
    }
    let word = Int(last[index])
    text += bytes[starts[word]..<starts[word + 1]]
  }

  private mutating func add(prefix: Int32, last: Int32, _ hash: UInt64, _ slot: Int) -> Int32 {
    let term = Int32(count)
    slots[slot] = term
    self.prefix.append(prefix)
    self.last.append(last)
    hashes.append(hash)
    starts.append(bytes.count)
    if 2 * count > slots.count {
      slots = [Int32](repeating: -1, count: 2 * slots.count)
      for (term, hash) in hashes.enumerated() {
        var slot = home(hash)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(term)
      }
    }
    return term
  }

  /// The slot of the word, or the free slot for it.
  private func slot(of word: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
    var slot = home(hash)
    while slots[slot] >= 0 {
      let term = Int(slots[slot])
      if hashes[term] == hash, prefix[term] < 0, isSame(term, word) { break }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private func slot(ofRun prefix: Int32, _ word: Int32, _ hash: UInt64) -> Int {
    var slot = home(hash)
    while slots[slot] >= 0 {
      let term = Int(slots[slot])
      if self.prefix[term] == prefix, last[term] == word { break }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private func isSame(_ term: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = starts[term]
    if starts[term + 1] - start != word.count { return false }
    for index in 0..<word.count where bytes[start + index] != word[index] { return false }
    return true
  }

  private func runHash(_ prefix: Int32, _ word: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: prefix)) << 32 | UInt64(UInt32(bitPattern: word))
  }

  /// The first slot to probe: the high bits of a product with 2⁶⁴ over the golden ratio (Knuth 6.4), which depend on
  /// all bits of `hash`.
  private func home(_ hash: UInt64) -> Int {
    let mixed = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
    return Int(mixed >> UInt64(64 - slots.count.trailingZeroBitCount))
  }
}
