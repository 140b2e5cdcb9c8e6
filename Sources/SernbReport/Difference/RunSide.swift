// One side of a comparison of runs: its known inputs, and its results.

public import SernbDocument

/// An input of a run: a file, or a folder with `count` files.
public struct RunInput: Sendable, Hashable {
  public var path: String
  /// The aspect that was read: `names` of a folder; empty for the content.
  public var aspect: String
  /// The digest of what was read.
  public var digest: String
  /// The number of files in it.
  public var count: Int

  public init(path: String, aspect: String = "", digest: String, count: Int = 1) {
    self.path = path
    self.aspect = aspect
    self.digest = digest
    self.count = count
  }
}

/// One side of a comparison.
public struct RunSide: Sendable, Equatable {
  /// A cell and the key of its code.
  public struct Cell: Sendable, Hashable {
    public var label: String
    public var code: String

    public init(_ label: String, code: String) {
      self.label = label
      self.code = code
    }
  }

  /// Its name for readers: the id of a run, `committed`.
  public var name: String
  /// nil if unknown, as for a write-up without a record.
  public var engine: String?
  /// Seed and parameters.
  public var facts: [Document.Fact]
  public var inputs: [RunInput]?
  public var cells: [Cell]?
  public var results: Results

  /// - Parameter facts: nil takes those of the results.
  public init(
    name: String, engine: String? = nil, facts: [Document.Fact]? = nil, inputs: [RunInput]? = nil,
    cells: [Cell]? = nil, results: Results
  ) {
    self.name = name
    self.engine = engine
    self.facts = facts ?? results.facts
    self.inputs = inputs
    self.cells = cells
    self.results = results
  }
}
