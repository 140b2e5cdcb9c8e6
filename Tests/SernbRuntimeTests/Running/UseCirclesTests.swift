// Circles in meshes of hundreds of notebooks: found with a few looks at each use. Counted, not timed.

import Testing

@testable import SernbRuntime

@Suite("circles of use")
struct UseCirclesTests {
  /// Notebooks by number; each uses some others.
  private struct Mesh {
    let uses: [[Int]]
    func name(_ number: Int) -> String { "n" + String(1000 + number) }
    func targets(_ name: String) -> [String] {
      uses[(Int(name.dropFirst()) ?? 1000) - 1000].map(self.name)
    }
    var count: Int { uses.reduce(0) { $0 + $1.count } }
  }

  /// All ways from every use back.
  private func ways(_ mesh: Mesh) -> (found: [[String]], steps: Int) {
    var circles = UseCircles()
    var found: [[String]] = []
    for (number, targets) in mesh.uses.enumerated() {
      for target in targets {
        if let way = circles.way(from: mesh.name(target), to: mesh.name(number), mesh.targets) {
          found.append(way)
        }
      }
    }
    return (found, circles.steps)
  }

  @Test("each of hundreds of notebooks uses all behind it: no circle, each use is followed once")
  func acyclic() {
    let mesh = Mesh(uses: (0..<300).map { Array(($0 + 1)..<300) })
    let (found, steps) = ways(mesh)
    #expect(found.isEmpty)
    #expect(steps == mesh.count)
  }

  @Test("one use that leads back closes them all, and each has its shortest way")
  func closed() {
    var uses = (0..<150).map { Array(($0 + 1)..<150) }
    uses[149] = [0]
    let mesh = Mesh(uses: uses)
    let (found, steps) = ways(mesh)
    #expect(found.count == mesh.count)
    #expect(found.allSatisfy { $0.count <= 4 })
    // The uses once for each notebook of the circle, and those of the few notebooks of each way.
    #expect(steps < mesh.count * (150 + 1 + 4 * 150))
  }

  @Test("a ring of thousands takes no stack")
  func ring() {
    let mesh = Mesh(uses: (0..<2000).map { [($0 + 1) % 2000] })
    var circles = UseCircles()
    let way = circles.way(from: mesh.name(1), to: mesh.name(0), mesh.targets)
    #expect(way?.count == 2000 && way?.last == mesh.name(0))
    #expect(circles.groups(among: [mesh.name(5)], mesh.targets).map(\.count) == [2000])
  }

  @Test("of two shortest ways the first by name is told; alone is a circle only what uses itself")
  func small() {
    let mesh = Mesh(uses: [[1, 2], [3], [3], [0], [4, 0], []])
    var circles = UseCircles()
    #expect(
      circles.way(from: mesh.name(3), to: mesh.name(3), mesh.targets) == [mesh.name(3)])
    #expect(
      circles.way(from: mesh.name(3), to: mesh.name(1), mesh.targets)
        == [3, 0, 1].map(mesh.name))
    #expect(
      circles.way(from: mesh.name(0), to: mesh.name(3), mesh.targets)
        == [0, 1, 3].map(mesh.name))
    #expect(circles.way(from: mesh.name(4), to: mesh.name(4), mesh.targets) == [mesh.name(4)])
    #expect(circles.way(from: mesh.name(0), to: mesh.name(4), mesh.targets) == nil)
    #expect(
      circles.groups(among: (0..<6).map(mesh.name), mesh.targets)
        == [[0, 1, 2, 3].map(mesh.name), [mesh.name(4)]])
  }
}
