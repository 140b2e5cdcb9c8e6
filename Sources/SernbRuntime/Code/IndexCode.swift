// `container[position]`: elements, slices, fields, rows.

import SernbLanguage

struct IndexCode: Code {
  let span: Span
  let container: any Code
  let position: any Code
  let waits: Bool

  func value(_ frame: Frame) throws -> Value {
    let (container, origin) = try frame.tracing { try self.container.value(frame) }
    let at = try position.value(frame)
    return try part(of: container, origin, at, frame)
  }

  func waiting(_ frame: Frame) async throws -> Value {
    let (container, origin) = try await frame.tracing(self.container)
    let at = try await position.evaluated(frame)
    return try part(of: container, origin, at, frame)
  }

  private func part(
    of container: Value, _ origin: OriginBox?, _ at: Value, _ frame: Frame
  ) throws -> Value {
    do throws(RunProblem) {
      let part = try ValueAccess.part(of: container, at, characters: frame.characters)
      frame.add(Self.origin(of: part, from: container, origin, at))
      return part
    } catch { throw error.at(position.span) }
  }

  func lanes(_ block: ElementBlock) throws -> Lanes {
    let frame = block.frame
    let (container, origin) = try frame.tracing { try self.container.lanes(block) }
    let at = try position.lanes(block)
    if let elements = elements(of: container, at, block) {
      frame.add(Self.origin(of: elements.value(0), from: container.value(0), origin, at.value(0)))
      return elements
    }
    var values = ListBuilder()
    values.reserve(block.count)
    var isFirst = true
    for row in 0..<block.count {
      try frame.tick()
      let (whole, position) = (container.value(row), at.value(row))
      do throws(RunProblem) {
        let part = try ValueAccess.part(of: whole, position, characters: frame.characters)
        // All elements of one list come from the same rows.
        if isFirst || !container.isSame || !whole.isList || part.isList {
          frame.add(Self.origin(of: part, from: whole, origin, position))
          isFirst = false
        }
        values.append(part)
      } catch { throw error.at(self.position.span) }
    }
    return Lanes(values.list)
  }

  /// Elements of one list of numbers or characters of one text; nil where each is to be looked at by itself.
  private func elements(of container: Lanes, _ at: Lanes, _ block: ElementBlock) -> Lanes? {
    guard case .same(let whole) = container, case .numbers(let positions) = at,
      positions.dimension == .plain
    else { return nil }
    func indices(_ count: Int) -> [Int]? {
      var indices: [Int] = []
      indices.reserveCapacity(positions.values.count)
      for position in positions.values {
        guard position.magnitude < 1e15, position == position.rounded() else { return nil }
        let index = position < 0 ? count + Int(position) : Int(position)
        guard index >= 0, index < count else { return nil }
        indices.append(index)
      }
      return indices
    }
    switch whole {
    case .list(let list):
      guard case .numbers = list.storage, let indices = indices(list.count) else { return nil }
      return Lanes(list.taking(indices))
    case .text(let text):
      let places = block.frame.characters.of(text)
      guard let indices = indices(places.count) else { return nil }
      return places.characters(at: indices).map { .texts($0) }
    default: return nil
    }
  }

  /// Where an element, a slice or a field comes from.
  private static func origin(
    of part: Value, from container: Value, _ origin: OriginBox?, _ at: Value
  ) -> (any ValueOrigin)? {
    guard part.isPlain else { return nil }
    switch container {
    case .record: return origin?.origin
    case .object(let table as any TableObject):
      if case .text(let name) = at { return table.origin(ofMember: name) }
      return table.rowsOrigin?.ofStatistic
    default: return part.isList ? origin?.origin.ofSelection : origin?.origin.ofStatistic
    }
  }
}
