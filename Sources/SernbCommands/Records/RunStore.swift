// The records of a project's runs, under its folder: written whole, the newest two hundred kept, damage passed over.
//
// A record is a small file, so that all of them can be read for a list. What the notebooks showed lies beside them, by
// its digest: most runs show what the run before them showed. A file of results is marked whenever a record names it,
// so that those that no kept record can name are known by their age alone.

import Foundation
import SernbReport
import SernbRuntime
import Storage

struct RunStore: Sendable {
  /// `PROJECT/.sernb/runs`.
  let folder: String
  private let records: NamedFiles
  private let results: NamedFiles

  /// How many records are kept.
  static let most = 200

  init(root: String) {
    folder = CacheFolder.home(of: root) + "/runs"
    records = NamedFiles(folder: folder)
    results = NamedFiles(folder: folder + "/results")
  }

  // MARK: Reading

  /// The ids of the runs, the newest first. Other files in the folder are ignored.
  var ids: [String] {
    records.names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
      .filter(RunID.isOne).sorted(by: RunID.isNewer)
  }

  func record(_ id: String) throws(ReadingProblem) -> RunRecord {
    guard let bytes = records.read(id + ".json") else {
      throw ReadingProblem("I cannot read the record of run `\(id)`.")
    }
    return try RunRecord(reading: String(decoding: bytes, as: UTF8.self))
  }

  /// The newest records that can be read, and a sentence about each that cannot.
  ///
  /// - Parameter isWanted: which of them count towards the limit.
  func newest(
    _ limit: Int = .max, where isWanted: (RunRecord) -> Bool = { _ in true }
  ) -> (records: [RunRecord], notes: [String]) {
    var found: [RunRecord] = []
    var notes: [String] = []
    for id in ids where found.count < limit {
      do {
        let record = try record(id)
        if isWanted(record) { found.append(record) }
      } catch { notes.append("I skip the record `\(id)`: \(error.message)") }
    }
    return (found, notes)
  }

  /// The text of the results with this digest; nil if they are kept no more, or were damaged.
  func results(_ digest: String) -> String? {
    guard let wanted = Digest(hex: digest), let bytes = results.read(digest + ".json"),
      Digest(of: bytes) == wanted
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Seconds that cells took when they last ran to their end, by `Progress.key`.
  ///
  /// A record carries over what it did not run itself, so that the newest one of a notebook is complete.
  func lastSeconds(of notebooks: Set<NotebookName>) -> [String: Double] {
    var seconds: [String: Double] = [:]
    var open = notebooks
    // A start must not wait for two hundred files: notebooks that have not run for so long have no estimate.
    for id in ids.prefix(20) where !open.isEmpty {
      guard let record = try? record(id) else { continue }
      for notebook in record.notebooks where open.contains(notebook.name) {
        for cell in notebook.cells {
          guard let last = cell.lastSeconds else { continue }
          seconds[Progress.key(notebook.name.description, cell.label)] = last
        }
      }
      for notebook in record.notebooks where !notebook.cells.isEmpty {
        open.remove(notebook.name)
      }
    }
    return seconds
  }

  // MARK: Writing

  /// Keeps the text of a results file.
  ///
  /// - Returns: what it is found by; nil if it could not be written.
  func keep(results bytes: [UInt8]) -> String? {
    let digest = Digest(of: bytes).hex
    let name = digest + ".json"
    // One that was damaged has another length as a rule, and is replaced; if not, it is not taken when it is read.
    if results.touch(name), results.read(name)?.count == bytes.count { return digest }
    return results.write(name, bytes) ? digest : nil
  }

  /// Keeps a record, and deletes the oldest beyond the limit.
  ///
  /// - Returns: whether it could be written.
  func keep(_ record: RunRecord, without secrets: Redaction) -> Bool {
    let bytes = secrets.bytes(Array(record.text.utf8), ofFile: record.id + ".json")
    guard records.write(record.id + ".json", bytes) else { return false }
    prune()
    return true
  }

  private func prune() {
    records.sweep()
    results.sweep()
    let all = ids
    guard all.count > Self.most else { return }
    for id in all.dropFirst(Self.most) { records.remove(id + ".json") }
    guard let oldest = all.prefix(Self.most).last.flatMap(RunID.seconds) else { return }
    // A run marks its results before it writes its record, and it may have begun a day before.
    for name in results.names {
      if let used = results.lastUse(name), used < oldest - 86_400 { results.remove(name) }
    }
  }
}

/// The id of a run: when it began, to the millisecond, and its process: `20260102-030405-678-4242`.
enum RunID {
  static func make(at time: (seconds: Int, nanoseconds: Int), process: Int32) -> String {
    var moment = time_t(time.seconds)
    var parts = tm()
    gmtime_r(&moment, &parts)
    func digits(_ number: some BinaryInteger, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1, 2) + digits(parts.tm_mday, 2)
      + "-" + digits(parts.tm_hour, 2) + digits(parts.tm_min, 2) + digits(parts.tm_sec, 2)
      + "-" + digits(time.nanoseconds / 1_000_000, 3) + "-" + String(process)
  }

  static func isOne(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.utf8.count).prefix(3) == [8, 6, 3] && parts.count == 4 && !parts[3].isEmpty
      && parts.allSatisfy { $0.utf8.allSatisfy { (UInt8(ascii: "0")...57).contains($0) } }
  }

  /// By the time of their start, then by the number of the process.
  static func isNewer(_ one: String, than other: String) -> Bool {
    (one.prefix(19), one.utf8.count, one) > (other.prefix(19), other.utf8.count, other)
  }

  /// When the run began, in seconds since 1970.
  static func seconds(_ id: String) -> Int? {
    let digits = id.prefix(15).filter(\.isNumber)
    guard isOne(id), digits.count == 14, let number = Int(digits) else { return nil }
    var parts = tm()
    parts.tm_year = Int32(number / 10_000_000_000 - 1900)
    parts.tm_mon = Int32(number / 100_000_000 % 100 - 1)
    parts.tm_mday = Int32(number / 1_000_000 % 100)
    parts.tm_hour = Int32(number / 10_000 % 100)
    parts.tm_min = Int32(number / 100 % 100)
    parts.tm_sec = Int32(number % 100)
    return timegm(&parts)
  }
}
