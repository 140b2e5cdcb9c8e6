// What a write-up was made from on disk, in few lines: files one by one, and whole folders of files as one.

internal import Basics
internal import FileAccess
internal import Foundation
internal import SernbDocument
package import SernbRuntime
package import Storage

/// A file that results depend on, or all files of one ending in a folder whose names were listed too.
package struct InputLine: Sendable, Equatable {
  /// From the project's folder on; `data/emodb/wav/*.wav` for many.
  package let path: String
  package let aspect: Observation.Aspect
  package let count: Int
  package let digest: Digest

  /// How a line compares with what is there now.
  package enum State: Sendable { case same, changed, absent }

  /// The lines of some observations. The notebook's own seed stands among the facts of its page, and room to write is
  /// no input.
  package static func lines(of observations: some Sequence<Observation>, _ files: Files)
    -> [InputLine]
  {
    let all = Set(observations).filter { $0.aspect != .writability && !$0.path.isEmpty }.sorted()
    let listed = Set(all.filter { $0.aspect == .names }.map(\.path))
    var groups: [Group: [Observation]] = [:]
    for observation in all {
      if let group = Group(observation), listed.contains(group.folder) {
        groups[group, default: []].append(observation)
      }
    }
    var whole: Set<Group> = []
    for (group, members) in groups where members.count > 2 {
      if files.names(in: group.folder, ending: group.ending) == members.map(\.path) {
        whole.insert(group)
      }
    }
    var lines: [InputLine] = []
    for observation in all {
      if let group = Group(observation), whole.contains(group) { continue }
      lines.append(
        InputLine(
          path: observation.path, aspect: observation.aspect, count: 1,
          digest: observation.digest))
    }
    for group in whole {
      let members = groups[group] ?? []
      lines.append(
        InputLine(
          path: "\(group.folder)/*\(group.ending)", aspect: group.aspect, count: members.count,
          digest: digest(of: members.map { ($0.path, $0.digest) })))
    }
    return lines.sorted { ($0.path, $0.aspect.rawValue) < ($1.path, $1.aspect.rawValue) }
  }

  private static func digest(of members: [(path: String, digest: Digest)]) -> Digest {
    var builder = DigestBuilder("files")
    for member in members {
      builder.add(member.path)
      builder.add(member.digest)
    }
    return builder.digest()
  }

  /// Whether it is still as it was.
  ///
  /// - Parameter seeds: those of the notebooks that are used, by their paths.
  func state(_ files: Files, seeds: [String: UInt64]) -> State {
    if aspect == .seed {
      return seeds[path].map { Observation.seed($0).digest == digest ? .same : .changed } ?? .absent
    }
    guard let star = path.range(of: "/*", options: .backwards) else {
      return state(of: files.observe(path, aspect), files)
    }
    let folder = String(path[..<star.lowerBound])
    let names = files.names(in: folder, ending: String(path[star.upperBound...]))
    if names.isEmpty { return .absent }
    let now = names.map { ($0, files.observe($0, aspect)) }
    if Self.digest(of: now) == digest { return .same }
    if aspect != .content { return .changed }
    let unix = names.map { ($0, files.unixDigest($0) ?? .word("missing")) }
    return Self.digest(of: unix) == digest ? .same : .changed
  }

  private func state(of now: Digest, _ files: Files) -> State {
    if now == digest { return .same }
    if now == .word("missing") || now == .word("forbidden") { return .absent }
    switch aspect {
    // The folder was made, and the data are not there yet.
    case .names where files.isEmptyFolder(path): return .absent
    case .content where files.unixDigest(path) == digest: return .same
    default: return .changed
    }
  }

  var json: JSON {
    [
      "path": .string(path), "aspect": .string(aspect.word), "count": .int(count),
      "digest": .string(digest.hex),
    ]
  }

  init?(_ json: JSON) {
    guard case .string(let path)? = json["path"], case .string(let word)? = json["aspect"],
      let aspect = Observation.Aspect.allCases.first(where: { $0.word == word }),
      case .int(let count)? = json["count"], case .string(let hex)? = json["digest"],
      let digest = Digest(hex: hex)
    else { return nil }
    (self.path, self.aspect, self.count, self.digest) = (path, aspect, count, digest)
  }

  init(path: String, aspect: Observation.Aspect, count: Int, digest: Digest) {
    (self.path, self.aspect, self.count, self.digest) = (path, aspect, count, digest)
  }
}

/// Files of one ending in one folder, seen in one way.
private struct Group: Hashable {
  let folder: String
  let ending: String
  let aspect: Observation.Aspect

  init?(_ observation: Observation) {
    let path = observation.path
    guard ![.names, .seed].contains(observation.aspect), path.utf8.contains(UInt8(ascii: "/"))
    else { return nil }
    let name = path.lastPathName
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
    folder = path.pathFolder
    ending = String(name[dot...])
    aspect = observation.aspect
  }
}

extension Files {
  /// The digest of a text with the ends of lines that it had before Git changed them; nil where it cannot be read.
  fileprivate func unixDigest(_ path: String) -> Digest? {
    guard case .success(let real) = readable(path), kind(real) == .file,
      let bytes = try? read(real)
    else { return nil }
    return Digest(of: LineEnds.unix(bytes))
  }

  fileprivate func isEmptyFolder(_ path: String) -> Bool {
    guard case .success(let real) = readable(path), kind(real) == .folder else { return false }
    return names(real).isEmpty
  }

  /// The paths of what has this ending in a folder, in byte order; none where the folder may not be reached.
  fileprivate func names(in folder: String, ending: String) -> [String] {
    guard case .success(let real) = readable(folder) else { return [] }
    return names(real).filter { $0.hasSuffix(ending) && $0.utf8.count > ending.utf8.count }
      .map { "\(folder)/\($0)" }
  }
}
