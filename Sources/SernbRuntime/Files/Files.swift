// Files as a notebook sees them: under the folders that it may reach, by paths from the project's folder on.

internal import SernbLanguage
package import Storage

/// Files under the folders that a notebook may reach.
package struct Files: Sendable {
  /// The real path of something that may be read, or why it may not be reached. It need not exist.
  package let readable: @Sendable (_ path: String) -> Result<String, Forbidden>
  /// The real path of something that may be written.
  package let writable: @Sendable (_ path: String) -> Result<String, Forbidden>
  package let kind: @Sendable (_ realPath: String) -> Kind
  package let read: @Sendable (_ realPath: String) throws -> [UInt8]
  /// The first bytes of a file, at most as many as asked for.
  package let head: @Sendable (_ realPath: String, _ count: Int) throws -> [UInt8]
  /// The names in a folder, in byte order; none where there is no folder.
  package let names: @Sendable (_ realPath: String) -> [String]
  /// How to see that another program wrote to it; nil where nothing is, and where that cannot be seen.
  package let stamp: @Sendable (_ realPath: String) -> FileStamp?
  /// How many bytes may still be written to the disk of something that need not be there; nil where that is unknown.
  package let freeBytes: @Sendable (_ realPath: String) -> Int?
  /// The digest of the content, the facts or the names of something; nil where it cannot be read.
  package let digest: @Sendable (_ realPath: String, _ aspect: Observation.Aspect) -> Digest?

  package enum Kind: Sendable, Equatable { case file, folder, missing, special }

  /// Why a path cannot be reached, as the end of "A notebook may not reach `x`: …".
  package struct Forbidden: Error, Sendable, Equatable {
    package let why: String
    package init(why: String) { self.why = why }
  }

  package init(
    readable: @escaping @Sendable (String) -> Result<String, Forbidden>,
    writable: @escaping @Sendable (String) -> Result<String, Forbidden>,
    kind: @escaping @Sendable (String) -> Kind,
    read: @escaping @Sendable (String) throws -> [UInt8],
    head: (@Sendable (String, Int) throws -> [UInt8])? = nil,
    names: @escaping @Sendable (String) -> [String] = { _ in [] },
    stamp: @escaping @Sendable (String) -> FileStamp? = { _ in nil },
    freeBytes: @escaping @Sendable (String) -> Int? = { _ in nil },
    digest: (@Sendable (String, Observation.Aspect) -> Digest?)? = nil
  ) {
    self.readable = readable
    self.writable = writable
    self.kind = kind
    self.read = read
    self.head = head ?? { path, count in Array(try read(path).prefix(count)) }
    self.names = names
    self.stamp = stamp
    self.freeBytes = freeBytes
    self.digest = digest ?? { path, _ in (try? read(path)).map { Digest(of: $0) } }
  }
}
