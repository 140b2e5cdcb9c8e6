// A file system of a few kilobytes: full as soon as something is written to it. And a folder that may not be written.

import Foundation

/// Small and read-only file systems. Only an administrator may mount them: tests that need one are skipped elsewhere with
/// `.enabled(if: SmallDisk.isPossible)`, which the report of the tests shows.
public enum SmallDisk {
  /// Whether file systems can be mounted here.
  public static let isPossible: Bool = {
    guard let scratch = try? Scratch() else { return false }
    return (try? at(scratch.path + "/disk", size: "64k") {}) != nil
  }()

  /// Calls `body` while `folder` is a disk of so many bytes, such as `64k`.
  ///
  /// - Throws: where none can be mounted, too.
  public static func at(_ folder: String, size: String, _ body: () throws -> Void) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try mount(["-t", "tmpfs", "-o", "size=\(size)", "tmpfs", folder])
    defer { unmount(folder) }
    try body()
  }

  /// Calls `body` while nothing can be written to `folder`, which is there.
  public static func readOnly(_ folder: String, _ body: () throws -> Void) throws {
    try mount(["--bind", folder, folder])
    defer { unmount(folder) }
    try mount(["-o", "remount,bind,ro", folder])
    try body()
  }

  private struct CannotMount: Error {
    let message: String
  }

  private static func mount(_ arguments: [String]) throws {
    let outcome = try Tool.run(arguments, program: "/bin/mount", in: "/")
    guard outcome.code == 0 else { throw CannotMount(message: outcome.all) }
  }

  private static func unmount(_ folder: String) {
    _ = try? Tool.run([folder], program: "/bin/umount", in: "/")
  }
}
