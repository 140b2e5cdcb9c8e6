// The bytes of an open sound file, with the sizes in its header as they should be.

import CSndfile

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An open file as libsndfile reads it. A class, as libsndfile holds its address.
final class SoundBytes {
  /// Bytes in place of those of the file.
  struct Patch: Equatable {
    let offset: Int
    let bytes: [UInt8]
  }

  let count: Int
  var patches: [Patch] = []
  /// Whether the file pretends to be much longer. libmpg123 estimates the length of an MP3 without a table from its size
  /// and bit rate, and libsndfile reads no further than such an estimate.
  var isEndless = false
  /// Where libsndfile reads next.
  private(set) var position = 0
  private let descriptor: CInt
  /// libsndfile keeps a pointer to it.
  private let functions: UnsafeMutablePointer<SF_VIRTUAL_IO>

  /// Opens a regular file: no folder, and no pipe, which would block.
  init(path: String) throws(SoundProblem) {
    func problem(_ fact: SoundProblem.Fact) -> SoundProblem { SoundProblem(path: path, fact: fact) }
    func reason() -> String { String(cString: strerror(errno)) }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw problem(errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(reason()))
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw problem(.notAFile)
    case S_IFREG: break
    default: throw problem(.noRegularFile)
    }
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw problem(.unreadable(reason())) }
    descriptor = opened
    count = Int(status.st_size)
    functions = .allocate(capacity: 1)
    functions.initialize(
      to: SF_VIRTUAL_IO(
        get_filelen: { sf_count_t(SoundBytes.of($0)?.count ?? 0) },
        seek: { offset, whence, user in
          sf_count_t(SoundBytes.of(user)?.seek(Int(offset), whence) ?? -1)
        },
        read: { target, count, user in
          guard let target, let bytes = SoundBytes.of(user) else { return 0 }
          return sf_count_t(bytes.read(into: target, Int(count)))
        }, write: { _, _, _ in 0 },
        tell: { sf_count_t(SoundBytes.of($0)?.position ?? -1) }))
  }

  deinit {
    close(descriptor)
    functions.deinitialize(count: 1)
    functions.deallocate()
  }

  private static func of(_ user: UnsafeMutableRawPointer?) -> SoundBytes? {
    user.map { Unmanaged<SoundBytes>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Hands the file to libsndfile from its beginning; it must be closed before these bytes go.
  func opened(_ info: inout SF_INFO) -> OpaquePointer? {
    position = 0
    return sf_open_virtual(
      functions, CInt(SFM_READ), &info, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Up to `count` bytes from `offset` on; fewer at the end.
  func bytes(at offset: Int, _ count: Int) -> [UInt8] {
    guard offset >= 0, offset < self.count, count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: min(count, self.count - offset)) { buffer, made in
      made = buffer.baseAddress.map { load(into: $0, buffer.count, at: offset) } ?? 0
    }
  }

  private func seek(_ offset: Int, _ whence: CInt) -> Int {
    let base =
      switch whence {
      case CInt(SEEK_SET): 0
      case CInt(SEEK_CUR): position
      // Only the end itself is far away: a tag lies 128 bytes before the real one.
      default: isEndless && offset == 0 ? max(count, 1) << 16 : count
      }
    guard base + offset >= 0 else { return -1 }
    position = base + offset
    return position
  }

  private func read(into target: UnsafeMutableRawPointer, _ wanted: Int) -> Int {
    let got = load(into: target, wanted, at: position)
    for patch in patches {
      for (index, byte) in patch.bytes.enumerated() {
        let at = patch.offset + index - position
        if at >= 0, at < got { target.storeBytes(of: byte, toByteOffset: at, as: UInt8.self) }
      }
    }
    position += got
    return got
  }

  private func load(into target: UnsafeMutableRawPointer, _ wanted: Int, at offset: Int) -> Int {
    var got = 0
    while got < wanted {
      let more = pread(descriptor, target + got, wanted - got, off_t(offset + got))
      if more < 0 && errno == EINTR { continue }
      guard more > 0 else { break }
      got += more
    }
    return got
  }
}
