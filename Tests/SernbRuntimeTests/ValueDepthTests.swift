// How deep values may be nested: at the bound everything can be done with them on a small stack, and one more is refused.

import Basics
import Foundation
import SernbDocument
import SernbLanguage
import SernbRuntime
import Testing

@Suite("the depth of values")
struct ValueDepthTests {
  private static func times(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  /// So many calls, of which no expression may hold over a hundred.
  private static func calls(_ count: Int, _ first: String) -> String {
    var lines: [String] = []
    var value = first
    for start in stride(from: 0, to: count, by: 50) {
      let here = min(50, count - start)
      lines.append("v\(start) = " + times("f(", here) + value + times(")", here))
      value = "v\(start)"
    }
    return lines.joined(separator: "\n")
  }

  @Test(
    "the limit is the same however a value is made, and one more is refused",
    arguments: [
      "fn f(x) = [x]", "fn f(x) = {a: x}", "fn f(x) = unknown([x])", "fn f(x) = [x for z in [1]]",
      "fn f(x) = (z => [z])(x)",
    ])
  func limit(function: String) async throws {
    for (depth, isFine) in [(199, true), (200, true), (201, false)] {
      let results = try await ran("\(function)\ny = 1\n" + Self.calls(depth, "y"))
      let last = try #require(results.last)
      #expect(
        last == "failed too-deep: This value is nested over 200 deep" || isFine,
        "\(depth) \(last.prefix(200))")
      #expect(!last.hasPrefix("failed") || !isFine, "\(depth) \(last.prefix(200))")
    }
  }

  @Test("functions that call functions nest a value in one statement and are stopped at the bound")
  func doubling() async throws {
    let functions = (1...14).map { "fn f\($0)(x) = f\($0 - 1)(f\($0 - 1)(x))\n" }.joined()
    for first in [
      "[x]", "{a: x}", "unknown([x])", "[x for z in [1]]", "{a: x, b: [x]}", "[z => x]",
    ] {
      let results = try await ran("fn f0(x) = \(first)\n\(functions)f14(1)")
      #expect(
        results.last == "failed too-deep: This value is nested over 200 deep"
          || results.last == "failed too-deep: Functions call each other too deeply here",
        "\(first): \(results.last ?? "")")
    }
    // Deep only for a while: nothing of it is left.
    let kept = try await ran("fn f0(x) = [x][0]\n\(functions)f14(1)")
    #expect(kept.last == "1" || kept.last?.hasPrefix("failed too-deep: Functions") == true)
  }

  @Test("closures that capture closures are stopped at the bound")
  func closures() async throws {
    let lines = (1...300).map { "f\($0) = x => f\($0 - 1)(x)\n" }.joined()
    let results = try await ran("f0 = x => x\n\(lines)")
    #expect(results.contains { $0 == "failed too-deep: This value is nested over 200 deep" })
    let inOne = try await ran(
      "fn c(f) = x => f(x)\nfn c2(f) = c(c(f))\nfn c4(f) = c2(c2(f))\nfn c8(f) = c4(c4(f))\n"
        + "fn c16(f) = c8(c8(f))\nfn c64(f) = c16(c16(c16(c16(f))))\n"
        + "y = c64(c64(c64(c64(x => x))))")
    #expect(inOne.last == "failed too-deep: This value is nested over 200 deep")
  }

  /// A list that is nested so deep.
  static func nested(_ depth: Int, _ isRecord: Bool) -> Value {
    (0..<depth).reduce(Value.number(1)) { inner, _ in
      isRecord ? .record(Record([("a", inner)])) : .list([inner, inner])
    }
  }

  @Test("all that is done with a value at the bound fits a small stack", arguments: [true, false])
  func stack(isRecord: Bool) {
    // Half of what a thread of the task pool has on some systems; unoptimised frames are larger than those of a release.
    let isDone = DispatchSemaphore(value: 0)
    let thread = Thread {
      let value = (0..<200).reduce(Value.number(1)) { inner, _ in
        isRecord ? .record(Record([("a", inner)])) : .list([inner])
      }
      #expect(value.depth == 200)
      #expect(value.equals(value) && !value.line.isEmpty && value.type != .text)
      let text = value.json.text(.pretty)
      #expect((try? JSON(parsing: text)) == value.json)
      let bytes = value.bytes() ?? []
      let back = try? Value(bytes: bytes, ObjectDecoders())
      #expect(back?.equals(value) == true)
      #expect(!value.blocks(name: "x", ShowOptions()).isEmpty)
      isDone.signal()
    }
    // In release builds 512 KB are enough; unoptimised frames are four times as large.
    thread.stackSize = 2 << 20
    thread.start()
    isDone.wait()
  }

  @Test("a stored value that is deeper is refused")
  func stored() throws {
    let allowed = try #require(Self.nested(12, false).bytes())
    #expect(try Value(bytes: allowed, ObjectDecoders()).depth == 12)
    let deepest = (0..<200).reduce(Value.number(1)) { inner, _ in .list([inner, .missing]) }
    #expect(try Value(bytes: try #require(deepest.bytes()), ObjectDecoders()).depth == 200)
    #expect(Value.list([deepest]).bytes() == nil)
  }

  @Test("depth is known without walking: a value whose parts double has it at once")
  func doubled() {
    let value = Self.nested(180, false)
    #expect(value.depth == 180)
    #expect(Value.list([]).depth == 0 && Value.list([.number(1)]).depth == 1)
    #expect(
      Value.record(Record([])).depth == 0 && Value.record(Record([("a", value)])).depth == 181)
  }
}
