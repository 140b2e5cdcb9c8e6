// Where write-ups go: `Outputs` in the project's folder, or a folder that a person named with `--output`.

package import FileAccess
package import SystemPackage

package struct OutputPlace: Sendable, Equatable {
  /// What the paths of write-ups begin with: from the project's folder on, or absolute where it lies elsewhere.
  package let name: String
  /// The folder that the person chose: that of the project, or the place itself where it lies elsewhere.
  package let base: FilePath

  /// `Outputs` in the project.
  init(in root: FilePath) {
    name = "Outputs"
    base = root
  }

  /// A folder that a person named.
  ///
  /// - Parameters:
  ///   - folder: absolute, or from `here` on; it need not be there.
  ///   - root: the real path of the project's folder.
  /// - Throws: `Files.Forbidden` when it is no place for write-ups: the project itself, hidden, or behind a link of the
  ///   project.
  init(_ folder: String, from here: String, in root: FilePath) throws(Files.Forbidden) {
    if let why = WriteRule.unusable(folder) { throw Files.Forbidden(why: why) }
    let whole = FilePath(folder, in: FilePath(here)).lexicallyNormalized()
    guard let found = realPathOfSomeParent(whole) else {
      throw Files.Forbidden(why: "a link in it leads nowhere")
    }
    guard whole.isWithin(root) || found.isWithin(root) else {
      (name, base) = (whole.string, whole)
      return
    }
    let real = try WriteRule.judge(
      whole.isWithin(root) ? whole.string : found.string, in: root, { _ in nil }
    ).get()
    (name, base) = (real.below(root)?.text ?? "Outputs", root)
  }

  /// The folder that the person chose, and the way from there to a path that begins with `name`; nil for any other path.
  package func locate(_ path: String) -> (base: FilePath, way: RelativePath)? {
    if path.isAbsolutePath { return FilePath(path).below(base).map { (base, $0) } }
    return RelativePath(path).map { (base, $0) }
  }

  /// The whole path of a file.
  package func whole(_ path: String) -> String {
    path.isAbsolutePath ? path : base.pushing(FilePath(path)).string
  }

  /// Whether a path, from the project's folder on, leads to write-ups or to a folder that holds them.
  package func isReached(by path: String) -> Bool {
    let whole = FilePath(self.whole(path)).lexicallyNormalized()
    let own = FilePath(self.whole(name)).lexicallyNormalized()
    return whole.isWithin(own) || own.isWithin(whole)
  }
}
