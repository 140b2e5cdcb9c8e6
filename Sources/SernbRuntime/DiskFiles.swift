// Files on disk, as far as a notebook may reach them: under the project's folder and the folders that were allowed.
//
// Links are followed before a path is judged, so that no link leads out of a folder; one that leads nowhere is refused,
// for what is written through it would come to lie where it points. Devices, pipes and sockets are neither files nor
// folders here.

internal import Dispatch
internal import Foundation
public import Storage
internal import Synchronization
#if canImport(Glibc)
  internal import Glibc
#endif

extension Files {
  /// - Parameters:
  ///   - project: the project's folder; relative paths start there.
  ///   - allowed: further folders that may be read.
  ///   - index: what is known of files that did not change since.
  ///   - facts: what the header of a sound file says, as bytes; its whole content stands for it where nobody can tell.
  public static func disk(
    project: String, allowed: [String] = [], index: FileIndex = FileIndex(file: nil),
    facts: (@Sendable (_ realPath: String) -> [UInt8])? = nil
  ) -> Files {
    let root = realPath(project) ?? project
    let folders = RealFolders()
    let roots = [root] + allowed.map { realPath(absolute($0, in: root)) ?? absolute($0, in: root) }
    return Files(
      readable: { path in reach(path, root: root, roots: roots, folders) },
      writable: { path in reach(path, root: root, roots: [root], folders) },
      kind: { kindOfPath($0) },
      read: { path in
        guard let content = FileManager.default.contents(atPath: path) else {
          throw RunProblem("missing-data", "I cannot read the file `\(path)`")
        }
        return Array(content)
      },
      head: { path, count in
        guard let file = FileHandle(forReadingAtPath: path) else {
          throw RunProblem("missing-data", "I cannot read the file `\(path)`")
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
        guard let digest = FileIndex.contentDigest(path) else { throw CannotRead() }
        return digest
      }
    }
  }

  private struct CannotRead: Error {}

  private static func absolute(_ path: String, in root: String) -> String {
    path.hasPrefix("/") ? path : root + "/" + path
  }

  private static func reach(
    _ path: String, root: String, roots: [String], _ folders: RealFolders
  ) -> Result<String, Forbidden> {
    if path.isEmpty { return .failure(Forbidden(why: "it is empty")) }
    if path.utf8.contains(0) { return .failure(Forbidden(why: "it holds a zero byte")) }
    if path.utf8.count > 4000 { return .failure(Forbidden(why: "it is too long")) }
    let whole = absolute(path, in: root)
    guard let real = folders.realPath(whole) ?? realPathOfSomeParent(whole) else {
      return .failure(Forbidden(why: "a link in it leads nowhere"))
    }
    guard roots.contains(where: { real == $0 || real.hasPrefix($0 == "/" ? "/" : $0 + "/") }) else {
      let why =
        path.hasPrefix("/") || path.split(separator: "/").contains("..")
        ? "it is outside of the project's folder"
        : "it is a link that leads out of the project's folder"
      return .failure(Forbidden(why: why))
    }
    return .success(real)
  }
}

/// Where folders really are, remembered for a moment: thousands of files of one folder are looked at one after the other,
/// and each way to it would be walked anew.
private final class RealFolders: Sendable {
  private struct Found {
    let real: String
    let until: UInt64
  }

  private let known = Mutex<[Substring: Found]>([:])
  /// Nanoseconds. Nobody can make use of a link that is put in place in so short a time, for a file may be exchanged just
  /// as well between the look and the reading.
  private static let moment: UInt64 = 20_000_000

  /// The real path of a file or a folder that is no link itself; nil if it is one, or is not there.
  func realPath(_ path: String) -> String? {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else {
      return nil
    }
    let name = path[path.utf8.index(after: slash)...]
    guard !name.isEmpty, name != ".", name != ".." else { return nil }
    guard let folder = folder(path[..<slash]) else { return nil }
    let real = folder == "/" ? "/" + name : folder + "/" + name
    var facts = stat()
    guard lstat(real, &facts) == 0, facts.st_mode & S_IFMT != S_IFLNK else { return nil }
    return real
  }

  private func folder(_ path: Substring) -> String? {
    let now = DispatchTime.now().uptimeNanoseconds
    if let found = known.withLock({ $0[path] }), found.until > now { return found.real }
    guard let real = SernbRuntime.realPath(String(path)) else { return nil }
    known.withLock { known in
      if known.count > 10_000 { known = [:] }
      known[path] = Found(real: real, until: now + Self.moment)
    }
    return real
  }
}

/// The path without links and `..`, or nil if nothing is there.
public func realPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// The real path of what is there of `path`, and the rest of its words behind it; nil when a link in it leads nowhere.
func realPathOfSomeParent(_ path: String) -> String? {
  var parts: [Substring] = []
  for part in path.split(separator: "/") where part != "." { parts.append(part) }
  var rest: [Substring] = []
  while !parts.isEmpty {
    let start = "/" + parts.joined(separator: "/")
    if let real = realPath(start) { return joined(real, rest) }
    var facts = stat()
    if lstat(start, &facts) == 0, facts.st_mode & S_IFMT == S_IFLNK { return nil }
    rest.insert(parts.removeLast(), at: 0)
  }
  return joined("/", rest)
}

private func joined(_ folder: String, _ rest: [Substring]) -> String {
  var parts = folder.split(separator: "/")
  for part in rest {
    if part == ".." { _ = parts.popLast() } else { parts.append(part) }
  }
  return "/" + parts.joined(separator: "/")
}

public func kindOfPath(_ path: String) -> Files.Kind {
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
