// The entry of a node: for each state of the files and the seed that it was run with, what it came to.
//
// The key of a node says nothing of files, for which ones it reads is known only when it has run. So an entry holds a few
// traces: what was observed, and the result. The first one whose observations would be the same today is the answer.

package import Basics
internal import Storage

package struct StoredTraces: Sendable, Equatable {
  package struct Trace: Sendable, Equatable {
    package let observations: [Observation]
    package let result: StoredResult

    package init(_ observations: [Observation], _ result: StoredResult) {
      self.observations = observations
      self.result = result
    }
  }

  /// More are not kept: the oldest goes.
  static let most = 8

  /// The newest first.
  package private(set) var traces: [Trace] = []

  package init(_ traces: [Trace] = []) { self.traces = traces }

  /// Puts a trace in front, in place of one with the same observations.
  mutating func add(_ trace: Trace) {
    traces.removeAll { $0.observations == trace.observations }
    traces.insert(trace, at: 0)
    if traces.count > Self.most { traces.removeLast() }
  }

  package var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.write(traces) { $0.write($1.observations, $1.result) }
    return writer.bytes
  }

  /// - Throws: `CorruptData` for what no entry can be.
  package init(bytes: [UInt8]) throws(CorruptData) {
    var reader = ByteReader(bytes)
    traces = try reader.items(atLeast: 42) { reader throws(CorruptData) in
      try Trace(reader.read(), reader.read())
    }
    try reader.end()
  }
}

extension Observation: ByteCoded {
  package func encode(into writer: inout ByteWriter) { writer.write(path, aspect.rawValue, digest) }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    try self.init(
      reader.read(), reader.choice(else: "a file was seen in no known way"), reader.read())
  }
}
