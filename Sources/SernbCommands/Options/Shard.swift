// A part of the notebooks, so that several machines share the work: `2/5` is the second of five parts.

import ArgumentParser

struct Shard: ExpressibleByArgument {
  let part: Int
  let parts: Int

  init?(argument: String) {
    let words = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard words.count == 2, let part = Int(words[0]), let parts = Int(words[1]), parts >= 1,
      (1...parts).contains(part)
    else { return nil }
    (self.part, self.parts) = (part, parts)
  }

  /// Every so many, so that notebooks that lie beside each other and are alike fall to different parts.
  func select<T>(_ items: [T]) -> [T] {
    items.enumerated().filter { $0.offset % parts == part - 1 }.map(\.element)
  }
}
