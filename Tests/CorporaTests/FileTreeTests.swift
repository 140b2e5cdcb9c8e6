// Trees: the order of listings, and the same answers from memory and from a disk.

import Corpora
import Testing

@Suite("file trees")
struct FileTreeTests {
  @Test("a listing is in byte order, upper case before lower, whatever the order of making")
  func order() throws {
    let tree = FileTree.memory(emptyFiles(["b", "a/x", "B", "é", "Z10", "Z9", "a/._x"]))
    #expect(try tree.names() == ["B", "Z10", "Z9", "a", "b", "é"])
    #expect(try tree.names(in: "a") == ["._x", "x"])
    #expect(try tree.inside("a").names() == ["._x", "x"])
    #expect(tree.inside("a").hasFile("x") && tree.hasFolder("a") && tree.kind(of: "q") == nil)
  }

  @Test("a disk answers as memory does, and says why when it cannot")
  func disk() throws {
    let here = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    let tree = FileTree.disk(here)
    let names = try tree.names()
    #expect(names == names.sorted() && names.contains("FileTreeTests.swift"))
    #expect(tree.hasFile("FileTreeTests.swift") && tree.hasFolder(""))
    let text = String(decoding: try tree.bytes(at: "FileTreeTests.swift"), as: UTF8.self)
    #expect(text.hasPrefix("// Trees:") && text.hasSuffix("}\n"))
    #expect(throws: FileTreeError.notFound(path: "gone")) { try tree.bytes(at: "gone") }
    #expect(throws: FileTreeError.notAFile(path: "")) { try tree.bytes(at: "") }
    #expect(throws: FileTreeError.notAFolder(path: "FuzzTests.swift")) {
      try tree.names(in: "FuzzTests.swift")
    }
  }
}
