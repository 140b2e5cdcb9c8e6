// The write-up as a value: its content in order, independent of any output format.

package import Basics

/// A write-up.
public struct Document: Sendable, Equatable {
  /// A name and its value, shown on a line under the title: parameters, seed, a remark on the data.
  public struct Fact: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Shown as the first heading; empty if the prose has its own.
  package var title: String
  package var facts: [Fact]
  package var blocks: [Block]

  package init(title: String = "", facts: [Fact] = [], blocks: [Block] = []) {
    self.title = title
    self.facts = facts
    self.blocks = blocks
  }
}

/// An element of a write-up.
public indirect enum Block: Sendable, Equatable {
  /// Markdown, kept byte for byte except for blank lines at both ends.
  case prose(String)
  case code(Code)
  case value(Value)
  case table(ShownTable)
  case figure(Figure)
  case diagnostic(RenderedDiagnostic)
  case callout(Callout)
  /// Columns of blocks, side by side.
  case beside([[Block]])
  case file(SavedFile)
  case details(summary: String, [Block])
  /// The start of the output of a cell, by its label: all blocks up to the next anchor belong to that cell.
  case anchor(String)
  /// An invisible comment for tools, as in `sernb:out forest 3f9c`; it must not contain `--`.
  case comment(String)
  case notRun(NotRun)
}

extension Block {
  /// The text of a cell.
  public struct Code: Sendable, Hashable {
    package var text: String
    package var language: String
    /// The label of the cell; empty if it has none.
    package var label: String
    /// Whether the code is folded away.
    package var isFolded: Bool

    package init(_ text: String, language: String = "", label: String = "", isFolded: Bool = false)
    {
      self.text = text
      self.language = language
      self.label = label
      self.isFolded = isFolded
    }
  }

  /// A value, as text and as typed JSON.
  public struct Value: Sendable, Hashable {
    package var text: String
    /// The name or expression that was shown; empty if it has none.
    package var name: String
    package var json: JSON

    package init(_ text: String, name: String = "", json: JSON? = nil) {
      self.text = text
      self.name = name
      self.json = json ?? .string(text)
    }
  }

  /// A problem or a warning, drawn as plain text.
  public struct RenderedDiagnostic: Sendable, Hashable {
    /// The severity of a diagnostic.
    public enum Severity: String, Sendable, Hashable { case error, warning, note }

    package var severity: Severity
    /// The message, one sentence.
    package var message: String
    /// Source lines with carets, hints, notes; may be empty.
    package var drawing: String

    package init(_ severity: Severity, _ message: String, drawing: String = "") {
      self.severity = severity
      self.message = message
      self.drawing = drawing
    }
  }

  /// A highlighted remark: sentences with `names` in backquotes.
  public struct Callout: Sendable, Hashable {
    /// GitHub's five kinds of alerts.
    public enum Kind: String, Sendable, Hashable { case note, tip, important, warning, caution }

    package var kind: Kind
    package var body: String

    package init(_ kind: Kind, _ body: String) {
      self.kind = kind
      self.body = body
    }
  }

  /// A file that a cell wrote. The path is relative to the folder of the write-up.
  public struct SavedFile: Sendable, Hashable {
    package var path: String
    /// A description of its content: `9,800 rows, 12 columns`.
    package var note: String

    package init(_ path: String, note: String = "") {
      self.path = path
      self.note = note
    }
  }

  /// A cell that did not run.
  public struct NotRun: Sendable, Hashable {
    package var label: String
    /// One sentence: ``It needs `features`, which did not run.``
    package var reason: String

    package init(_ label: String, reason: String) {
      self.label = label
      self.reason = reason
    }
  }
}
