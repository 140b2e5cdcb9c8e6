// A value that is given for a parameter, in place of the notebook's own.

package struct Override: Sendable, Hashable {
  package let name: String
  /// As it was written: `0.5`, `25 ms`, or several values of a grid.
  package let value: String

  package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}
