// Identifies one run of a notebook within a command: its path, and the point of a sweep.

public struct NotebookName: Sendable, Hashable {
  /// Relative to the project's folder.
  public let path: String
  /// The point of a sweep; nil for a notebook that runs once.
  public let point: String?

  public init(_ path: String, at point: String? = nil) {
    self.path = path
    self.point = point
  }

  /// `Notebooks/x.sernb at trees-100`.
  public var description: String { point.map { "\(path) at \($0)" } ?? path }
}
