// Engine values that can be kept as bytes and read again.

package import Basics
package import SernbLanguage

/// An engine value that writes all that it is. What was read equals what was written, shows the same and is written as
/// the same bytes; whatever is read can be used without a fault.
package protocol StoredObject: EngineValue, ByteCoded {
  static var kind: ObjectKind { get }
}

extension StoredObject {
  package var kind: ObjectKind { Self.kind }

  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    encode(into: &writer)
    return writer.bytes
  }

  package func write(into writer: inout ByteWriter) -> Bool {
    encode(into: &writer)
    return true
  }
}

/// What reads engine values again, by the names of their kinds.
package struct ObjectDecoders: Sendable {
  private let all: [String: any StoredObject.Type]

  package init(_ types: [any StoredObject.Type] = []) {
    all = Dictionary(types.map { ($0.kind.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package func canDecode(_ kind: ObjectKind) -> Bool { all[kind.name] != nil }

  /// Reads an engine value to the end of `reader`.
  package func object(
    _ kind: String, _ reader: ByteReader
  ) throws(CorruptData) -> any EngineValue {
    guard let type = all[kind] else { throw CorruptData("I know no stored `\(kind)`") }
    var reader = reader
    let object = try type.init(from: &reader)
    try reader.end()
    return object
  }
}
