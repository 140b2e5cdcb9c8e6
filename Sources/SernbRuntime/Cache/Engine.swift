// What makes results: the version that stands in write-ups, and the build of the program.

package import Storage

package struct Engine: Sendable {
  /// Raised when results change without a change of a builtin's own version. It is part of the key that a write-up carries.
  package static let version = "1"

  /// Identifies the build of the program. Stored results of another build are never used: if you change the engine and
  /// forget to raise a version, you do not see yesterday's numbers. nil where the program cannot be read, as in tests.
  package let build: Digest?

  package init(build: Digest? = nil) { self.build = build }
}
