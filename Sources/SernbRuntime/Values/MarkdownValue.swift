// Text that acts as Markdown on the page: the one kind of value that is not escaped there.

public import Basics
public import Kernels
public import SernbDocument
public import SernbLanguage

public struct MarkdownValue: NotebookObject, StoredObject, Equatable {
  public static let kind = ObjectKind.markdown

  public let text: String

  public init(_ text: String) { self.text = text }

  public var kind: ObjectKind { Self.kind }
  public var line: String { text }
  public var json: JSON { .string(text) }

  public func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    [.prose(MarkdownText.markdown(text))]
  }

  public func saved(as ending: String) async throws -> SavedBytes {
    SavedBytes(Array(text.utf8), note: "Markdown")
  }

  public func equals(_ other: any NotebookObject) -> Bool { (other as? MarkdownValue) == self }

  public func encode(into writer: inout ByteWriter) { writer.write(text) }

  public init(from reader: inout ByteReader) throws(CorruptData) { text = try reader.text() }
}
