// What one statement or prose binding came to.

public import SernbLanguage
public import Storage

public struct NodeResult: Sendable {
  public enum State: Sendable {
    case done
    case failed(Diagnostic)
    /// It needs values that are not there: their names.
    case notRun(needs: [String])
  }

  public var state: State
  /// The values it binds, by name.
  public var bound: [String: Value] = [:]
  public var outputs: [Output] = []
  /// What a prose binding writes into its sentence.
  public var sentence: String?
  /// The value behind it.
  public var spoken: Value?
  /// Said before the first cell of every write-up that rests on this result.
  public var remarks: [String] = []
  /// Shown below the cell: what its calls had to say, such as that a model is judged by rows it has seen.
  public var notes: [Note] = []
  /// What stands for each value that it binds: equal values have equal digests. Empty where nothing is kept.
  public internal(set) var digests: [String: Digest] = [:]
  /// What it depends on besides its code and what it reads.
  public internal(set) var observations: [Observation] = []
  /// Stands for all that the write-up shows of it.
  var shown: Digest?
  /// Where the values lie if they are not in memory.
  var stored: StoredResult?
  /// Whether a secret went into it: nothing of it is hashed or kept.
  public var isSecret = false
  /// How it came about.
  public internal(set) var origin = Origin.ran

  public enum Origin: Sendable, Hashable {
    case ran
    /// Taken from the store: it was made by an earlier run.
    case reused
    /// Nothing was done: a definition, a result of another notebook, or a node that could not run.
    case passed
  }

  /// Whether its values are in memory.
  public var isLoaded: Bool { stored == nil }

  public init(_ state: State) { self.state = state }

  public var failure: Diagnostic? {
    if case .failed(let diagnostic) = state { return diagnostic }
    return nil
  }

  public var isDone: Bool {
    if case .done = state { return true }
    return false
  }
}

/// Something that a cell shows.
public enum Output: Sendable {
  case value(Value, text: String)
  /// A file for `Outputs/NAME.files/`.
  case file(name: String, SavedBytes)
}
