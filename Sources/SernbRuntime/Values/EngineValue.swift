// What the runtime asks of engine values, so that the engine need not know the language and still be a language value.

package import Basics
package import SernbDocument
package import SernbLanguage

package protocol EngineValue: Sendable {
  var kind: ObjectKind { get }
  /// The value behind `value.name`; the kind lists the names.
  func member(_ name: String) -> Value?
  /// How many elements the list behind `value.name` has, if that may be many.
  func count(ofMember name: String) -> Int
  /// `value[first .. last]`.
  func cut(_ range: NumberRange) throws(RunProblem) -> Value
  /// What a cell shows of it.
  func blocks(_ options: ShowOptions) -> [Block]
  /// In one line, inside of lists and records.
  var line: String { get }
  /// For the results file.
  var json: JSON { get }
  /// The bytes of a file with this ending, and a few words about them.
  func saved(as ending: String, jobs: Int) async throws -> SavedBytes
  func equals(_ other: any EngineValue) -> Bool
  /// Writes all that it is, for `ObjectDecoders` to read again; false if it cannot be kept beyond the run.
  func write(into writer: inout ByteWriter) -> Bool
  /// Where the value behind `value.name` comes from, if not from this value alone.
  func origin(ofMember name: String) -> (any ValueOrigin)?
}

package struct SavedBytes: Sendable {
  package let bytes: [UInt8]
  /// Such as `600 rows, 9 columns`.
  package let note: String
  /// What was lost, for the page.
  package let remark: String?

  package init(_ bytes: [UInt8], note: String, remark: String? = nil) {
    self.bytes = bytes
    self.note = note
    self.remark = remark
  }
}

package struct ShowOptions: Sendable {
  /// How many rows of a table are shown.
  package var rows: Int
  package var caption: String?
  package var alt: String?

  package init(rows: Int = 10, caption: String? = nil, alt: String? = nil) {
    self.rows = rows
    self.caption = caption
    self.alt = alt
  }
}

extension EngineValue {
  package func member(_ name: String) -> Value? { nil }

  package func count(ofMember name: String) -> Int { 0 }

  package func cut(_ range: NumberRange) throws(RunProblem) -> Value {
    throw RunProblem("wrong-type", "\(Type.object(kind).description) cannot be cut")
  }

  package func blocks(_ options: ShowOptions) -> [Block] { [.value(Block.Value(line, json: json))] }

  package var json: JSON { .string(line) }

  package func saved(as ending: String, jobs: Int) async throws -> SavedBytes {
    throw RunProblem(
      "wrong-ending", "\(Type.object(kind).description) cannot be saved as `.\(ending)`")
  }

  package func equals(_ other: any EngineValue) -> Bool { false }

  package func write(into writer: inout ByteWriter) -> Bool { false }

  package func origin(ofMember name: String) -> (any ValueOrigin)? { nil }
}

/// A value with named columns and rows.
package protocol TableObject: EngineValue {
  var columnNames: [String] { get }
  var rowCount: Int { get }
  func column(_ name: String) -> ListValue?
  func cell(_ column: String, _ row: Int) -> Value?
  func rows(_ range: Range<Int>) -> Value
  /// Of a list with a value for each row, made of all columns.
  var rowsOrigin: (any ValueOrigin)? { get }
}

extension TableObject {
  package var rowsOrigin: (any ValueOrigin)? { nil }

  package func count(ofMember name: String) -> Int { rowCount }
}
