// Writes, reads and collects in a store that others use too, until it is killed: `StorageProbe FOLDER SEED`.

import Kernels
import Storage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a number: a reader that gets others has found a torn entry.
func bytes(of number: Int) -> [UInt8] {
  var random = RandomSource(seed: UInt64(number))
  let count = [10, 300, 5_000, 400_000][number % 4] + random.below(1000)
  return (0..<count).map { _ in UInt8(random.below(256)) }
}

let folder = CommandLine.arguments[1]
var random = RandomSource(seed: UInt64(CommandLine.arguments[2]) ?? 1)
// Small, so that there is always something to collect.
let store = Store(folder: folder, limit: 3_000_000)
let family = Digest(of: Array("family".utf8))
let batch = ValueBatch(store, family: family, every: 0)
let index = FileIndex(file: store.indexFile)
print("ready")
fflush(nil)
while true {
  let number = random.below(40)
  let key = Digest(of: Array("\(number)".utf8))
  let value = bytes(of: number)
  switch random.below(8) {
  case 0: store.write(.nodes, key, value)
  case 1: store.add(small: PendingEntry(.nodes, key, value))
  case 2: store.write(.values, Digest(of: value), value)
  case 3: batch.add(key, Array(value.prefix(200)))
  case 4: ValueBatch(store, family: family).flush()
  case 5:
    _ = index.digest(of: "/usr", .names) { Digest(of: value) }
    if let stamp = FileStamp(of: "/") { index.note("/", .facts, key, before: stamp) }
    index.save()
  case 6: store.collect()
  default:
    if let found = store.read(.nodes, key), found != value {
      print("torn: \(number)")
      exit(1)
    }
    if let found = ValueBatch(store, family: family)[key], found != Array(value.prefix(200)) {
      print("torn in a batch: \(number)")
      exit(1)
    }
  }
}
