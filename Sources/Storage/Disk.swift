// The few calls to the operating system that the store makes. What fails is told by what comes back, never by a trap.

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

  /// A descriptor for writing a file that is not there yet, or nil.
  static func created(_ path: String) -> Int32? {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    return descriptor < 0 ? nil : descriptor
  }

  /// Whether all that was written is taken: some file systems say at last that the disk is full.
  @discardableResult
  static func closed(_ descriptor: Int32) -> Bool { close(descriptor) == 0 }

  /// Exactly `count` bytes, read into the one buffer that is given back; nil if they are not there.
  static func bytes(_ descriptor: Int32, from start: Int, count: Int) -> [UInt8]? {
    some(descriptor, from: start, atMost: count).flatMap { $0.count == count ? $0 : nil }
  }

  /// Up to `count` bytes, fewer only where the file ends; nil if it cannot be read.
  static func some(_ descriptor: Int32, from start: Int, atMost count: Int) -> [UInt8]? {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      // buffer[..<done] is read.
      while done < count {
        let place = buffer.baseAddress?.advanced(by: done)
        let got = pread(descriptor, place, count - done, off_t(start + done))
        if got < 0, errno == EINTR { continue }
        failed = got < 0
        if got <= 0 { break }
        done += got
      }
    }
    return failed ? nil : bytes
  }

  /// The bytes of a file; nil if it is none or cannot be read.
  static func file(_ path: String) -> [UInt8]? {
    guard let descriptor = opened(path) else { return nil }
    defer { closed(descriptor) }
    guard let stamp = FileStamp(descriptor), stamp.kind == .file else { return nil }
    return bytes(descriptor, from: 0, count: stamp.size)
  }

  static func append(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let put = write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
        if put < 0, errno == EINTR { continue }
        if put <= 0 { return false }
        done += put
      }
      return true
    }
  }

  /// Marks a file as used now. Where that may not be done, it is older than it is worth: no harm.
  static func touch(_ descriptor: Int32) { futimens(descriptor, nil) }

  static func moved(_ path: String, to other: String) -> Bool { rename(path, other) == 0 }

  @discardableResult
  static func remove(_ path: String) -> Bool { unlink(path) == 0 }

  // MARK: Folders

  /// The names of what lies in a folder, sorted; none if it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a folder and those above it.
  ///
  /// - Returns: whether it is there now.
  @discardableResult
  static func makeFolder(_ path: String) -> Bool {
    if mkdir(path, 0o777) == 0 || errno == EEXIST { return isFolder(path) }
    guard errno == ENOENT, let above = folder(of: path), makeFolder(above) else { return false }
    return mkdir(path, 0o777) == 0 || isFolder(path)
  }

  /// Through links, as whoever keeps a cache on another disk means it.
  static func isFolder(_ path: String) -> Bool { FileStamp(of: path)?.kind == .folder }

  /// The path without its last word; nil for `/` and for a single word.
  static func folder(of path: String) -> String? {
    guard let slash = path.lastIndex(of: "/"), path != "/" else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Deletes a folder that is empty.
  static func removeEmpty(_ folder: String) { rmdir(folder) }

  /// Deletes whatever is there. Links are deleted, not what they lead to.
  static func removeTree(_ path: String) {
    if remove(path) { return }
    guard FileStamp(of: path, followingLinks: false)?.kind == .folder else { return }
    for name in names(in: path) { removeTree(path + "/" + name) }
    rmdir(path)
  }

  // MARK: The machine

  /// What is free for this user and what there is in all, in bytes, where `path` or the nearest folder above it lies.
  static func room(at path: String) -> (free: Int, total: Int)? {
    var facts = statvfs()
    var place = path
    while statvfs(place, &facts) != 0 {
      guard errno == ENOENT, let above = folder(of: place) else { return nil }
      place = above
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

  static var ownProcess: Int32 { getpid() }

  static func isRunning(_ process: Int32) -> Bool {
    process > 0 && (kill(process, 0) == 0 || errno != ESRCH)
  }
}
