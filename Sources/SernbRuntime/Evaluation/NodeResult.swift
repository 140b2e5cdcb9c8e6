// What one statement or prose binding came to.

package import SernbLanguage
package import Storage

/// A copy takes the memory of a reference: a run holds one for each of its nodes.
@dynamicMemberLookup
package struct NodeResult: Sendable {
  package enum State: Sendable {
    case done
    indirect case failed(Diagnostic)
    /// It needs values that are not there: their names.
    case notRun(needs: [String])
  }

  package struct Content: Sendable {
    package var state: State
    /// The values it binds, by name.
    package var bound: [String: Value] = [:]
    /// Said before the first cell of every write-up that rests on this result.
    package var remarks: [String] = []
    /// What it shows, one at most: most statements show nothing, which takes no memory then.
    private var shows: [Shows] = []
    /// nil where they are those of what is stored.
    fileprivate(set) var ownDigests: [String: Digest]? = [:]
    /// What it depends on besides its code and what it reads.
    package internal(set) var observations: [Observation] = []
    /// Stands for what the write-up shows of it, where that is not what is stored; one at most.
    fileprivate(set) var ownShown: [Digest] = []
    /// Where the values lie if they are not in memory.
    var stored: StoredResult?
    /// Where the values lie too while they are in memory; nil where they could not be had again from there.
    var kept: StoredResult?
    /// Whether a secret went into it: nothing of it is hashed or kept.
    package var isSecret = false
    /// How it came about.
    package internal(set) var origin = Origin.ran

    fileprivate struct Shows: Sendable {
      var outputs: [Output] = []
      var sentence: String?
      var spoken: Value?
      var notes: [Note] = []
    }

    private var isShown: Shows {
      get { shows.first ?? Shows() }
      set {
        let isEmpty =
          newValue.outputs.isEmpty && newValue.sentence == nil && newValue.spoken == nil
          && newValue.notes.isEmpty
        shows = isEmpty ? [] : [newValue]
      }
    }

    package var outputs: [Output] {
      get { isShown.outputs }
      set { isShown.outputs = newValue }
    }
    /// What a prose binding writes into its sentence.
    package var sentence: String? {
      get { isShown.sentence }
      set { isShown.sentence = newValue }
    }
    /// The value behind it.
    package var spoken: Value? {
      get { isShown.spoken }
      set { isShown.spoken = newValue }
    }
    /// Shown below the cell: what its calls had to say, such as that a model is judged by rows it has seen.
    package var notes: [Note] {
      get { isShown.notes }
      set { isShown.notes = newValue }
    }

    init(state: State) { self.state = state }
  }

  package enum Origin: Sendable, Hashable {
    case ran
    /// Taken from the store: it was made by an earlier run.
    case reused
    /// Nothing was done: a definition, a result of another notebook, or a node that could not run.
    case passed
  }

  // Changed only by a result that nothing else shares it with.
  private final class Box: @unchecked Sendable {
    var content: Content
    init(_ content: Content) { self.content = content }
  }

  private var box: Box

  package init(_ state: State) { box = Box(Content(state: state)) }

  /// A result of an earlier run, whose values lie in the store.
  init(_ stored: StoredResult, _ observations: [Observation]) {
    var content = Content(state: .done)
    content.sentence = stored.sentence
    content.remarks = stored.remarks
    content.notes = stored.notes
    content.ownDigests = nil
    content.observations = observations
    content.stored = stored
    content.origin = .reused
    box = Box(content)
  }

  package subscript<Part>(dynamicMember path: KeyPath<Content, Part>) -> Part {
    box.content[keyPath: path]
  }

  package subscript<Part>(dynamicMember path: WritableKeyPath<Content, Part>) -> Part {
    get { box.content[keyPath: path] }
    _modify {
      if !isKnownUniquelyReferenced(&box) { box = Box(box.content) }
      yield &box.content[keyPath: path]
    }
  }

  /// Whether its values are in memory.
  package var isLoaded: Bool { box.content.stored == nil }

  /// Where its values lie, in memory or not.
  private var lying: StoredResult? { box.content.stored ?? box.content.kept }

  // MARK: Digests

  /// Stands for all that the write-up shows of it.
  package var shown: Digest? {
    get { box.content.ownShown.first ?? (box.content.ownDigests == nil ? lying?.shownDigest : nil) }
    set { self.ownShown = newValue.map { [$0] } ?? [] }
  }

  /// What stands for each value that it binds: equal values have equal digests. Empty where nothing is kept.
  package internal(set) var digests: [String: Digest] {
    get {
      if let own = box.content.ownDigests { return own }
      return Dictionary((lying?.bound ?? []).map { ($0.name, $0.item.digest) }) { first, _ in first
      }
    }
    set { self.ownDigests = newValue }
  }

  /// What stands for one value that it binds.
  package func digest(of name: String) -> Digest? {
    if let own = box.content.ownDigests { return own[name] }
    return lying?.bound.first { $0.name == name }?.item.digest
  }

  /// Whether each value that has a digest is in memory.
  var bindsAllWithDigests: Bool { digests.keys.allSatisfy { box.content.bound[$0] != nil } }

  /// The same without its values where those can be had again.
  ///
  /// - Parameter outputs: whether what it shows goes too.
  func droppingValues(outputs dropsOutputs: Bool) -> NodeResult {
    guard let kept = self.kept else { return self }
    var result = self
    result.stored = kept
    result.bound = [:]
    if dropsOutputs { (result.outputs, result.spoken) = ([], nil) }
    return result
  }

  /// What it came to, without any value that is in memory.
  package var summary: NodeResult {
    if self.bound.isEmpty, self.outputs.isEmpty, self.spoken == nil { return self }
    var result = self
    (result.bound, result.outputs, result.spoken) = ([:], [], nil)
    return result
  }

  package var failure: Diagnostic? {
    if case .failed(let diagnostic) = box.content.state { return diagnostic }
    return nil
  }

  package var isDone: Bool {
    if case .done = box.content.state { return true }
    return false
  }
}

/// Something that a cell shows.
package enum Output: Sendable {
  case value(Value, text: String)
  /// A file for `Outputs/NAME.files/`.
  case file(name: String, SavedBytes)
}
