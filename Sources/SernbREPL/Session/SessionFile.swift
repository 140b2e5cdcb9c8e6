// What a session asks of files and processes besides what its notebook does.

internal import Foundation
import SernbLanguage
import SernbRuntime

enum SessionFile {
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
