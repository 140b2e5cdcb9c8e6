// Folders for stores, keys and bytes for their entries, and what stands in the folders.

import Foundation
import Storage
import TestSupport

extension Scratch {
  var cache: String { path + "/.sernb/cache" }

  /// The only file of a namespace, in which damage can be done.
  func onlyFile(_ namespace: Namespace) throws -> String {
    let folder = cache + "/v1/" + namespace.name
    let names = files(".sernb/cache/v1/" + namespace.name).keys.sorted()
    guard names.count == 1 else { throw CocoaError(.fileNoSuchFile) }
    return folder + "/" + names[0]
  }

  /// What lies under the cache's folder besides folders.
  var cached: [String] { files(".sernb/cache/v1").keys.sorted() }
}

func key(_ text: String) -> Digest { Digest(of: Array(text.utf8)) }

func content(of path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

func put(_ bytes: [UInt8], at path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

/// Sets the times of a file to some hours ago, as `touch` would.
func age(_ path: String, hours: Double) throws {
  try FileManager.default.setAttributes(
    [.modificationDate: Date(timeIntervalSinceNow: -3600 * hours)], ofItemAtPath: path)
}

func hoursSinceUse(_ path: String) throws -> Double {
  let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
  return -(date ?? .distantPast).timeIntervalSinceNow / 3600
}
