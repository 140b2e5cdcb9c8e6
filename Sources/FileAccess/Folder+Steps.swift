// A batch of renames and deletions that killing the process does not interrupt.

internal import CFileAccess
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Folder {
  /// One rename or deletion in an open folder.
  public enum Step: Sendable {
    /// Moves a file to a name in another folder, replacing what is there.
    case move(RelativePath, of: Folder, to: RelativePath, in: Folder)
    /// Deletes a file or a link; a missing one is not an error.
    case remove(RelativePath, in: Folder)
  }

  /// Performs the steps in order, up to the first that fails.
  ///
  /// - Parameter steps: each names files by one component, in folders that are open.
  package static func perform(_ steps: [Step]) throws(FileProblem) {
    if let problem = performed(steps).problem { throw problem }
  }

  /// `perform`, with how many of the steps were done, and what is wrong with the next one.
  package static func performed(_ steps: [Step]) -> (done: Int, problem: FileProblem?) {
    var calls: [sernb_step] = []
    var names: [UnsafeMutablePointer<CChar>] = []
    defer { for name in names { free(name) } }
    func copy(_ path: RelativePath) -> UnsafePointer<CChar>? {
      let name = path.components.last?.withPlatformString { strdup($0) } ?? nil
      if let name { names.append(name) }
      return name.map { UnsafePointer($0) }
    }
    for step in steps {
      switch step {
      case .move(let from, let source, let to, let target):
        calls.append(
          sernb_step(
            from_folder: source.descriptor.number, from: copy(from),
            to_folder: target.descriptor.number, to: copy(to)))
      case .remove(let path, let folder):
        calls.append(
          sernb_step(
            from_folder: folder.descriptor.number, from: copy(path), to_folder: -1, to: nil))
      }
    }
    var code: Int32 = 0
    let done = withExtendedLifetime(steps) { sernb_perform(calls, calls.count, &code) }
    guard done < steps.count, case .move(_, _, let to, let folder) = steps[done],
      let name = to.components.last
    else { return (steps.count, nil) }
    return (done, folder.problem(name, code))
  }
}
