// The README's commands are run, and what it shows of their output is what they print.

import Foundation
import TestSupport
import Testing

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

  private func blocks() throws -> [Block] {
    let text = try String(contentsOfFile: Tool.package + "/README.md", encoding: .utf8)
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

  @Test("its commands run in a project that holds its example, and print what it shows")
  func commands() throws {
    let project = try Scratch()
    let blocks = try blocks()
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
    #expect(ran >= 3)
  }

  @Test("the two commands that CI runs are there, and name what they do")
  func commandsOfCI() throws {
    let commands = try blocks().filter { $0.remark.contains("command:") }
    #expect(commands.map(\.remark) == ["<!-- command: all -->", "<!-- command: test -->"])
    #expect(commands.first?.text.contains("sernb run") == true)
    #expect(commands.last?.text.contains("swift test") == true)
  }

  @Test("every notebook is in its table")
  func notebooks() throws {
    let text = try String(contentsOfFile: Tool.package + "/README.md", encoding: .utf8)
    let names = try FileManager.default.contentsOfDirectory(atPath: Tool.package + "/Notebooks")
    for name in names { #expect(text.contains("Notebooks/\(name)"), "\(name)") }
  }
}
