// Collects scanned fields into columns and records every fault of the file.

import Basics

/// A table while its file is read.
struct CSVTableBuilder {
  private let settings: CSV.Reading
  private let byteCount: Int?
  /// Columns that an earlier pass found to be text.
  private let texts: Set<String>

  /// The line in the file, from 1, that the scanner is in.
  var line = 1
  /// The line in which the last quoted field began.
  var quoteLine = 1
  private var names: [String] = []
  private var columns: [CSVColumnBuilder] = []
  private var hasHeader = false
  /// Fields of the current record so far.
  private var position = 0
  private var rows = 0
  private var faults: CSVFaults

  /// Whether the column holds numbers as far as is known. Such cells, nearly all of a wide table, go to `block`.
  private var isNumber: [Bool] = []
  /// Whether its kind was asked for, so that `007` is a number, too.
  private var isLenient: [Bool] = []
  /// The last rows of the numeric columns, row by row, so that a cell is written next to the one before; they are
  /// moved to their columns when there are `blockHeight` of them.
  private var block: [Double] = []
  private var blockRow = 0
  private var blockHeight = 1

  init(file: String, byteCount: Int?, _ settings: CSV.Reading, texts: Set<String>) {
    self.settings = settings
    self.byteCount = byteCount
    self.texts = texts
    faults = CSVFaults(file: file)
  }

  // MARK: Fields from the scanner

  /// The next field of the current record; `end` is the offset in the file after its last byte.
  mutating func field(_ bytes: Span<UInt8>, isQuoted: Bool, end: Int) {
    if !hasHeader {
      names.append(text(bytes, end: end))
    } else if position < columns.count {
      if isNumber[position], let value = numberField(bytes, isLenient: isLenient[position]) {
        block[blockRow * columns.count + position] = value
      } else {
        add(bytes, isQuoted: isQuoted, end: end)
      }
    }
    position += 1
  }

  mutating func endRecord() {
    if !hasHeader {
      endHeader()
    } else {
      if position != columns.count {
        faults.add(.ragged(row: rows + 1, line: line, fields: position, wanted: columns.count))
      }
      rows += 1
      blockRow += 1
      if blockRow == blockHeight { emptyBlock() }
    }
    position = 0
  }

  mutating func emptyLine(end: Int) {
    guard hasHeader, columns.count == 1 else { return }
    field([UInt8]().span, isQuoted: false, end: end)
    endRecord()
  }

  mutating func noteAfterQuote() {
    faults.add(.textAfterQuote(row: rows + (hasHeader ? 1 : 0), line: line))
  }

  mutating func noteOpenQuote() {
    faults.add(.openQuote(row: rows + (hasHeader ? 1 : 0), line: quoteLine))
  }

  /// Called when about `bytes` bytes of the file have been read, to make room for the rest at once.
  mutating func reserve(afterBytes bytes: Int) {
    guard let byteCount, rows > 0, bytes > 0, bytes < byteCount else { return }
    let estimate = Double(rows) * (Double(byteCount) / Double(bytes)) * 1.02
    for index in columns.indices { columns[index].reserve(Int(estimate)) }
  }

  mutating func finish() {
    emptyBlock()
    if !hasHeader { faults.add(.noHeader) }
    for name in settings.kinds.keys.sorted() where hasHeader && !names.contains(name) {
      faults.add(.noSuchColumn(name, among: names))
    }
    if case .column(let name) = settings.identity, hasHeader, !names.contains(name) {
      faults.add(.noSuchColumn(name, among: names))
    }
  }

  // MARK: Chunks

  /// An empty builder for what follows, once there is a header.
  var continuation: CSVTableBuilder? {
    guard hasHeader else { return nil }
    var result = self
    result.position = 0
    result.columns = columns.map(\.continuation)
    result.faults = CSVFaults(file: faults.file)
    result.line = 1
    result.rows = 0
    result.blockRow = 0
    return result
  }

  /// Takes the rows that were read as a `continuation`; false, and nothing is done, if only reading them after the
  /// others tells what they are: there are faults, or a column turns out to be of another kind.
  mutating func append(_ other: consuming CSVTableBuilder) -> Bool {
    other.emptyBlock()
    guard other.faults.error == nil, other.position == 0, other.isNumber == isNumber,
      zip(columns, other.columns).allSatisfy({ $0.agrees(with: $1) })
    else { return false }
    emptyBlock()
    for index in columns.indices { columns[index].append(other.columns[index]) }
    rows += other.rows
    line += other.line - 1
    return true
  }

  // MARK: The result

  /// All faults, `nil` if there are none.
  var error: CSVError? { faults.error }

  /// The columns that were taken for numbers or truth values until a text came.
  var misjudged: [String] {
    zip(names, columns).filter { $1.isMisjudged }.map { $0.0 }
  }

  func table() throws(TableError) -> Table {
    var meter = WorkMeter()
    let entries = try zip(names, columns).map { name, column throws(TableError) in
      if meter.isStopped(after: 20 * rows) { throw .cancelled }
      let finished = column.finished()
      if case .number(let values, _) = finished, let unit = settings.units[name] {
        return (name: name, column: Column.number(values, unit: unit))
      }
      return (name: name, column: finished)
    }
    let positions = RowIdentities(count: rows, source: faults.file, naming: .position)
    let anonymous = try Table(entries, rows: positions)
    return try anonymous.with(rows: try identities(in: anonymous))
  }

  private func identities(in table: Table) throws(TableError) -> RowIdentities {
    let name: String? =
      switch settings.identity {
      case .automatic: ["utterance", "wav_file", "id"].first { table.has($0) }
      case .column(let name): name
      case .fileAndRow: nil
      }
    let positions = table.rows.utterances
    let column = name.flatMap { table[$0] }
    let given = table["speaker"]?.cellTexts
    if case .number(let numbers, _) = column, let names = RowNames(wholeNumbers: numbers) {
      return RowIdentities(
        names: names, speakers: given ?? TextArray(repeating: nil, count: rows),
        copies: copies(in: table))
    }
    let ids = column?.cellTexts
    var meter = WorkMeter()
    var names = positions
    var namings: [RowNaming] = []
    if let ids, ids.missingCount < ids.count {
      names = RowNames(ids)
      if ids.missingCount > 0 {
        var all = TextArrayBuilder(capacity: ids.count)
        for row in ids.indices {
          if meter.isStopped(after: 100) { throw .cancelled }
          if ids.isMissing(row) { all.append(positions[row]) } else { all.append(ids, row) }
        }
        names = RowNames(all.finish())
        namings = ids.indices.map { ids.isMissing($0) ? .position : .named }
      }
    } else {
      namings = Array(repeating: .position, count: rows)
    }
    // Mostly no name tells of a speaker.
    var speakers = given ?? TextArray(repeating: nil, count: rows)
    if let ids, speakers.missingCount > 0 {
      var all = TextArrayBuilder(capacity: rows)
      for row in 0..<rows {
        if meter.isStopped(after: 100) { throw .cancelled }
        if speakers.isMissing(row), !ids.isMissing(row) {
          all.append(ids[row].flatMap { RowIdentity.speaker(of: $0) })
        } else {
          all.append(speakers, row)
        }
      }
      speakers = all.finish()
    }
    return RowIdentities(
      names: names, speakers: speakers, copies: copies(in: table), namings: namings)
  }

  private func copies(in table: Table) -> [Int] {
    guard case .number(let numbers, _) = table["copy"] else { return [] }
    return numbers.map { $0 < 1e9 ? max(0, Int(exactly: $0) ?? 0) : 0 }
  }

  // MARK: Helpers

  /// A field that is not simply one more number of a column of numbers.
  private mutating func add(_ bytes: Span<UInt8>, isQuoted: Bool, end: Int) {
    switch columns[position].add(bytes, isQuoted: isQuoted, row: rows) {
    case .taken: break
    case .isNoText:
      if !columns[position].addText(bytes) { columns[position].addText(text(bytes, end: end)) }
    case .doesNotFit(let kind):
      faults.add(
        .doesNotFit(
          row: rows + 1, line: line, column: names[position], text: text(bytes, end: end),
          wanted: kind))
    case .isFirstNumber(let value):
      // All cells above are missing, some of them in columns already, the others in the block.
      columns[position].addMissing(rows - blockRow)
      for row in 0..<blockRow { block[row * columns.count + position] = .nan }
      block[blockRow * columns.count + position] = value
      isNumber[position] = true
    case .isMisjudged: isNumber[position] = false
    }
  }

  private mutating func emptyBlock() {
    let width = columns.count
    for column in isNumber.indices where isNumber[column] {
      columns[column].add(block, from: column, by: width, count: blockRow)
    }
    blockRow = 0
  }

  private mutating func endHeader() {
    hasHeader = true
    var first: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if name.isEmpty {
        faults.add(.emptyHeader(column: index + 1))
      } else if let earlier = first[name] {
        faults.add(.duplicateHeader(name, columns: earlier + 1, index + 1))
      } else {
        first[name] = index
      }
    }
    columns = names.map { name in
      let kind = texts.contains(name) ? .text : settings.kinds[name]
      return CSVColumnBuilder(kind: kind)
    }
    isNumber = columns.map(\.isNumber)
    isLenient = columns.map(\.isFixed)
    // At most eight megabytes.
    blockHeight = max(1, min(32, (1 << 20) / columns.count))
    block = Array(repeating: .nan, count: columns.count * blockHeight)
  }

  /// The bytes as text; what is not UTF-8 is noted and replaced.
  private mutating func text(_ bytes: Span<UInt8>, end: Int) -> String {
    let valid = bytes.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) }
    if let valid { return valid }
    let copy = bytes.withUnsafeBufferPointer { Array($0) }
    let row = hasHeader ? rows + 1 : 0
    let name = hasHeader ? names[position] : nil
    let bad = firstInvalidByte(copy)
    faults.add(.notUTF8(row: row, line: line, column: name, byte: end - copy.count + bad))
    return String(decoding: copy, as: UTF8.self)
  }
}

/// The offset of the first byte that is not valid UTF-8.
func firstInvalidByte(_ bytes: [UInt8]) -> Int {
  var parser = Unicode.UTF8.ForwardParser()
  var iterator = bytes.makeIterator()
  var position = 0
  while true {
    switch parser.parseScalar(from: &iterator) {
    case .valid(let scalar): position += scalar.count
    case .error, .emptyInput: return position
    }
  }
}
