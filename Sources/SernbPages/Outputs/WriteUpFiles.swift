// What belongs to a write-up that is there: the files that its results name, and nothing else.
//
// A file is sernb's where the results beside it say so. Anything else that lies there came from a person or another
// program: it is neither replaced nor deleted.

internal import Basics
internal import FileAccess
internal import SernbDocument
internal import SernbRuntime
internal import Storage

struct WriteUpFiles {
  /// `Outputs/NAME`.
  let stem: String
  /// What the results file holds; nil if there is none that can be read.
  let json: JSON?
  let isIntact: Bool
  /// Paths with the digests that they had when they were written; the results file has none of itself.
  let files: [(path: String, digest: Digest?)]

  init(of stem: String, in place: OutputPlace) {
    self.stem = stem
    let results = WriteUp.resultsPath(stem)
    guard let bytes = fileBytes(place.whole(results)) else {
      (json, isIntact, files) = (nil, false, [])
      return
    }
    let text = String(decoding: LineEnds.unix(bytes), as: UTF8.self)
    isIntact = ResultsChecksum.isIntact(text)
    guard let json = try? JSON(parsing: text), json["format"] != nil else {
      (self.json, files) = (nil, [])
      return
    }
    self.json = json
    var all: [(path: String, digest: Digest?)] = [(results, nil)]
    if case .array(let listed)? = json["files"] {
      let folder = stem.pathFolder
      for file in listed {
        guard case .string(let name)? = file["path"], case .string(let hex)? = file["digest"],
          WriteUpFiles.belongs(name, to: stem)
        else { continue }
        all.append(("\(folder)/\(name)", Digest(hex: hex)))
      }
    }
    files = all
  }

  var notebook: String? {
    if case .string(let name)? = json?["notebook"] { name } else { nil }
  }

  var paths: Set<PathKey> { Set(files.map { PathKey($0.path) }) }

  /// Whether a file beside `stem` may be one of its write-up: its page, its figures, what its cells saved. The points of a
  /// sweep, which its comparison names, are write-ups of their own.
  static func belongs(_ name: String, to stem: String) -> Bool {
    let own = stem.lastPathName
    let names = name.pathNames
    guard names.joined(separator: "/").utf8.elementsEqual(name.utf8), let first = names.first,
      names.allSatisfy({ $0.utf8.first != UInt8(ascii: ".") })
    else { return false }
    if names.count == 1 { return first.utf8.elementsEqual("\(own).md".utf8) }
    return first.utf8.elementsEqual("\(own).files".utf8)
  }

  /// Whether a file is as it was written, but for the ends of its lines.
  func isUntouched(_ file: (path: String, digest: Digest?), in place: OutputPlace) -> Bool {
    guard let bytes = fileBytes(place.whole(file.path)) else { return false }
    guard let digest = file.digest else { return isIntact }
    return LineEnds.matches(bytes, digest)
  }
}
