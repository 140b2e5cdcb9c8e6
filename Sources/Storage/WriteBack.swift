// How long a file may be changed through a memory map without a change of its times.
//
// A store to a mapped page changes the times of the file only when the page is clean. A dirty page takes any number of
// stores without a trace, until the system writes it back. So a stamp is reliable only if all pages were clean when it
// was taken: because the file was unchanged for longer than the system keeps dirty pages, or because the pages were
// flushed just before.
//
// Guaranteed: on a local file system, a file that changed after its stamp was found reliable has another stamp. Not
// covered: a disk so busy that pages stay dirty beyond the system's own limit, network files (NFS, SMB, 9p) that
// another machine changes through a map, and programs that write to the disk below the file system.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

enum WriteBack {
  /// How long pages may stay dirty, in nanoseconds; nil if the system never writes them back by itself.
  ///
  /// Linux writes back pages older than `dirty_expire`, and looks for them every `dirty_writeback`: this is the expiry,
  /// two intervals and 5 s for the writing. A minute if these settings are unknown.
  static let longest: Int? = {
    #if os(Linux)
      guard let expiry = setting("dirty_expire_centisecs"),
        let pause = setting("dirty_writeback_centisecs")
      else { return 60_000_000_000 }
      return pause == 0 ? nil : (expiry + 2 * pause) * 10_000_000 + 5_000_000_000
    #else
      return 60_000_000_000
    #endif
  }()

  private static func setting(_ name: String) -> Int? {
    guard let descriptor = Disk.opened("/proc/sys/vm/" + name) else { return nil }
    defer { Disk.closed(descriptor) }
    guard let bytes = Disk.some(descriptor, from: 0, atMost: 32) else { return nil }
    let digits = String(decoding: bytes, as: UTF8.self).prefix { $0.isNumber }
    return Int(digits).flatMap { (0...100_000_000).contains($0) ? $0 : nil }
  }

  /// Whether all changes up to `time` have been written back, if the system keeps its own limits.
  static func isPast(_ time: Int, at now: Int) -> Bool {
    guard let longest else { return false }
    return now &- time > longest
  }

  /// Whether a device is memory only (tmpfs): its pages are never clean, so a stamp never covers changes through maps.
  static func isInMemory(_ device: UInt64) -> Bool {
    // Such a device has major number 0; all others are disks.
    device >> 8 & 0xFFF == 0 && memoryDevices.contains(device)
  }

  /// The devices of tmpfs and ramfs that are mounted when this is first used.
  private static let memoryDevices: Set<UInt64> = {
    guard let descriptor = Disk.opened("/proc/self/mountinfo") else { return [] }
    defer { Disk.closed(descriptor) }
    var text: [UInt8] = []
    while let piece = Disk.some(descriptor, from: text.count, atMost: 1 << 16), !piece.isEmpty {
      text += piece
    }
    // 36 35 0:45 / /tmp rw,noatime shared:1 - tmpfs tmpfs rw
    var devices: Set<UInt64> = []
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let dash = words.firstIndex(of: "-"), dash + 1 < words.count, words.count > 2,
        ["tmpfs", "ramfs"].contains(words[dash + 1])
      else { continue }
      let numbers = words[2].split(separator: ":").compactMap { UInt64($0) }
      guard numbers.count == 2 else { continue }
      devices.insert((numbers[1] & 0xFF) | numbers[0] << 8 | (numbers[1] & ~0xFF) << 12)
    }
    return devices
  }()

  /// Writes the dirty pages of a file to the disk.
  static func flush(_ path: String) -> Bool {
    guard let descriptor = Disk.opened(path) else { return false }
    defer { Disk.closed(descriptor) }
    #if os(Linux)
      return fdatasync(descriptor) == 0
    #else
      return fsync(descriptor) == 0
    #endif
  }
}
