// Paths that are given on the command line: their names, and the places that names stand for.

import Foundation
import Testing
import TestSupport

@testable import SernbRuntime

@Suite("given paths")
struct GivenPathsTests {
  private func names(_ paths: String...) -> [String?] {
    let given = GivenPaths(paths)
    return paths.map { given.name(of: $0) }
  }

  @Test("a path is called by as many of its last words as tell it from the others")
  func tellApart() {
    #expect(names("/data/IEMOCAP") == ["…/IEMOCAP"])
    #expect(names("/a/wav", "/b/wav", "/b/c") == ["…/a/wav", "…/b/wav", "…/c"])
    #expect(names("/wav", "/a/wav") == ["…/wav", "…/a/wav"])
    #expect(names("/data/x/", "/data//x") == ["…/x", "…/x"])
    #expect(names("/") == [nil])
    #expect(GivenPaths(["/data/x"]).name(of: "/data/y") == nil)
  }

  @Test("a name stands for its place and for all that lies there, and for nothing beside it")
  func places() {
    let given = GivenPaths(["/data/x", "/other/y/x", "/z/other/y"])
    for (name, place) in [
      ("…/data/x", "/data/x"), ("…/data/x/a/b.wav", "/data/x/a/b.wav"),
      ("…/y/x/1", "/other/y/x/1"), ("…/y", "/z/other/y"), ("…/y/1", "/z/other/y/1"),
    ] {
      #expect(given.place(of: name) == place)
    }
    for name in ["…/data/xx", "…/data", "…/", "…/z", "/data/x", "data/x"] {
      #expect(given.place(of: name) == nil, "\(name)")
    }
  }

  @Test("names are compared by their bytes")
  func bytes() {
    let (one, two) = ("/a/caf\u{E9}", "/b/cafe\u{301}")
    let given = GivenPaths([one, two])
    #expect(given.name(of: one)?.utf8.elementsEqual("…/caf\u{E9}".utf8) == true)
    #expect(given.name(of: two)?.utf8.elementsEqual("…/cafe\u{301}".utf8) == true)
    #expect(given.place(of: "…/caf\u{E9}/1") == "/a/caf\u{E9}/1")
    #expect(given.place(of: "…/cafe\u{301}/1") == "/b/cafe\u{301}/1")
  }

  @Test("a link before two points is followed, as the system does")
  func parents() throws {
    let scratch = try Scratch([
      "there/in/t.csv": "x\n1\n", "t.csv": "x\n2\n", "there/t.csv": "x\n3\n",
    ])
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/link", withDestinationPath: scratch.path + "/there/in")
    let path = scratch.path + "/link/../t.csv"
    let given = GivenPaths([path])
    let name = try #require(given.name(of: path))
    let place = try #require(given.place(of: name))
    #expect(try String(contentsOfFile: place, encoding: .utf8) == "x\n3\n")
  }
}
