// What one statement or prose binding came to.

package import SernbLanguage
package import Storage

package struct NodeResult: Sendable {
  package enum State: Sendable {
    case done
    case failed(Diagnostic)
    /// It needs values that are not there: their names.
    case notRun(needs: [String])
  }

  package var state: State
  /// The values it binds, by name.
  package var bound: [String: Value] = [:]
  package var outputs: [Output] = []
  /// What a prose binding writes into its sentence.
  package var sentence: String?
  /// The value behind it.
  package var spoken: Value?
  /// Said before the first cell of every write-up that rests on this result.
  package var remarks: [String] = []
  /// Shown below the cell: what its calls had to say, such as that a model is judged by rows it has seen.
  package var notes: [Note] = []
  /// What stands for each value that it binds: equal values have equal digests. Empty where nothing is kept.
  package internal(set) var digests: [String: Digest] = [:]
  /// What it depends on besides its code and what it reads.
  package internal(set) var observations: [Observation] = []
  /// Stands for all that the write-up shows of it.
  package var shown: Digest?
  /// Where the values lie if they are not in memory.
  var stored: StoredResult?
  /// Where the values lie too while they are in memory; nil where they could not be had again from there.
  var kept: StoredResult?
  /// Whether a secret went into it: nothing of it is hashed or kept.
  package var isSecret = false
  /// How it came about.
  package internal(set) var origin = Origin.ran

  package enum Origin: Sendable, Hashable {
    case ran
    /// Taken from the store: it was made by an earlier run.
    case reused
    /// Nothing was done: a definition, a result of another notebook, or a node that could not run.
    case passed
  }

  /// Whether its values are in memory.
  package var isLoaded: Bool { stored == nil }

  package init(_ state: State) { self.state = state }

  /// The same without its values where those can be had again.
  ///
  /// - Parameter outputs: whether what it shows goes too.
  func droppingValues(outputs dropsOutputs: Bool) -> NodeResult {
    guard let kept else { return self }
    var result = self
    result.stored = kept
    result.bound = [:]
    if dropsOutputs { (result.outputs, result.spoken) = ([], nil) }
    return result
  }

  /// What it came to, without any value.
  package var summary: NodeResult {
    var result = self
    (result.bound, result.outputs, result.spoken) = ([:], [], nil)
    (result.stored, result.kept) = (nil, nil)
    return result
  }

  package var failure: Diagnostic? {
    if case .failed(let diagnostic) = state { return diagnostic }
    return nil
  }

  package var isDone: Bool {
    if case .done = state { return true }
    return false
  }
}

/// Something that a cell shows.
package enum Output: Sendable {
  case value(Value, text: String)
  /// A file for `Outputs/NAME.files/`.
  case file(name: String, SavedBytes)
}
