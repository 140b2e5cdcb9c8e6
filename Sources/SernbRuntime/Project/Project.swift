// Where a notebook belongs: the project's folder, the path of its write-up, and the notebooks it uses.

internal import FileAccess
internal import SernbDocument
package import SernbLanguage
package import Storage
internal import SystemPackage

package struct Project: Sendable {
  /// The real path of the project's folder; a notebook reads and writes under it.
  package let root: String
  package let files: Files
  /// Where write-ups go.
  package let output: OutputPlace

  /// - Parameters:
  ///   - allowed: folders outside of the project that notebooks may read.
  ///   - given: paths that were given as parameters, which may be read too.
  ///   - index: what is known of files that did not change.
  ///   - facts: what the header of a sound file says.
  package init(
    root: String, allowed: [String] = [], given: GivenPaths = GivenPaths([]),
    index: FileIndex = FileIndex(file: nil),
    facts: (@Sendable (_ realPath: String) -> [UInt8])? = nil
  ) {
    self.root = realPath(root) ?? root
    output = OutputPlace(in: FilePath(self.root))
    files = Files.disk(
      project: root, allowed: allowed, given: given, index: index, facts: facts)
  }

  private init(_ project: Project, output: OutputPlace) {
    (root, files, self.output) = (project.root, project.files, output)
  }

  /// The project with its write-ups in another folder.
  ///
  /// - Parameters:
  ///   - folder: as a person named it, absolute or from `here` on.
  /// - Throws: `Files.Forbidden` when write-ups may not go there.
  package func rendering(to folder: String, from here: String) throws(Files.Forbidden) -> Project {
    Project(self, output: try OutputPlace(folder, from: here, in: FilePath(root)))
  }

  /// The folder that a notebook belongs to: the nearest one above it that holds a folder `Notebooks` or a `.git`,
  /// else the folder it lies in. A notebook that is a link belongs where the link lies.
  package static func root(of notebook: String) -> String {
    let folder = notebook.pathFolder
    let start = FilePath(realPath(folder) ?? folder)
    var place = start
    while true {
      if kindOfPath(place.appending("Notebooks").string) == .folder
        || kindOfPath(place.appending(".git").string) != .missing
      {
        return place.string
      }
      guard !place.components.isEmpty, place.isAbsolute else { return start.string }
      place = place.removingLastComponent()
    }
  }

  /// `path` without its last word.
  package static func folder(of path: String) -> String { path.pathFolder }

  /// As it is named in messages and in the write-up: from the project's folder on.
  package func shortName(_ path: String) -> String {
    let real = realPath(path) ?? path
    return FilePath(real).below(FilePath(root))?.text ?? real
  }

  /// `Outputs/NAME` for a notebook, with another folder where write-ups go elsewhere, with the folders that lie between it and `Notebooks`.
  package func outputStem(_ notebook: String) -> String {
    let short = shortName(notebook)
    var folders = short.isAbsolutePath ? [] : Array(short.pathNames.dropLast())
    if folders.first == "Notebooks" { folders.removeFirst() }
    return ([output.name] + folders + [Notebook.stem(of: short)]).joined(separator: "/")
  }

  /// What the checker may ask of the disk.
  package func staticFiles(trustingMissing: Bool) -> StaticFiles {
    let files = files
    return StaticFiles(
      kind: { path in
        switch files.readable(path) {
        // The place that it stands for is not here.
        case .failure where GivenPaths.isName(path): return .missing
        case .failure(let forbidden): return .forbidden(forbidden.why)
        case .success(let real):
          switch files.kind(real) {
          case .file: return .file
          case .folder: return .folder
          case .special: return .forbidden("it is neither a file nor a folder")
          case .missing: return .missing
          }
        }
      },
      head: { path, count in
        guard case .success(let real) = files.readable(path), files.kind(real) == .file,
          let bytes = try? files.head(real, count)
        else { return nil }
        return bytes
      },
      trustsMissing: trustingMissing)
  }
}
