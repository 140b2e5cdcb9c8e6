// Until when a file may be changed through a memory map without a trace in its times.
//
// A store to a mapped page changes the times of the file only when the page is clean. One that is dirty already takes any
// number of stores in silence, until the system has written it to the disk. So a stamp is reliable only if all pages were
// clean when it was taken: because the file had lain still for longer than the system keeps dirty pages, or because they
// were written just before.
//
// What is promised: on a file system of this machine's disks, a file that changed after its stamp was found reliable has
// another stamp. What is not: a disk that is so busy that pages stay dirty beyond the time that the system sets itself,
// files over a network (NFS, SMB, 9p) that another machine changes through a map, and programs that write to the disk
// behind the file system.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

enum WriteBack {
  /// How long pages may stay dirty, in nanoseconds; nil where the system never writes them by itself.
  ///
  /// Linux writes what is older than one time, and looks for such pages every other time: the two, one more look, and as
  /// much again as it may take. Where nothing is known, a minute.
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

  /// Whether all that was changed until `time` has been written, as far as the system keeps its times.
  static func isPast(_ time: Int, at now: Int) -> Bool {
    guard let longest else { return false }
    return now &- time > longest
  }

  /// Whether files of a device lie in memory alone: then pages are never clean, and a stamp says nothing of maps.
  static func isInMemory(_ device: UInt64) -> Bool {
    // Such a device has no number of its own: nobody has to look further for a disk.
    device >> 8 & 0xFFF == 0 && memoryDevices.contains(device)
  }

  /// The devices of tmpfs and ramfs, of what is mounted when the first file of such a one is looked at.
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

  /// Has the dirty pages of a file written.
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
