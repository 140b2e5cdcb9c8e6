// The sound files of a tree in byte order of their paths, and a note on each file that is not one.

/// The endings of sound files, and names without them.
enum SoundName {
  /// In lower case. Which of them can be read is for the reader of sounds to say.
  static let endings: Set<String> = [
    "wav", "flac", "ogg", "oga", "opus", "mp3", "aif", "aiff", "aifc", "au", "snd", "caf", "w64",
    "rf64", "sph", "nist",
  ]

  /// The name without its ending, and the ending in lower case; nil for a name that is not a sound's.
  static func parts(of name: Substring) -> (stem: Substring, ending: String)? {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    return endings.contains(ending) ? (name[..<dot], ending) : nil
  }

  /// The path without the ending of its sound.
  static func stem(of path: String) -> String {
    let name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    return parts(of: name).map { String(path[..<$0.stem.endIndex]) } ?? path
  }
}

/// Goes through the folders of a tree.
struct SoundWalk {
  /// Why a file is not read.
  static let hidden = "names that start with a dot are not read"

  let tree: FileTree
  /// Folders may lie at most this deep: it ends the walk where links make a circle.
  var deepest = 4
  /// Whether files that are no sound are noted at the root too, where read-me files and tables lie.
  var notesRoot = false
  private(set) var files: [String] = []
  private(set) var problems: [CorpusProblem] = []

  init(_ tree: FileTree, deepest: Int = 4, notesRoot: Bool = false) {
    (self.tree, self.deepest, self.notesRoot) = (tree, deepest, notesRoot)
  }

  /// Reads the names in `folder` and in the folders in it. Other files than sounds are noted in folders that are the
  /// corpus's own, and passed at the root.
  mutating func walk(_ folder: String = "", depth: Int = 0) throws(CorpusError) {
    try stopIfCancelled()
    let names: [String]
    do { names = try tree.names(in: folder) } catch {
      problems.append(.unreadable(SourceLocation(folder), reason: error.message))
      return
    }
    for name in names {
      try stopIfCancelled()
      let path = FileTree.join(folder, name)
      if name.hasPrefix(".") {
        problems.append(.skippedFile(SourceLocation(path), reason: Self.hidden))
      } else if SoundName.parts(of: name[...]) != nil {
        files.append(path)
      } else if tree.hasFolder(path) {
        if depth < deepest {
          try walk(path, depth: depth + 1)
        } else {
          problems.append(
            .skippedFile(SourceLocation(path), reason: "folders as deep as this are not read"))
        }
      } else if depth > 0 || notesRoot {
        problems.append(
          .skippedFile(SourceLocation(path), reason: "only sound files are read here"))
      }
    }
  }
}
