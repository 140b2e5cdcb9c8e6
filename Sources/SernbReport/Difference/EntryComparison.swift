// Compares two entries of the same kind: tables by columns and rows, figures by their data.

internal import Basics
internal import SernbDocument
internal import SernbLanguage

extension ValueComparison {
  mutating func compare(_ old: Results.Entry, _ new: Results.Entry, at path: [String]) {
    switch old.kind {
    case .table: compareTables(old, new, at: path)
    case .figure: compareFigures(old, new, at: path)
    case .file:
      // The folder is that of the write-up, which differs between a notebook and a point of a sweep.
      compare(Self.withoutFolder(old["path"]), Self.withoutFolder(new["path"]), at: path + ["path"])
      let names = (old.members + new.members).map(\.name).filter { !["name", "path"].contains($0) }
      for name in names.uniqued { compare(old[name], new[name], at: path + [name]) }
    case .value, .diagnostic, .note, .notRun:
      // The expression may be written differently: only the value counts.
      let names = (old.members + new.members).map(\.name).filter { $0 != "name" }
      for name in names.uniqued {
        compare(old[name], new[name], at: name == "value" ? path : path + [name])
      }
    }
  }

  private static func withoutFolder(_ path: JSON?) -> JSON? {
    guard let text = path?.textValue, let sign = text.firstIndex(of: "/") else { return path }
    return .string(String(text[text.index(after: sign)...]))
  }

  // MARK: Tables

  private mutating func compareTables(
    _ old: Results.Entry, _ new: Results.Entry, at path: [String]
  ) {
    let known = ["name", "columns", "rows"]
    for name in (old.members + new.members).map(\.name).uniqued where !known.contains(name) {
      compare(old[name], new[name], at: path + [name])
    }
    let (was, now) = (columns(of: old), columns(of: new))
    for column in was where !now.contains(where: { $0.name == column.name }) {
      compare(column.json, nil, at: path + ["column \(quoted(column.name))"])
    }
    for column in now where !was.contains(where: { $0.name == column.name }) {
      compare(nil, column.json, at: path + ["column \(quoted(column.name))"])
    }
    let rows = (old["rows"], new["rows"])
    let lengths = (was.first?.values.count, now.first?.values.count)
    if rows.0 != rows.1 || lengths.0 != lengths.1 {
      let counts = [rows.0, rows.1].map { NumberText.text($0?.numberValue ?? .nan) }
      if counts[0] != counts[1] {
        // The tolerance does not apply to the number of rows.
        add(
          path + ["number of rows"], rows.0, rows.1,
          "\(counts[1]) \(newName), \(counts[0]) \(oldName)")
      }
      if let (kept, key) = commonRows(was, now, at: path) {
        compareColumns(was, now, kept: kept, key: key, at: path)
      }
      return
    }
    compareColumns(was, now, kept: nil, key: nil, at: path)
  }

  private struct Column {
    var name: String
    var values: [JSON]
    var json: JSON
  }

  private func columns(of entry: Results.Entry) -> [Column] {
    (entry["columns"]?.elements ?? []).map {
      Column(name: $0["name"]?.textValue ?? "", values: $0["values"]?.elements ?? [], json: $0)
    }
  }

  /// The rows common to both tables, matched by the first text column without duplicates; nil if there is no such
  /// column.
  private mutating func commonRows(_ old: [Column], _ new: [Column], at path: [String])
    -> (kept: [(old: Int, new: Int)], key: [String])?
  {
    for column in old {
      guard let other = new.first(where: { $0.name == column.name }) else { continue }
      let (was, now) = (column.values.map(\.textValue), other.values.map(\.textValue))
      guard !was.contains(nil), !now.contains(nil), Set(was).count == was.count,
        Set(now).count == now.count
      else { continue }
      let newIndices = Dictionary(uniqueKeysWithValues: zip(now, now.indices))
      var kept: [(old: Int, new: Int)] = []
      for (index, name) in was.enumerated() {
        if let newIndex = newIndices[name] {
          kept.append((index, newIndex))
        } else {
          compare(.string(name ?? ""), nil, at: path + ["row \(quoted(name ?? ""))"])
        }
      }
      let known = Set(was)
      for name in now where !known.contains(name) {
        compare(nil, .string(name ?? ""), at: path + ["row \(quoted(name ?? ""))"])
      }
      return (kept, kept.map { was[$0.old] ?? "" })
    }
    return nil
  }

  private mutating func compareColumns(
    _ old: [Column], _ new: [Column], kept: [(old: Int, new: Int)]?, key: [String]?,
    at path: [String]
  ) {
    // Names may repeat: columns in the same order are matched by index.
    let isSame = old.map(\.name) == new.map(\.name)
    for (index, column) in old.enumerated() {
      let match = isSame ? new[index] : new.first { $0.name == column.name }
      guard let other = match else { continue }
      let inner = path + ["column \(quoted(column.name))"]
      compare(column.json["unit"], other.json["unit"], at: inner + ["unit"])
      guard let kept, let key else {
        compare(column.values, other.values, at: inner, element: "row")
        continue
      }
      compare(
        kept.map { column.values.indices.contains($0.old) ? column.values[$0.old] : .null },
        kept.map { other.values.indices.contains($0.new) ? other.values[$0.new] : .null },
        at: inner, element: "row", names: key)
    }
  }

  // MARK: Figures

  /// Texts of a figure contain numbers: with a tolerance the texts may change, too.
  private var readsText: Bool { margin == .exact }

  private mutating func compareFigures(
    _ old: Results.Entry, _ new: Results.Entry, at path: [String]
  ) {
    compare(old["title"], new["title"], at: path + ["title"])
    if readsText {
      compare(old["alt"], new["alt"], at: path + ["alternative text"])
      compare(old["caption"], new["caption"], at: path + ["caption"])
    }
    let (was, now) = (panels(of: old), panels(of: new))
    guard was.count == now.count else {
      compare(was, now, at: path, element: "panel")
      return
    }
    for (number, (was, now)) in zip(was, now).enumerated() {
      let inner = path + (panels(of: old).count > 1 ? ["panel \(number + 1)"] : [])
      compare(was["title"], now["title"], at: inner + ["title"])
      for axis in ["x", "y"] { compare(was[axis], now[axis], at: inner + ["\(axis) axis"]) }
      compareMarks(was, now, at: inner)
    }
  }

  private func panels(of entry: Results.Entry) -> [JSON] {
    (entry["data"]?.elements ?? []).flatMap { $0.elements ?? [] }
  }

  private mutating func compareMarks(_ old: JSON, _ new: JSON, at path: [String]) {
    let (was, now) = (old["marks"]?.elements ?? [], new["marks"]?.elements ?? [])
    guard was.count == now.count else {
      compare(was, now, at: path, element: "mark")
      return
    }
    for (was, now) in zip(was, now) {
      let kind = was["kind"]?.textValue ?? "mark"
      let name = was["name"]?.textValue ?? ""
      let inner = path + [name.isEmpty ? kind : "\(kind) \(quoted(name))"]
      guard was["kind"] == now["kind"] else {
        compare(was["kind"], now["kind"], at: inner + ["kind"])
        continue
      }
      switch kind {
      case "heat": compareCells(was, now, in: old, at: inner)
      case "bars":
        compare(was["stacked"], now["stacked"], at: inner + ["stacked"])
        compareSeries(was, now, in: old, at: inner)
      default:
        let names = (members(of: was) + members(of: now)).uniqued.filter { $0 != "kind" }
        for name in names where readsText || !["label", "text"].contains(name) {
          compare(
            was[name], now[name], at: inner + [name],
            element: kind == "histogram" ? "bin" : kind == "boxes" ? "box" : "point")
        }
      }
    }
  }

  /// Compares the cells of a matrix by the names of its rows and columns.
  private mutating func compareCells(_ old: JSON, _ new: JSON, in panel: JSON, at path: [String]) {
    compare(old["label"], new["label"], at: path + ["label"])
    let (was, now) = (old["values"]?.elements ?? [], new["values"]?.elements ?? [])
    guard was.count == now.count else {
      compare(was, now, at: path, element: "row")
      return
    }
    let (rows, columns) = (categories(panel["y"]), categories(panel["x"]))
    for (row, (was, now)) in zip(was, now).enumerated() {
      let name = rows.indices.contains(row) ? "row \(quoted(rows[row]))" : "row \(row + 1)"
      compare(
        was.elements ?? [], now.elements ?? [], at: path + [name], element: "column", names: columns
      )
    }
  }

  private mutating func compareSeries(_ old: JSON, _ new: JSON, in panel: JSON, at path: [String]) {
    let (was, now) = (old["series"]?.elements ?? [], new["series"]?.elements ?? [])
    guard was.count == now.count else {
      compare(was, now, at: path, element: "series")
      return
    }
    let names = [categories(panel["x"]), categories(panel["y"])].first { !$0.isEmpty } ?? []
    for (was, now) in zip(was, now) {
      let name = was["name"]?.textValue ?? ""
      let inner = name.isEmpty ? path : path + ["series \(quoted(name))"]
      compare(was["name"], now["name"], at: inner + ["name"])
      for member in ["values", "errors"] {
        let (was, now) = (was[member]?.elements ?? [], now[member]?.elements ?? [])
        compare(
          was, now, at: member == "values" ? inner : inner + [member], element: "bar",
          names: names.count == was.count ? names : [])
      }
    }
  }

  private func categories(_ axis: JSON?) -> [String] {
    (axis?["categories"]?.elements ?? []).map { $0.textValue ?? "" }
  }

  private func members(of json: JSON) -> [String] {
    if case .object(let members) = json { return members.map(\.name) }
    return []
  }
}
