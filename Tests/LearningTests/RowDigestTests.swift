// Digests of rows: which are equal, whether chance explains it, and what a file keeps.

import Basics
import Foundation
import Kernels
import Tables
import Testing

@testable import Learning

@Suite("Digests of rows")
struct RowDigestTests {
  private func features(_ rows: [[Double]]) -> FeatureRows {
    FeatureRows(dense: rows.flatMap { $0 }, columns: rows.first?.count ?? 0)
  }

  private func drawn(_ count: Int, columns: Int, seed: UInt64) -> [[Double]] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in (0..<columns).map { _ in random.uniform(in: -2...2) } }
  }

  private func names(_ count: Int, _ prefix: String = "t") -> RowIdentities {
    RowIdentities(utterances: (0..<count).map { "\(prefix)\($0)" })
  }

  // MARK: Numbers

  @Test("a number, and the same with six digits, have one code")
  func rounding() throws {
    var random = RandomSource(seed: 4)
    for _ in 0..<20_000 {
      let value = random.uniform(in: -1...1) * Math.exp(random.uniform(in: -200...200))
      let code = RoundedNumber(value).code
      let printed = try #require(Double(String(format: "%.5e", value)))
      #expect(RoundedNumber(printed).code == code, "\(value)")
      #expect(RoundedNumber(try #require(Double(numberText(value)))).code == code)
      #expect(RoundedNumber(-value).code != code)
      #expect(RoundedNumber(value * 1.00001).code != code, "\(value)")
    }
    #expect(RoundedNumber(0).code == RoundedNumber(-0.0).code)
    #expect(RoundedNumber(.nan).code == RoundedNumber(-.nan).code)
    #expect(RoundedNumber(999_999.6).code == RoundedNumber(1e6).code)
    let odd: [Double] = [0, .nan, .infinity, -.infinity, 5e-324, 1.7e308, 1e-291, 1]
    #expect(Set(odd.map { RoundedNumber($0).code }).count == odd.count)
  }

  @Test(
    "numbers have as many bits as digits", arguments: [(0, 0), (3, 1), (250, 2), (0.123456, 6)])
  func bits(_ value: Double, _ digits: Int) {
    #expect((RoundedNumber(value).bits / 3.3219).rounded() == Double(digits))
  }

  // MARK: The same row, or an equal one

  @Test("rows of measured numbers are known under any name, whatever their number")
  func measured() {
    for count in [20, 200, 2000] {
      let rows = drawn(count, columns: 3, seed: 1)
      let labels: [String?] = rows.map { $0[0] > 0 ? "ang" : "sad" }
      let digests = RowDigests(features(rows), labels: labels, rows: names(count))
      let test = Array(rows[..<5]) + drawn(5, columns: 3, seed: 2)
      let truth = Array(labels[..<5]) + Array(repeating: "ang", count: 5)
      #expect(digests.equals(in: features(test), labels: truth).same == [0, 1, 2, 3, 4])
      #expect(digests.equals(in: features(test), labels: truth, except: [1, 2]).same == [0, 3, 4])
      let others: [String?] = truth.map { $0 == "ang" ? "sad" : "ang" }
      #expect(digests.equals(in: features(test), labels: others) == RowDigests.Equals())
    }
  }

  @Test("copies of measured rows do not make equal rows look natural")
  func copied() {
    let rows = drawn(100, columns: 3, seed: 1)
    let labels: [String?] = rows.map { _ in "ang" }
    // Three times each, and nothing tells that they are copies.
    let digests = RowDigests(
      features(rows + rows + rows), labels: labels + labels + labels, rows: names(300))
    #expect(digests.repeatShare == 1)
    let found = digests.equals(in: features(rows), labels: labels)
    #expect(found.same.count == 100 && found.natural.isEmpty)
  }

  @Test("equal rows of few values are natural as long as there are not more than such rows repeat")
  func fewValues() {
    var random = RandomSource(seed: 2)
    let rows = (0..<300).map { _ in [Double(1 + random.below(5)), Double(1 + random.below(5))] }
    let labels: [String?] = rows.map { _ in random.below(2) == 0 ? "ang" : "sad" }
    let digests = RowDigests(
      features(Array(rows[..<200])), labels: Array(labels[..<200]), rows: names(200))
    let found = digests.equals(in: features(Array(rows[200...])), labels: Array(labels[200...]))
    #expect(found.same.isEmpty && found.natural.count > 80)
  }

  @Test("constant and standardized columns of few values are of few values")
  func standardized() {
    let values = [-1.2247448713915892, 0.0, 1.2247448713915892]
    let rows = (0..<60).map { [values[$0 % 3], 0.3333333333333333, values[$0 / 3 % 3]] }
    let labels: [String?] = rows.map { _ in "ang" }
    let digests = RowDigests(features(rows), labels: labels, rows: names(60))
    #expect(digests.equals(in: features(Array(rows[..<9])), labels: Array(labels[..<9])).same == [])
  }

  @Test("texts that are said again are natural, and all texts at once are not")
  func texts() {
    let often = ["yeah", "no", "what", "yeah", "no", "oh", "what", "yeah"]
    let texts: [String?] = (0..<200).map { $0 % 2 == 0 ? often[$0 / 2 % 8] : "sentence \($0)" }
    let digests = RowDigests(texts: texts, rows: names(200))
    let natural = digests.equals(inTexts: ["yeah", "no", "a new one", "yeah"])
    #expect(natural == RowDigests.Equals(natural: [0, 1, 3]))
    // Half of the rows repeat; of distinct sentences none does, and all of them come back.
    let apart = RowDigests(texts: (0..<200).map { "sentence \($0)" }, rows: names(200))
    #expect(apart.equals(inTexts: ["sentence 3", "new", "old"]).natural == [0])
    let all = apart.equals(inTexts: (0..<60).map { "sentence \($0)" })
    #expect(all.same == Array(0..<60) && all.natural.isEmpty)
  }

  @Test("copies of one utterance count once")
  func ownCopies() {
    let rows = RowIdentities((0..<40).map { RowIdentity(utterance: "t\($0 / 4)", copy: $0 % 4) })
    let digests = RowDigests(texts: (0..<40).map { "sentence \($0 / 4)" }, rows: rows)
    #expect(digests.repeatShare == 0.1)
  }

  @Test("a fit of ten thousand rows looks at no more columns than it must")
  func manyColumns() {
    let rows = drawn(2_000, columns: 60, seed: 3)
    let digests = RowDigests(features(rows), labels: nil, rows: names(2_000))
    #expect(digests.digests.count == 2_000)
    // Four columns of six digits are enough keeps all.
    #expect(digests.bits.allSatisfy { $0 >= 64 && $0 < 100 })
  }

  // MARK: Files

  @Test("files of the first version are read, and cannot be judged by what rows hold")
  func oldFiles() throws {
    func file(_ name: String) throws -> [UInt8] {
      let folder = URL(filePath: #filePath).deletingLastPathComponent()
      return Array(try Data(contentsOf: folder.appending(path: "Fixtures/version1/" + name)))
    }
    let model = try FittedModel(bytes: try file("model"))
    #expect(model.digests == nil && model.provenance.count == 8)
    let scaler = try FittedScaler(bytes: try file("scaler"))
    #expect(scaler.digests == nil && scaler.provenance.count == 3)
    let words = try FittedTfidf(bytes: try file("vocabulary"))
    #expect(words.digests == nil && words.provenance.count == 4)
    #expect(
      try Ensemble(bytes: try file("ensemble")).members.allSatisfy { $0.model.digests == nil })
    // Written again they are of this version, and say no more than before.
    #expect(try FittedModel(bytes: model.bytes).bytes == model.bytes)
    #expect(try FittedScaler(bytes: scaler.bytes) == scaler)
    #expect(try FittedTfidf(bytes: words.bytes).bytes == words.bytes)
  }

  @Test("digests come back from bytes, and damaged ones are refused or read")
  func asBytes() throws {
    let rows = drawn(30, columns: 2, seed: 5)
    let digests = RowDigests(features(rows), labels: nil, rows: names(30))
    var writer = ByteWriter()
    digests.encode(into: &writer)
    var reader = ByteReader(writer.bytes)
    #expect(try RowDigests(from: &reader) == digests)
    var random = RandomSource(seed: 6)
    for _ in 0..<2_000 {
      var damaged = writer.bytes
      damaged[random.below(damaged.count)] = UInt8(random.below(256))
      var reader = ByteReader(damaged)
      if let read = try? RowDigests(from: &reader) {
        _ = read.equals(in: features(rows), labels: nil)
      }
    }
  }
}
