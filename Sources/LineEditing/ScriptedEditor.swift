// An editor with scripted inputs, to test a session without a terminal.

/// Returns the inputs of a script in order, then `.end`, and records prompts and output.
///
///     let editor = ScriptedEditor([.text("1 + 1"), .interrupted])
///     editor.read(prompt: "> ", continuation: "  ")  // .text("1 + 1")
///     editor.prompts                                 // ["> "]
package final class ScriptedEditor: LineEditing {
  /// The arguments of one read.
  package struct Reading: Sendable, Equatable {
    package let prompt: String
    package let continuation: String
    package let initial: String
  }

  package private(set) var readings: [Reading] = []
  package private(set) var recorded: [String] = []
  package private(set) var printed: [String] = []
  private var script: ArraySlice<LineInput>
  private let hooks: LineHooks

  package init(_ script: [LineInput], hooks: LineHooks = LineHooks()) {
    self.script = script[...]
    self.hooks = hooks
  }

  package var prompts: [String] { readings.map(\.prompt) }
  /// Whether every input of the script was read.
  package var isOver: Bool { script.isEmpty }

  package func read(prompt: String, continuation: String, initial: String) -> LineInput {
    readings.append(Reading(prompt: prompt, continuation: continuation, initial: initial))
    return script.popFirst() ?? .end
  }

  package func record(_ text: String) {
    if History.accepts(text, after: recorded.last), hooks.isRecorded(text) { recorded.append(text) }
  }

  package func printAbove(_ text: String) { printed.append(text) }
}
