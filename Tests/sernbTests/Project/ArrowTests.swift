// The arrows between modules, read from the sources: a file imports what its target may, and nothing else.

import Foundation
import Testing
import TestSupport

/// What each target may import, besides what the toolchain brings: the table in `Sources/README.md`.
private let arrows: [String: Set<String>] = {
  let text =
    (try? String(contentsOfFile: Tool.package + "/Sources/README.md", encoding: .utf8)) ?? ""
  let rows = text.split(separator: "\n").drop { $0 != "<!-- arrows -->" }.dropFirst(3)
    .prefix { $0.hasPrefix("|") }
  return Dictionary(
    rows.map { row in
      let cells = row.split(separator: "|", omittingEmptySubsequences: false)
      let names = cells.map { $0.matches(of: #/`(\w+)`/#).map { String($0.1) } }
      return (names[1][0], Set(names[2]))
    }, uniquingKeysWith: { $0.union($1) })
}()

@Suite("arrows between modules")
struct ArrowTests {
  private static let toolchain: Set<String> = [
    "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Synchronization",
  ]

  private func imports(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let at = words.firstIndex(of: "import"), at <= 2, at + 1 < words.count,
        words[..<at].allSatisfy({
          ["public", "package", "internal", "private", "@testable"].contains($0)
        })
      else { return nil }
      return String(words[at + 1])
    }
  }

  @Test("every import is an arrow of the table", arguments: arrows.keys.sorted())
  func arrow(target: String) throws {
    let allowed = try #require(arrows[target]).union(Self.toolchain)
    let files = try Tool.sources(of: target)
    #expect(!files.isEmpty)
    for (name, text) in files {
      for module in imports(text) {
        #expect(allowed.contains(module), "\(target)/\(name) imports \(module)")
      }
    }
  }

  /// Targets of C begin with a C, and import nothing of ours.
  private func isC(_ target: String) -> Bool { target.prefix(2).allSatisfy(\.isUppercase) }

  @Test("every target of the package is in the table")
  func complete() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Tool.package + "/Sources")
    let targets = folders.filter { !$0.hasPrefix(".") && !isC($0) }
    #expect(Set(targets) == Set(arrows.keys))
  }

  @Test("the package has the same arrows")
  func package() throws {
    let text = try String(contentsOfFile: Tool.package + "/Package.swift", encoding: .utf8)
    var found: [String: Set<String>] = [:]
    for target in text.split(separator: "arget(").dropFirst() {
      guard let name = target.firstMatch(of: #/^\s*name: "(\w+)"/#)?.1, arrows[String(name)] != nil
      else { continue }
      let list = target.firstMatch(of: #/dependencies: \[([^\]]*)\]/#)?.1 ?? ""
      found[String(name)] = Set(
        list.replacing(#/package: "[\w-]+"/#, with: "").matches(of: #/"(\w+)"/#).map {
          String($0.1)
        })
    }
    #expect(found == arrows)
  }

  @Test("the engine and the renderers never ask the C library for maths")
  func noCMaths() throws {
    for target in arrows.keys.sorted() {
      for (name, text) in try Tool.sources(of: target) {
        let usesC = imports(text).contains { ["Foundation", "Glibc", "Darwin"].contains($0) }
        guard usesC else { continue }
        let call = #/[^.\w](sin|cos|tan|exp|exp2|log|log2|log10|pow|atan2|tanh)\(/#
        let found = text.firstMatch(of: call)
        #expect(found == nil, "\(target)/\(name) calls \(found?.1 ?? "")")
      }
    }
  }

  @Test("files say their idea first and stay small")
  func files() throws {
    for target in arrows.keys.sorted() {
      for (name, text) in try Tool.sources(of: target) {
        #expect(text.hasPrefix("// "), "\(target)/\(name) does not begin with its idea")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(lines <= 500, "\(target)/\(name) has \(lines) lines")
      }
    }
  }
}
