// Writes a file of the session: whole or not at all, its folder made if need be.

internal import Foundation
import SernbLanguage
import SernbRuntime

enum SessionFile {
  /// - Parameter shown: the path as it is named in messages.
  static func write(_ bytes: [UInt8], to path: String, shown: String) throws(Diagnostic) {
    do {
      try FileManager.default.createDirectory(
        atPath: Project.folder(of: path), withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Diagnostic(
        "cannot-write", "I cannot write `\(shown)`: \(error.localizedDescription)",
        hint: "Check the permissions and the space on the disk.")
    }
  }

  static func read(_ path: String) -> String? {
    fileBytes(path).map { String(decoding: $0, as: UTF8.self) }
  }

  static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  /// What lies in a folder, sorted; folders end with a slash.
  static func names(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { name in
      kindOfPath(folder + "/" + name) == .folder ? name + "/" : name
    }
  }

  static func isRunning(process: Int32) -> Bool {
    process > 0 && (kill(process, 0) == 0 || errno != ESRCH)
  }

  static var ownProcess: Int32 { getpid() }
}
