// An open file or folder, and the calls to the operating system that read, write and lock it.

internal import Foundation
internal import Synchronization
package import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file descriptor that is closed when the last reference to it is gone.
public final class Descriptor: Sendable {
  package let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  /// Its status (`fstat`).
  package var facts: FileStatus? {
    var facts = stat()
    return fstat(number, &facts) == 0 ? FileStatus(facts) : nil
  }

  /// Writes all of `bytes` at the current position; returns the error, if any.
  package func append(_ bytes: some Collection<UInt8>) -> Errno? {
    let written = bytes.withContiguousStorageIfAvailable { append(UnsafeRawBufferPointer($0)) }
    if let written { return written }
    return Array(bytes).withUnsafeBytes { append($0) }
  }

  private func append(_ buffer: UnsafeRawBufferPointer) -> Errno? {
    var done = 0
    while done < buffer.count {
      let put = write(number, buffer.baseAddress?.advanced(by: done), buffer.count - done)
      if put < 0, errno == EINTR { continue }
      if put <= 0 { return put < 0 ? Errno(rawValue: errno) : .ioError }
      done += put
    }
    return nil
  }

  /// Waits until everything is on the disk (`fsync`), which may report only now that it is full. Pipes and devices have
  /// nothing to wait for.
  package func synchronize() -> Errno? {
    fsync(number) == 0 || errno == EINVAL || errno == ENOTSUP ? nil : Errno(rawValue: errno)
  }

  /// `synchronize` for many files at once: a disk takes them together in little more than the time for one.
  ///
  /// - Returns: the error of each, if any.
  package static func synchronize(_ all: [Descriptor]) -> [Errno?] {
    if all.count < 2 { return all.map { $0.synchronize() } }
    let next = Atomic(0)
    let errors = Mutex([Errno?](repeating: nil, count: all.count))
    let group = DispatchGroup()
    // They wait all the time, so that their number has nothing to do with that of cores.
    for _ in 0..<min(8, all.count) {
      group.enter()
      Thread.detachNewThread {
        while true {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < all.count else { break }
          if let error = all[index].synchronize() { errors.withLock { $0[index] = error } }
        }
        group.leave()
      }
    }
    group.wait()
    return errors.withLock { $0 }
  }

  /// All bytes, read without a copy; nil if it is not a file or cannot be read.
  package func readAll() -> [UInt8]? {
    guard let facts, facts.kind == .file else { return nil }
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: facts.size) { buffer, done in
      // buffer[..<done] is read.
      while done < facts.size {
        let got = pread(
          number, buffer.baseAddress?.advanced(by: done), facts.size - done, off_t(done))
        if got < 0, errno == EINTR { continue }
        failed = got < 0
        if got <= 0 { break }
        done += got
      }
    }
    return failed ? nil : bytes
  }

  /// Takes the exclusive lock of this file or folder (`flock`). It is released with the descriptor, however the process
  /// ends.
  ///
  /// - Parameter isWaiting: whether to wait for the process that holds it.
  /// - Returns: false if another process holds it. A file system without locks grants it to everyone.
  package func lock(isWaiting: Bool) -> Bool {
    // A child that ends the renames of another thread (`Folder.perform`) shares for a moment what this process had locked
    // when it began, also after the lock was released here.
    var tries = 20
    while flock(number, LOCK_EX | (isWaiting ? 0 : LOCK_NB)) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else { return true }
      tries -= 1
      if tries == 0 { return false }
      usleep(1_000)
    }
    return true
  }
}

/// The status of a directory entry (`stat`).
public struct FileStatus: Equatable, Sendable {
  /// The kind of a directory entry.
  public enum Kind: Equatable, Sendable { case file, folder, link, special }

  package let kind: Kind
  /// In bytes.
  package let size: Int
  /// Modification time in nanoseconds since 1970.
  package let modified: Int
  /// Permissions, without the kind.
  package let mode: UInt16
  package let inode: UInt64
  package let device: UInt64
  /// How many names it has; 0 once it was deleted.
  package let links: Int

  init(_ facts: stat) {
    switch facts.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .folder
    case S_IFLNK: kind = .link
    default: kind = .special
    }
    size = Int(facts.st_size)
    #if canImport(Darwin)
      let time = facts.st_mtimespec
    #else
      let time = facts.st_mtim
    #endif
    // A damaged file system may report any time; overflow must not trap.
    modified = time.tv_sec &* 1_000_000_000 &+ time.tv_nsec
    mode = UInt16(truncatingIfNeeded: facts.st_mode & 0o7777)
    inode = UInt64(facts.st_ino)
    device = UInt64(truncatingIfNeeded: facts.st_dev)
    links = Int(facts.st_nlink)
  }
}
