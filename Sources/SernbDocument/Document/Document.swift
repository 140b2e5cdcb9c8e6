// The write-up as a value: what is shown, in order, before any output format has had its say.

public import Basics

/// A write-up.
public struct Document: Sendable, Equatable {
  /// One name and its value, shown in a line under the title: parameters, seed, a remark on the data.
  public struct Fact: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Shown as the first heading; empty where the prose brings its own.
  public var title: String
  public var facts: [Fact]
  public var blocks: [Block]

  public init(title: String = "", facts: [Fact] = [], blocks: [Block] = []) {
    self.title = title
    self.facts = facts
    self.blocks = blocks
  }
}

/// One thing that a write-up shows.
public indirect enum Block: Sendable, Equatable {
  /// Markdown, passed on byte for byte; only blank lines at its two ends are not kept.
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
  /// The start of the output of a cell, by its label: what follows belongs to that cell, until the next anchor.
  case anchor(String)
  /// An invisible remark for tools, as in `sernb:out forest 3f9c`; it must not hold `--`.
  case comment(String)
  case notRun(NotRun)
}

extension Block {
  /// The text of a cell.
  public struct Code: Sendable, Hashable {
    public var text: String
    public var language: String
    /// The label of the cell; empty if it has none.
    public var label: String
    /// Whether the code is behind a click.
    public var isFolded: Bool

    public init(_ text: String, language: String = "", label: String = "", isFolded: Bool = false) {
      self.text = text
      self.language = language
      self.label = label
      self.isFolded = isFolded
    }
  }

  /// A value, as the text that shows it and as the typed value behind the text.
  public struct Value: Sendable, Hashable {
    public var text: String
    /// The name or expression that was shown; empty if there is none.
    public var name: String
    public var json: JSON

    public init(_ text: String, name: String = "", json: JSON? = nil) {
      self.text = text
      self.name = name
      self.json = json ?? .string(text)
    }
  }

  /// A problem or a warning, with its drawing as plain text.
  public struct RenderedDiagnostic: Sendable, Hashable {
    public enum Severity: String, Sendable, Hashable { case error, warning, note }

    public var severity: Severity
    /// One sentence in plain words.
    public var message: String
    /// Lines of source with marks under them, hints, notes; may be empty.
    public var drawing: String

    public init(_ severity: Severity, _ message: String, drawing: String = "") {
      self.severity = severity
      self.message = message
      self.drawing = drawing
    }
  }

  /// A remark that stands out from the prose: sentences with `names` in backquotes.
  public struct Callout: Sendable, Hashable {
    /// The five alerts that GitHub draws.
    public enum Kind: String, Sendable, Hashable { case note, tip, important, warning, caution }

    public var kind: Kind
    public var body: String

    public init(_ kind: Kind, _ body: String) {
      self.kind = kind
      self.body = body
    }
  }

  /// A file that a cell wrote. The path is relative to the folder of the write-up.
  public struct SavedFile: Sendable, Hashable {
    public var path: String
    /// What it holds: `9,800 rows, 12 columns`.
    public var note: String

    public init(_ path: String, note: String = "") {
      self.path = path
      self.note = note
    }
  }

  /// A cell that did not run.
  public struct NotRun: Sendable, Hashable {
    public var label: String
    /// One sentence: ``It needs `features`, which did not run.``
    public var reason: String

    public init(_ label: String, reason: String) {
      self.label = label
      self.reason = reason
    }
  }
}
