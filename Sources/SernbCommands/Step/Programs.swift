// Other programs that a person asks for: the editor, a player of sounds, git. Notebooks start none.

import FileAccess
import Foundation

enum Programs {
  /// Players by name, with what makes them play a file and leave.
  private static let players: [(name: String, arguments: [String])] = [
    ("pw-play", []), ("paplay", []), ("aplay", ["-q"]), ("afplay", []), ("play", ["-q"]),
    ("ffplay", ["-nodisp", "-autoexit", "-loglevel", "error"]),
  ]

  /// Plays a WAV file with the first player that is installed, or says why it cannot.
  static func play(_ bytes: [UInt8]) -> String? {
    for player in players {
      guard let program = path(of: player.name) else { continue }
      let code: Int32
      do {
        let file = try TemporaryFile(bytes, ending: ".wav")
        code = run(program, player.arguments + [file.path])
        withExtendedLifetime(file) {}
      } catch { return "I cannot write a file for the player: \(error.message)." }
      return code == 0 ? nil : "`\(player.name)` could not play it (it left with \(code))."
    }
    let names = players.map { "`\($0.name)`" }.joined(separator: ", ")
    return "No player is installed; I looked for \(names)."
  }

  /// Opens a file in the person's editor and waits for it; false if none can be started.
  static func edit(_ file: String, line: Int) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    let editor = environment["VISUAL"] ?? environment["EDITOR"] ?? "vi"
    // The variable may hold arguments; nearly every editor knows `+LINE`.
    return run("/bin/sh", ["-c", "exec \(editor) \"$@\"", editor, "+\(line)", file]) != 127
  }

  /// Shows a long text in the person's pager; false if none can be started.
  static func page(_ text: String) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    let pager = environment["PAGER"] ?? "less"
    if pager.isEmpty { return false }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "exec \(pager)"]
    process.environment = environment.merging(["LESS": "-RFX"]) { own, _ in own }
    let pipe = Pipe()
    process.standardInput = pipe
    do { try process.run() } catch { return false }
    // A pager that is left early closes its end.
    signal(SIGPIPE, SIG_IGN)
    try? pipe.fileHandleForWriting.write(contentsOf: Data((text + "\n").utf8))
    try? pipe.fileHandleForWriting.close()
    process.waitUntilExit()
    return process.terminationStatus != 127
  }

  /// What a program prints, if it is installed and leaves well.
  static func output(_ program: String, _ arguments: [String], in folder: String) -> String? {
    guard let path = path(of: program) else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch { return nil }
    let bytes = try? pipe.fileHandleForReading.readToEnd()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: bytes ?? Data(), as: UTF8.self)
  }

  private static func run(_ program: String, _ arguments: [String]) -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    do { try process.run() } catch { return 127 }
    process.waitUntilExit()
    return process.terminationStatus
  }

  private static func path(of name: String) -> String? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
}
