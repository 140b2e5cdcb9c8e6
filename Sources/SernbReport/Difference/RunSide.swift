// One side of a comparison of runs: its known inputs, and its results.

package import SernbDocument

/// An input of a run: a file, or a folder with `count` files.
package struct RunInput: Sendable, Hashable {
  package var path: String
  /// The aspect that was read: `names` of a folder; empty for the content.
  package var aspect: String
  /// The digest of what was read.
  package var digest: String
  /// The number of files in it.
  package var count: Int

  package init(path: String, aspect: String = "", digest: String, count: Int = 1) {
    self.path = path
    self.aspect = aspect
    self.digest = digest
    self.count = count
  }
}

/// One side of a comparison.
package struct RunSide: Sendable, Equatable {
  /// A cell and the key of its code.
  package struct Cell: Sendable, Hashable {
    package var label: String
    package var code: String

    package init(_ label: String, code: String) {
      self.label = label
      self.code = code
    }
  }

  /// Its name for readers: the id of a run, `committed`.
  package var name: String
  /// nil if unknown, as for a write-up without a record.
  package var engine: String?
  /// Seed and parameters.
  package var facts: [Document.Fact]
  package var inputs: [RunInput]?
  package var cells: [Cell]?
  package var results: Results

  /// - Parameter facts: nil takes those of the results.
  package init(
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
