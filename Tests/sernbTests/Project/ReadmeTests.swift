// The commands of the README and of the guide are run, and what they show of their output is what is printed.

import Foundation
import Testing
import TestSupport

@Suite("README")
struct ReadmeTests {
  private struct Block {
    let language: String
    let text: String
    /// The `<!-- ... -->` line before it.
    let remark: String
    /// Whether nothing but blank lines stands between it and the block before.
    let isAdjacent: Bool
  }

  /// Those for users, in the order in which they are read.
  private static let guides = ["README.md", "Notebooks/README.md"]
  private static let pages =
    guides + ["Sources/README.md", "Tests/README.md", ".github/CONTRIBUTING.md"]

  private func text(_ page: String) throws -> String {
    try String(contentsOfFile: Tool.package + "/" + page, encoding: .utf8)
  }

  private func blocks(of page: String) throws -> [Block] {
    let text = try text(page)
    var blocks: [Block] = []
    var remark = ""
    var sawProse = false
    var open: (fence: Substring, language: String, lines: [Substring])?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let block = open {
        if line == block.fence {
          blocks.append(
            Block(
              language: block.language, text: block.lines.joined(separator: "\n"), remark: remark,
              isAdjacent: !sawProse))
          open = nil
          remark = ""
          sawProse = false
        } else {
          open?.lines.append(line)
        }
      } else if line.hasPrefix("```") {
        let fence = line.prefix { $0 == "`" }
        open = (fence, String(line.dropFirst(fence.count)), [])
      } else if line.hasPrefix("<!--") {
        remark = String(line)
        sawProse = true
      } else if !line.isEmpty {
        remark = ""
        sawProse = true
      }
    }
    return blocks
  }

  @Test("their commands run in a project that holds the example, and print what they show")
  func commands() throws {
    let project = try Scratch()
    let blocks = try Self.guides.flatMap(blocks)
    var ran = 0
    for (index, block) in blocks.enumerated() {
      if block.remark.contains("file:") {
        let name = block.remark.split(separator: " ")[2]
        try project.write(block.text + "\n", to: String(name))
      }
      if block.remark.contains("shows:") {
        let name = block.remark.split(separator: " ")[2]
        let shown = try #require(project.text(String(name)), "\(name)")
        #expect(
          shown.contains(block.text), "\(name) does not hold what the README shows of it:\n\(shown)"
        )
      }
      guard block.language == "sh", !block.remark.contains("command:") else { continue }
      let outcome = try Tool.run(
        ["-euc", block.text], program: "/bin/bash", in: project.path,
        environment: ["PATH": Tool.folder + ":/usr/bin:/bin"])
      #expect(outcome.code == 0, "\(block.text)\n\(outcome.all)")
      ran += 1
      if index + 1 < blocks.count, blocks[index + 1].language == "text",
        blocks[index + 1].isAdjacent
      {
        let printed = (outcome.output + outcome.errors).split(separator: "\n").map(String.init)
        let shown = blocks[index + 1].text.split(separator: "\n").map(String.init)
        for line in shown where line != "…" {
          #expect(
            printed.contains(line), "`\(block.text)` does not print `\(line)`:\n\(outcome.all)")
        }
      }
    }
    #expect(ran >= 7)
  }

  @Test("the two commands that CI runs are there, and name what they do")
  func commandsOfCI() throws {
    let commands = try blocks(of: "README.md").filter { $0.remark.contains("command:") }
    #expect(commands.map(\.remark) == ["<!-- command: all -->", "<!-- command: test -->"])
    #expect(commands.first?.text.contains("sernb run") == true)
    #expect(commands.last?.text.contains("swift test") == true)
  }

  @Test("every notebook is in both tables")
  func notebooks() throws {
    let (readme, guide) = (try text("README.md"), try text("Notebooks/README.md"))
    let names = try FileManager.default.contentsOfDirectory(atPath: Tool.package + "/Notebooks")
    for name in names where name.hasSuffix(".sernb") {
      #expect(readme.contains("(Notebooks/\(name))"), "\(name)")
      #expect(guide.contains("](\(name))"), "\(name)")
    }
  }

  @Test("what they link to is there", arguments: pages)
  func links(page: String) throws {
    let folder = Tool.package + "/" + page.split(separator: "/").dropLast().joined(separator: "/")
    let text = try text(page)
    var found = 0
    for match in text.matches(of: #/\]\(([^)#\s]+)\)/#)
    where !match.1.contains("://") && !match.1.hasPrefix("loudness.") {
      #expect(FileManager.default.fileExists(atPath: folder + "/" + match.1), "\(page): \(match.1)")
      found += 1
    }
    #expect(found > 0 || page.hasPrefix("Sources"))
  }

  @Test("every source file that the walks and tables name is there")
  func sources() throws {
    let named = try text("Sources/README.md").matches(of: #/`([\w/+]+\.swift)`/#)
    #expect(named.count > 30)
    for match in named {
      let path = String(match.1)
      let isRoot = path == "Package.swift"
      #expect(
        FileManager.default.fileExists(atPath: Tool.package + (isRoot ? "/" : "/Sources/") + path),
        "\(path)")
    }
  }

  @Test("every suite that the table of promises names is there")
  func promises() throws {
    let folder = Tool.package + "/Tests"
    let names = FileManager.default.enumerator(atPath: folder)?.allObjects ?? []
    let code = try names.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
      .map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }
    let table = try text("Tests/README.md").split(separator: "\n").drop {
      !$0.hasPrefix("## Promises")
    }
    let named = table.filter { $0.hasPrefix("| ") }.map { $0.matches(of: #/`(\w+Tests)`/#) }
    #expect(named.count > 20 && named.dropFirst(2).allSatisfy { !$0.isEmpty })
    for matches in named {
      for match in matches {
        #expect(code.contains { $0.contains("struct \(match.1)") }, "\(match.1)")
      }
    }
  }

  @Test("the README is short")
  func length() throws {
    let words = try text("README.md").split(whereSeparator: \.isWhitespace)
    #expect(words.count <= 900)
  }
}
