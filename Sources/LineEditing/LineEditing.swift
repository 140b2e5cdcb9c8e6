// The interface of line editors: for a terminal, a pipe, or a script in tests.

/// The result of one read.
package enum LineInput: Sendable, Equatable {
  /// An input, perhaps of many lines, without the newline that ended it.
  case text(String)
  /// Ctrl-C: the typed text is discarded.
  case interrupted
  /// Ctrl-D at an empty prompt, or the end of the pipe.
  case end
}

/// The completions at a position of a text.
package struct Completion: Sendable, Equatable {
  /// The UTF-8 offset of the text that the candidates replace; it ends at the cursor.
  package let start: Int
  package let candidates: [Candidate]
  /// The signature of the enclosing call, shown above the candidates; may be empty.
  package let signature: String

  package init(start: Int, candidates: [Candidate], signature: String = "") {
    self.start = start
    self.candidates = candidates
    self.signature = signature
  }

  package static let none = Completion(start: 0, candidates: [])
}

package struct Candidate: Sendable, Equatable {
  package let text: String
  /// A signature or a kind, shown beside the text; may be empty.
  package let note: String

  package init(text: String, note: String = "") {
    self.text = text
    self.note = note
  }
}

/// The language-specific callbacks of an editor. They are called on the thread that reads.
package struct LineHooks: Sendable {
  /// Whether Enter submits the text; otherwise it adds a line. Empty text is always submitted.
  package var isComplete: @Sendable (String) -> Bool
  /// The completions at `cursor`, a UTF-8 offset in `text`.
  package var complete: @Sendable (_ text: String, _ cursor: Int) -> Completion
  /// Whether a text may be added to the history.
  package var isRecorded: @Sendable (String) -> Bool

  package init(
    isComplete: @escaping @Sendable (String) -> Bool = { _ in true },
    complete: @escaping @Sendable (_ text: String, _ cursor: Int) -> Completion = { _, _ in .none },
    isRecorded: @escaping @Sendable (String) -> Bool = { _ in true }
  ) {
    self.isComplete = isComplete
    self.complete = complete
    self.isRecorded = isRecorded
  }
}

/// Reads inputs one after the other.
package protocol LineEditing: AnyObject {
  /// Reads one input.
  /// - Parameters:
  ///   - prompt: shown before the first line; may have colors (`ESC [ … m`) and newlines.
  ///   - continuation: shown before every further line.
  ///   - initial: the text to begin with.
  func read(prompt: String, continuation: String, initial: String) -> LineInput
  /// Adds an input to the history, unless it is empty, repeats the last one, or `isRecorded` says no.
  func record(_ text: String)
}

extension LineEditing {
  package func read(prompt: String, continuation: String) -> LineInput {
    read(prompt: prompt, continuation: continuation, initial: "")
  }
}
