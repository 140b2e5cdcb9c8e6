// An editor with scripted inputs, to test a session without a terminal.

/// Returns the inputs of a script in order, then `.end`, and records prompts and output.
///
///     let editor = ScriptedEditor([.text("1 + 1"), .interrupted])
///     editor.read(prompt: "> ", continuation: "  ")  // .text("1 + 1")
///     editor.prompts                                 // ["> "]
public final class ScriptedEditor: LineEditing {
  /// The arguments of one read.
  public struct Reading: Sendable, Equatable {
    public let prompt: String
    public let continuation: String
    public let initial: String
  }

  public private(set) var readings: [Reading] = []
  public private(set) var recorded: [String] = []
  public private(set) var printed: [String] = []
  private var script: ArraySlice<LineInput>
  private let hooks: LineHooks

  public init(_ script: [LineInput], hooks: LineHooks = LineHooks()) {
    self.script = script[...]
    self.hooks = hooks
  }

  public var prompts: [String] { readings.map(\.prompt) }
  /// Whether every input of the script was read.
  public var isOver: Bool { script.isEmpty }

  public func read(prompt: String, continuation: String, initial: String) -> LineInput {
    readings.append(Reading(prompt: prompt, continuation: continuation, initial: initial))
    return script.popFirst() ?? .end
  }

  public func record(_ text: String) {
    if History.accepts(text, after: recorded.last), hooks.isRecorded(text) { recorded.append(text) }
  }

  public func printAbove(_ text: String) { printed.append(text) }
}
