// The few system calls that read data of notebooks, wherever it is. Files of sernb's own are read and written through
// `FileAccess`.

internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

enum Disk {
  // MARK: Files

  /// A descriptor for reading, or nil. Links are not followed, and opening a pipe does not block.
  static func opened(_ path: String) -> Int32? {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    return descriptor < 0 ? nil : descriptor
  }

  /// Whether everything was written: some file systems report a full disk only on closing.
  @discardableResult static func closed(_ descriptor: Int32) -> Bool { close(descriptor) == 0 }

  /// Up to `count` bytes, fewer only at the end of the file; nil if it cannot be read.
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

  /// Marks a file as used now. If that is not permitted, the file only looks older than it is.
  static func touch(_ descriptor: Int32) { futimens(descriptor, nil) }

  // MARK: The machine

  /// The bytes free for this user and in total on the file system of `path` or its nearest existing parent.
  static func freeSpace(at path: String) -> (free: Int, total: Int)? {
    var facts = statvfs()
    var folder = FilePath(path)
    while folder.withPlatformString({ statvfs($0, &facts) }) != 0 {
      let above = folder.removingLastComponent()
      guard errno == ENOENT, above != folder, !above.isEmpty else { return nil }
      folder = above
    }
    // An unusual file system may report any number.
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
