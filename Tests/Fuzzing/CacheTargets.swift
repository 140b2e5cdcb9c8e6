// What the cache keeps of nodes, and values as bytes: what is read is what would be written, and can be shown.

import Basics
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbRuntime

extension FuzzTarget {
  static let traces = FuzzTarget("traces") { bytes in
    // As they are, and with digests and sums that are right, so that what stands behind them is reached.
    for entry in [bytes, SavedFile.renewed(bytes)] { try readTraces(entry) }
  }

  private static func readTraces(_ bytes: [UInt8]) throws {
    let traces: StoredTraces
    do throws(CorruptData) { traces = try StoredTraces(bytes: bytes) } catch {
      try law(!error.why.isEmpty, "an entry was refused without words")
      return
    }
    try law(traces.bytes == bytes, "an entry is written as another")
    for trace in traces.traces {
      let result = trace.result
      let shown = result.outputs.map { output in
        switch output {
        case .value(let item, _): item
        case .file(_, _, let item): item
        }
      }
      for item in result.bound.map(\.item) + shown + [result.spoken].compactMap({ $0 }) {
        guard case .here(let bytes) = item.location else { continue }
        try use(bytes)
      }
    }
  }

  static let value = FuzzTarget("value") { bytes in
    for file in [bytes, SavedFile.renewed(bytes)] { try use(file) }
  }

  /// Reads a value and does with it what every value can be asked for.
  private static func use(_ bytes: [UInt8]) throws {
    let value: Value
    do throws(CorruptData) { value = try Value(bytes: bytes, Library.decoders) } catch {
      try law(!error.why.isEmpty, "a value was refused without words")
      return
    }
    guard let written = value.bytes() else {
      throw BrokenLaw(description: "a value that was read cannot be written")
    }
    let again = try Value(bytes: written, Library.decoders)
    try law(again.bytes() == written, "a value is read as another")
    _ = (value.line, value.type)
    if written.count < 2_000 { _ = value.json.text() }
    guard case .object(let object) = value else { return }
    for member in object.kind.members { _ = object.member(member.name) }
    _ = object.blocks(ShowOptions())
    _ = object.equals(object)
  }
}
