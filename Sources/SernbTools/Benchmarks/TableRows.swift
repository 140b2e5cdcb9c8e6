// The rows that `sernb bench tables` works on, made from a seed, as a CSV file that a peer can read too.

internal import Basics
internal import Kernels

enum TableRows {
  private static let kinds = ["ang", "exc", "hap", "neu", "sad"]
  private static let words = [
    "Well,", "I", "do", "not", "know", "what", "you", "mean.", "Perhaps", "tomorrow", "Oh", "well",
  ]

  /// Seven columns: two whole numbers, three texts and two numbers. A tenth as many keys and names as rows.
  static func csv(_ count: Int) throws(Cancelled) -> [UInt8] {
    var random = RandomSource(seed: 2019)
    var bytes = Array("id,key,kind,name,x,y,words\n".utf8)
    bytes.reserveCapacity(100 * count)
    let distinct = max(1, count / 10)
    for id in 0..<count {
      if id % 4096 == 0 { try checkCancellation() }
      let (key, kind) = (random.below(distinct), kinds[random.below(kinds.count)])
      let name = "Ses\(random.below(distinct))"
      let (x, y) = (random.uniform(), 100 * random.uniform())
      var line = "\(id),\(key),\(kind),\(name),\(x),\(y),\"  "
      for _ in 0..<4 { line += words[random.below(words.count)] + " " }
      bytes += Array((line + "\"\n").utf8)
    }
    return bytes
  }
}
