// What a result depends on besides its code and the values it reads: files, folders and the seed, as they were seen.
//
// Nothing of it is declared. A node sees the disk through `FileReads` and the seed through `Call.seed`, and both note
// what was asked and what the answer was. A stored result holds as long as every answer would be the same today.

package import Storage

package struct Observation: Hashable, Sendable {
  package enum Aspect: UInt8, Sendable, CaseIterable {
    /// The bytes of a file.
    case content = 1
    /// What the header of a sound file says, such as its length; the samples may change.
    case facts = 2
    /// The names in a folder.
    case names = 3
    /// Whether something is there, and whether it is a file or a folder.
    case kind = 4
    /// The seed of the notebook, without a path; that of a notebook that it uses, by the path of that one.
    case seed = 5
    /// Whether a path may be written; what is there is another observation.
    case writability = 6

    package var word: String {
      switch self {
      case .content: "content"
      case .facts: "facts"
      case .names: "names"
      case .kind: "kind"
      case .seed: "seed"
      case .writability: "room"
      }
    }
  }

  /// As the notebook names it, from the project's folder on.
  package let path: String
  package let aspect: Aspect
  /// What was seen, as a digest.
  package let digest: Digest

  package init(_ path: String, _ aspect: Aspect, _ digest: Digest) {
    self.path = path
    self.aspect = aspect
    self.digest = digest
  }

  /// By the bytes of the path: é in one character is another file than é in two.
  package static func == (a: Observation, b: Observation) -> Bool {
    a.aspect == b.aspect && a.digest == b.digest && a.path.utf8.elementsEqual(b.path.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(digest)
    hasher.combine(aspect)
  }

  /// The same, seen by another notebook.
  func of(_ notebook: String) -> Observation { Observation(notebook, aspect, digest) }

  /// What a node that asks for it sees.
  package static func seed(_ seed: UInt64) -> Observation {
    var builder = DigestBuilder("seed")
    builder.add(seed)
    return Observation("", .seed, builder.digest())
  }
}

extension Observation: Comparable {
  package static func < (a: Observation, b: Observation) -> Bool {
    if !a.path.utf8.elementsEqual(b.path.utf8) {
      return a.path.utf8.lexicographicallyPrecedes(b.path.utf8)
    }
    if a.aspect != b.aspect { return a.aspect.rawValue < b.aspect.rawValue }
    return a.digest < b.digest
  }
}

extension Digest {
  /// What is seen of something that cannot be looked at, in a word: `missing`, `forbidden`.
  package static func word(_ word: String) -> Digest { DigestBuilder("seen: " + word).digest() }
}
