// Puts write-ups in place with their files: all of one or nothing, and only what has changed.
//
// One process at a time changes what lies in the folder: it holds the folder's lock while it looks at what is there and
// replaces it. What another makes of the same notebook comes before or after, never in between. Files that the new
// write-up no longer has are deleted; files that no write-up says are its own stay as they are, and where one is in the
// way the write-up is refused.

internal import FileAccess
internal import Foundation
package import SernbLanguage
package import SernbRuntime
internal import Storage
internal import SystemPackage

package struct OutputFolder: Sendable {
  let place: OutputPlace

  package init(_ project: Project) { place = project.output }

  // MARK: Removing

  /// Deletes a write-up, as far as it is as it was written.
  ///
  /// - Returns: the paths that were deleted.
  @discardableResult package func remove(_ stem: String) throws(Diagnostic) -> [String] {
    try locked(making: false) { _, base in try remove(WriteUpFiles(of: stem, in: place), base) }
      ?? []
  }

  func remove(_ writeUp: WriteUpFiles, _ base: Folder) throws -> [String] {
    let removed = try removals(writeUp.files).filter { base.remove($0.removal.path) }
    removeEmptyFolders(above: removed.map(\.path), in: base)
    return removed.map(\.path)
  }

  /// Those of some files that are there and as they were written.
  func removals(_ files: [(path: String, digest: Digest?)]) throws -> [(
    path: String, removal: WriteUpChange.Removal
  )] {
    var found: [(path: String, removal: WriteUpChange.Removal)] = []
    for file in files {
      guard let bytes = fileBytes(place.whole(file.path)) else { continue }
      if let digest = file.digest, !LineEnds.matches(bytes, digest) { continue }
      found.append((file.path, .init(path: try way(to: file.path), old: Digest(of: bytes))))
    }
    return found
  }

  /// Folders of files that nothing lies in any more.
  func removeEmptyFolders(above paths: [String], in base: Folder) {
    let folders = Set(paths.map(\.pathFolder)).sorted { $0.utf8.count > $1.utf8.count }
    for folder in folders {
      var way = try? way(to: folder)
      // `NAME.files` and what lies below it; never the folder of all write-ups.
      while let path = way, path.components.contains(where: { $0.string.hasSuffix(".files") }) {
        guard base.removeEmpty(path) else { break }
        way = path.parent
      }
    }
  }

  // MARK: Details

  /// Does work while no other process changes anything in the folder, and ends what a killed one left.
  ///
  /// - Parameter making: whether the folder is made; without that, nil where there is none.
  func locked<Result>(
    making: Bool, _ work: (_ outputs: Folder, _ base: Folder) throws -> Result
  ) throws(Diagnostic) -> Result? {
    do {
      guard let (base, outputs) = try open(making: making) else { return nil }
      _ = outputs.lock(isWaiting: true)
      mend(outputs, in: base)
      return try work(outputs, base)
    } catch { throw diagnostic(error) }
  }

  /// What is said where something cannot be written.
  func diagnostic(_ error: any Error) -> Diagnostic {
    if let diagnostic = error as? Diagnostic { return diagnostic }
    let problem = error as? FileProblem ?? FileProblem(place.name, .system(.ioError))
    return Diagnostic(
      "cannot-write", "I cannot write to `\(place.name)`: \(problem.message)",
      hint: problem.hint, notes: ["The last write-up is unchanged"])
  }

  func open(making: Bool) throws(FileProblem) -> (base: Folder, outputs: Folder)? {
    do throws(FileProblem) {
      let base = try Folder(place.base, making: making && place.name.isAbsolutePath)
      guard let way = RelativePath(place.name) else { return (base, try base.again()) }
      return (base, try base.folder(way, making: making))
    } catch {
      if error.isMissing, !making { return nil }
      throw error
    }
  }

  func way(to path: String) throws(FileProblem) -> RelativePath {
    guard let (_, way) = place.locate(path) else { throw FileProblem(path, .noPath) }
    return way
  }

  /// The bytes of a file of the folder; nil where there is none.
  ///
  /// - Throws: what is in the way: a link, or a folder of that name.
  static func content(of way: RelativePath, in base: Folder) throws(FileProblem) -> [UInt8]? {
    do throws(FileProblem) {
      let file = try base.open(way)
      guard let bytes = file.readAll() else { throw FileProblem(way.text, .notAFile) }
      return bytes
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }
}
