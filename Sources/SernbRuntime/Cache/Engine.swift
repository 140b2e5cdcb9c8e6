// What makes results: the version that stands in write-ups, and the program itself, which tells builds apart.

public import Storage

public struct Engine: Sendable {
  /// Raised when results change that no builtin's own version tells of. It is part of the key that a write-up carries.
  public static let version = "1"

  /// The bytes of the program. Stored results of another build are never taken: whoever changes the engine and forgets a
  /// version is not shown yesterday's numbers. Nil where the program cannot be read, as in tests.
  public let build: Digest?

  public init(build: Digest? = nil) { self.build = build }
}
