// `[body for name in list if condition]`.

internal import Basics
import SernbLanguage

struct ComprehensionCode: Code {
  let span: Span
  let list: any Code
  let slot: Int
  let condition: (any Code)?
  let body: any Code
  /// What is kept while this loop runs.
  let invariants: [Int]
  let waits: Bool

  func value(_ frame: Frame) throws -> Value {
    let (source, origin) = try frame.tracing { try list.value(frame) }
    let loop = try begin(source, origin, frame)
    let results = try together(loop, frame) ?? each(loop, frame)
    return try end(results, loop, frame)
  }

  func waiting(_ frame: Frame) async throws -> Value {
    let (source, origin) = try await frame.tracing(list)
    let loop = try begin(source, origin, frame)
    if condition?.waits != true, !body.waits, let results = try together(loop, frame) {
      return try end(results, loop, frame)
    }
    var results = Results()
    for item in loop.items {
      try start(item, loop, frame)
      if let condition {
        guard case .boolean(true) = try await condition.evaluated(frame) else { continue }
      }
      let (value, origin) = try await frame.tracing(body)
      results.append(value, origin)
    }
    return try end(results, loop, frame)
  }

  private struct Loop {
    let items: ListValue
    let origin: OriginBox?
    let element: OriginBox?
  }

  private struct Results {
    var values = ListBuilder()
    var origin = OriginSum()

    mutating func append(_ value: Value, _ origin: OriginBox?) {
      values.append(value)
      self.origin.add(origin)
    }
  }

  private func begin(_ source: Value, _ origin: OriginBox?, _ frame: Frame) throws -> Loop {
    frame.forget(invariants)
    do throws(RunProblem) {
      var origin = origin
      if case .object(let table as any TableObject) = source {
        origin = OriginBox(table.rowsOrigin)
        // A record a row: a list of its own, of names and values.
        let cell = Value.bytes + MemoryLayout<String>.stride
        let row = Value.bytes + 48 + table.columnNames.count * cell
        try frame.run.context.expect(bytes: Double(table.rowCount) * Double(row))
      }
      if case .range(let range) = source {
        try frame.run.context.expect(
          bytes: max(0, range.last - range.first) * Double(MemoryLayout<Double>.stride))
      }
      return Loop(
        items: try ValueAccess.items(of: source), origin: origin,
        element: OriginBox(origin?.origin.ofElement))
    } catch { throw error.at(list.span) }
  }

  private func start(_ item: Value, _ loop: Loop, _ frame: Frame) throws {
    try frame.tick()
    do { try frame.run.made.add(1) } catch { throw error.at(list.span) }
    frame.bind(slot, item, loop.element)
  }

  private func each(_ loop: Loop, _ frame: Frame) throws -> Results {
    var results = Results()
    for item in loop.items {
      try start(item, loop, frame)
      if let condition {
        guard case .boolean(true) = try condition.value(frame) else { continue }
      }
      let (value, origin) = try frame.tracing { try body.value(frame) }
      results.append(value, origin)
    }
    return results
  }

  /// Many elements at once; nil where one of them fails, or where there is no way to do so.
  private func together(_ loop: Loop, _ frame: Frame) throws -> Results? {
    guard loop.items.count >= ElementBlock.least else { return nil }
    var results = Results()
    let isWhole =
      body.isWhole(functions: true) && condition?.isWhole(functions: true) != false
      && (loop.items.elementType == .text || loop.items.numbers != nil)
    let height = isWhole ? loop.items.count : ElementBlock.most
    do {
      for start in stride(from: 0, to: loop.items.count, by: height) {
        try checkCancellation()
        let part = loop.items.slice(start..<min(start + height, loop.items.count))
        frame.bind(slot, part[0], loop.element)
        var block = ElementBlock(frame, count: part.count, slots: [slot: Lanes(part)])
        if let condition {
          let holds = try condition.lanes(block)
          let chosen = (0..<part.count).filter { holds.truth($0) == .known(true) }
          if chosen.isEmpty { continue }
          block = block.selecting(chosen)
        }
        let (lanes, origin) = try frame.tracing { try body.lanes(block) }
        lanes.append(to: &results.values, count: block.count)
        results.origin.add(origin)
      }
      do { try frame.run.made.add(loop.items.count) } catch { throw error.at(list.span) }
      return results
    } catch let error where ElementBlock.isUndecided(error) { return nil }
  }

  private func end(_ results: Results, _ loop: Loop, _ frame: Frame) throws -> Value {
    let values = results.values.list
    if let first = values.first, first.isPlain {
      // One value for each row stays in line with the rows, as long as none is left out.
      frame.add(condition == nil ? loop.origin : OriginBox(loop.origin?.origin.ofSelection))
      let origin = results.origin.box?.origin
      frame.add(first.isList ? origin?.ofSelection : origin?.ofStatistic)
    }
    return try placed { () throws(RunProblem) in try ValueSize.notTooDeep(.list(values)) }
  }
}
