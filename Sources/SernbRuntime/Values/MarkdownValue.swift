// Text that acts as Markdown on the page: the one kind of value that is not escaped there.

package import Basics
package import SernbDocument
package import SernbLanguage

package struct MarkdownValue: EngineValue, StoredObject, Equatable {
  package static let kind = ObjectKind.markdown

  package let text: String

  package init(_ text: String) { self.text = text }

  package var line: String { text }
  package var json: JSON { .string(text) }

  package func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    [.prose(MarkdownText.markdown(text))]
  }

  package func saved(as ending: String, jobs: Int) async throws -> SavedBytes {
    SavedBytes(Array(text.utf8), note: "Markdown")
  }

  package func equals(_ other: any EngineValue) -> Bool { (other as? MarkdownValue) == self }

  package func encode(into writer: inout ByteWriter) { writer.write(text) }

  package init(from reader: inout ByteReader) throws(CorruptData) { text = try reader.text() }
}
