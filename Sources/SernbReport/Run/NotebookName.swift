// Identifies one run of a notebook within a command: its path, and the point of a sweep.

package struct NotebookName: Sendable, Hashable {
  /// Relative to the project's folder.
  package let path: String
  /// The point of a sweep; nil for a notebook that runs once.
  package let point: String?

  package init(_ path: String, at point: String? = nil) {
    self.path = path
    self.point = point
  }

  /// `Notebooks/x.sernb at trees-100`.
  package var description: String { point.map { "\(path) at \($0)" } ?? path }
}
