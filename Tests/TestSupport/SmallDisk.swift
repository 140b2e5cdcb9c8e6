// A file system of a few kilobytes: full as soon as something is written to it.

import Foundation

public enum SmallDisk {
  /// Calls `body` while `folder` is a disk of so many bytes, such as `64k`.
  ///
  /// - Returns: whether it could be: only an administrator may mount. It is said where it could not.
  @discardableResult
  public static func at(
    _ folder: String, size: String, _ body: () throws -> Void
  ) throws -> Bool {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let mounted = try Tool.run(
      ["-t", "tmpfs", "-o", "size=\(size)", "tmpfs", folder], program: "/bin/mount", in: "/")
    guard mounted.code == 0 else {
      print("not run: a small file system cannot be mounted here (\(mounted.errors))")
      return false
    }
    defer { _ = try? Tool.run([folder], program: "/bin/umount", in: "/") }
    try body()
    return true
  }
}
