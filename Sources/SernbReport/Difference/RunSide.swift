// One of two runs that are compared: what it was made from, as far as that is known, and what it showed.

public import SernbDocument

/// Something that a run read: a file, or a folder with so many files.
public struct RunInput: Sendable, Hashable {
  public var path: String
  /// What of it was read, where that is not all: `names` of a folder; empty for the bytes.
  public var aspect: String
  /// The digest of what was read.
  public var digest: String
  /// How many files stand behind it.
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
  /// A cell and what its code is known by.
  public struct Cell: Sendable, Hashable {
    public var label: String
    public var code: String

    public init(_ label: String, code: String) {
      self.label = label
      self.code = code
    }
  }

  /// What readers call it: a run's id, `committed`.
  public var name: String
  /// Nil where it is not known, as for a write-up without its record.
  public var engine: String?
  /// Seed and parameters.
  public var facts: [Document.Fact]
  public var inputs: [RunInput]?
  public var cells: [Cell]?
  public var results: Results

  /// - Parameter facts: those of the results, unless others are given.
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
