// The few calls to the operating system by which data of notebooks is looked at, wherever it lies. What sernb keeps
// itself is read and written through `FileAccess`.

internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

enum Disk {
  // MARK: Files

  /// A descriptor for reading, or nil. Links are not followed, and a pipe does not stop the caller.
  static func opened(_ path: String) -> Int32? {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    return descriptor < 0 ? nil : descriptor
  }

  /// Whether all that was written is taken: some file systems say at last that the disk is full.
  @discardableResult
  static func closed(_ descriptor: Int32) -> Bool { close(descriptor) == 0 }

  /// Up to `count` bytes, fewer only where the file ends; nil if it cannot be read.
  static func some(_ descriptor: Int32, from start: Int, atMost count: Int) -> [UInt8]? {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      // buffer[..<done] is read.
      while done < count {
        let target = buffer.baseAddress?.advanced(by: done)
        let got = pread(descriptor, target, count - done, off_t(start + done))
        if got < 0, errno == EINTR { continue }
        failed = got < 0
        if got <= 0 { break }
        done += got
      }
    }
    return failed ? nil : bytes
  }

  /// Marks a file as used now. Where that may not be done, it is older than it is worth: no harm.
  static func touch(_ descriptor: Int32) { futimens(descriptor, nil) }

  // MARK: The machine

  /// What is free for this user and what there is in all, in bytes, where `path` or the nearest folder above it lies.
  static func freeSpace(at path: String) -> (free: Int, total: Int)? {
    var facts = statvfs()
    var folder = FilePath(path)
    while folder.withPlatformString({ statvfs($0, &facts) }) != 0 {
      let above = folder.removingLastComponent()
      guard errno == ENOENT, above != folder, !above.isEmpty else { return nil }
      folder = above
    }
    // What a strange file system tells of itself may be any number.
    func bytes(_ blocks: fsblkcnt_t) -> Int {
      let (bytes, overflow) = UInt64(blocks).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
      return overflow ? .max : Int(clamping: bytes)
    }
    return (bytes(facts.f_bavail), bytes(facts.f_blocks))
  }

  /// Seconds and nanoseconds since 1970.
  static func wallClock() -> (seconds: Int, nanoseconds: Int) {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return (now.tv_sec, now.tv_nsec)
  }
}
