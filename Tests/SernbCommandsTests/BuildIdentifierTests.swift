// The identifier that the linker wrote into a program.

import Foundation
import Testing
import TestSupport

@testable import SernbCommands

@Suite("identifier of the build")
struct BuildIdentifierTests {
  @Test("differs between programs, and stays the same when a program is copied")
  func programs() throws {
    let scratch = try Scratch()
    let tool = try #require(BuildIdentifier.of(Tool.path))
    #expect(tool.count >= 8)
    #expect(BuildIdentifier.of(Tool.folder + "/StorageProbe") != tool)
    try FileManager.default.copyItem(atPath: Tool.path, toPath: scratch.path + "/copy")
    #expect(BuildIdentifier.of(scratch.path + "/copy") == tool)
  }

  @Test("is missing in what is no program, and damage to one crashes nothing")
  func damage() throws {
    let scratch = try Scratch(["text": "not a program", "empty": ""])
    for name in ["text", "empty", "absent"] {
      #expect(BuildIdentifier.of(scratch.path + "/" + name) == nil)
    }
    let tool = try #require(FileHandle(forReadingAtPath: Tool.path))
    let whole = try #require(try tool.read(upToCount: 4096))
    for index in 0..<1024 {
      var bytes = Array(whole)
      bytes[index] = bytes[index] ^ 0xFF
      try scratch.write(index % 2 == 0 ? bytes : Array(bytes.prefix(index * 2)), to: "damaged")
      _ = BuildIdentifier.of(scratch.path + "/damaged")
    }
  }
}
