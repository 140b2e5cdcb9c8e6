// Files on disk, as far as a notebook may reach them: under the project's folder and the folders that were allowed.
//
// What is read: links are followed before a path is judged, so that no link leads out of a folder; one that leads nowhere
// is refused. What is written: no link is followed at all, and no hidden folder is entered (see `WriteRule`). Paths are
// compared by their parts and bytes: to `String`, é in one character and in two are the same, and folders of both names
// may lie side by side. Devices, pipes and sockets are neither files nor folders here.

internal import Dispatch
internal import FileAccess
internal import Foundation
internal import SernbLanguage
package import Storage
internal import Synchronization
internal import SystemPackage
#if canImport(Glibc)
  internal import Glibc
#endif

extension Files {
  /// - Parameters:
  ///   - project: the project's folder; relative paths start there.
  ///   - allowed: further folders that may be read.
  ///   - given: paths that may be read too, and the names that notebooks know them by.
  ///   - index: what is known of files that did not change since.
  ///   - facts: what the header of a sound file says, as bytes; its whole content stands for it where that is unknown.
  package static func disk(
    project: String, allowed: [String] = [], given: GivenPaths = GivenPaths([]),
    index: FileIndex = FileIndex(file: nil),
    facts: (@Sendable (_ realPath: String) -> [UInt8])? = nil
  ) -> Files {
    let root = realPath(project) ?? project
    let folders = RealFolders()
    let roots =
      [root]
      + (allowed + given.all).map { path in
        let whole = FilePath(path, in: FilePath(root))
        return realPath(whole.string) ?? realPathOfSomeParent(whole)?.string ?? whole.string
      }
    return Files(
      readable: { path in
        guard GivenPaths.isName(path) else {
          return reach(path, root: root, roots: roots, folders)
        }
        guard let place = given.place(of: path) else {
          return .failure(Forbidden(why: "it stands for a path that is given with `-p`"))
        }
        return reach(place, root: root, roots: roots, folders)
      },
      writable: { path in
        WriteRule.judge(path, in: FilePath(root)) {
          folders.realPath($0.string).map { FilePath($0) }
        }
        .map(\.string)
      },
      kind: { kindOfPath($0) },
      read: { path in
        guard let content = FileManager.default.contents(atPath: path) else {
          throw RunProblem(.missingData, "I cannot read the file `\(path)`")
        }
        return Array(content)
      },
      head: { path, count in
        guard let file = FileHandle(forReadingAtPath: path) else {
          throw RunProblem(.missingData, "I cannot read the file `\(path)`")
        }
        defer { try? file.close() }
        return Array(try file.read(upToCount: count) ?? Data())
      },
      names: { namesInFolder($0) },
      stamp: { FileStamp(of: $0) },
      freeBytes: { DiskSpace.free(at: $0) },
      digest: { path, aspect in digest(of: path, aspect, index, facts) })
  }

  private static func digest(
    of path: String, _ aspect: Observation.Aspect, _ index: FileIndex,
    _ facts: (@Sendable (String) -> [UInt8])?
  ) -> Digest? {
    switch (aspect, facts) {
    case (.facts, let facts?):
      guard kindOfPath(path) == .file else { return nil }
      return index.digest(of: path, .facts) { Digest(of: facts(path)) }
    case (.names, _):
      guard kindOfPath(path) == .folder else { return nil }
      return index.digest(of: path, .names) {
        var builder = DigestBuilder("names")
        // Byte order, whatever the order of the folder.
        for name in namesInFolder(path) { builder.add(name) }
        return builder.digest()
      }
    default:
      guard kindOfPath(path) == .file else { return nil }
      return try? index.digest(of: path, .content) {
        guard let digest = try FileIndex.contentDigestUnlessCancelled(path) else {
          throw CannotRead()
        }
        return digest
      }
    }
  }

  private struct CannotRead: Error {}

  private static func reach(
    _ path: String, root: String, roots: [String], _ folders: RealFolders
  ) -> Result<String, Forbidden> {
    if let why = WriteRule.unusable(path) { return .failure(Forbidden(why: why)) }
    let whole = path.isAbsolutePath ? path : root + "/" + path
    guard
      let real = folders.realPath(whole) ?? realPathOfSomeParent(FilePath(whole))?.string
    else { return .failure(Forbidden(why: "a link in it leads nowhere")) }
    guard roots.contains(where: { real.isPath(within: $0) }) else {
      let why =
        path.isAbsolutePath || path.pathNames.contains("..")
        ? "it is outside of the project's folder"
        : "it is a link that leads out of the project's folder"
      return .failure(Forbidden(why: why))
    }
    return .success(real)
  }
}

/// Where folders really are, remembered for a moment: thousands of files of one folder are looked at one after the other,
/// and each way to it would be walked again.
private final class RealFolders: Sendable {
  private struct Found {
    let real: String
    let until: UInt64
  }

  private let known = Mutex<[PathKey: Found]>([:])
  /// Nanoseconds. Nobody can make use of a link that is put in place in so short a time, for a file may be exchanged just
  /// as well between the look and the reading.
  private static let moment: UInt64 = 20_000_000

  /// The real path of what is no link itself, or is not there, in a folder that is; nil for everything else.
  func realPath(_ path: String) -> String? {
    // By bytes: this is asked for each file of a corpus.
    guard path.isAbsolutePath, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      return nil
    }
    let name = String(decoding: path.utf8[path.utf8.index(after: slash)...], as: UTF8.self)
    guard !name.isEmpty, name != ".", name != "..",
      let folder = folder(String(decoding: path.utf8[...slash], as: UTF8.self))
    else { return nil }
    let real = (folder == "/" ? "" : folder) + "/" + name
    var facts = stat()
    if lstat(real, &facts) != 0 { return errno == ENOENT ? real : nil }
    return facts.st_mode & S_IFMT == S_IFLNK ? nil : real
  }

  private func folder(_ path: String) -> String? {
    let now = DispatchTime.now().uptimeNanoseconds
    let key = PathKey(path)
    if let found = known.withLock({ $0[key] }), found.until > now { return found.real }
    guard let real = SernbRuntime.realPath(path) else { return nil }
    known.withLock { known in
      if known.count > 10_000 { known = [:] }
      known[key] = Found(real: real, until: now + Self.moment)
    }
    return real
  }
}

/// The path without links and `..`, or nil if nothing is there.
package func realPath(_ path: String) -> String? {
  guard !path.utf8.contains(0), let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(validatingCString: resolved)
}

/// The real path of what is there of `path`, and the rest of its parts behind it; nil when a link in it leads nowhere.
func realPathOfSomeParent(_ path: FilePath) -> FilePath? {
  var start = path
  var rest: [FilePath.Component] = []
  while let name = start.lastComponent {
    if let real = realPath(start.string) { return joined(FilePath(real), rest) }
    var facts = stat()
    if start.withPlatformString({ lstat($0, &facts) }) == 0, facts.st_mode & S_IFMT == S_IFLNK {
      return nil
    }
    rest.insert(name, at: 0)
    start = start.removingLastComponent()
  }
  return joined(FilePath("/"), rest)
}

private func joined(_ folder: FilePath, _ rest: [FilePath.Component]) -> FilePath {
  var path = folder
  for part in rest {
    switch part.kind {
    case .currentDirectory: break
    case .parentDirectory: _ = path.removeLastComponent()
    case .regular: path.append(part)
    }
  }
  return path
}

package func kindOfPath(_ path: String) -> Files.Kind {
  var facts = stat()
  guard stat(path, &facts) == 0 else { return .missing }
  switch facts.st_mode & S_IFMT {
  case S_IFREG: return .file
  case S_IFDIR: return .folder
  default: return .special
  }
}

/// The names of what lies in a folder, sorted.
func namesInFolder(_ path: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted {
    $0.utf8.lexicographicallyPrecedes($1.utf8)
  }
}

/// The content of a file, or nil if it cannot be read.
package func fileBytes(_ path: String) -> [UInt8]? {
  guard kindOfPath(path) == .file, let content = FileManager.default.contents(atPath: path) else {
    return nil
  }
  return Array(content)
}
