// Comma-separated values (RFC 4180) to tables and back: the settings of both directions and the way in.
//
// 1. A file is UTF-8, with or without a byte order mark; lines end in LF, CRLF or CR.
// 2. The first line names the columns. Names are distinct and not empty.
// 3. A field may stand in quotes, and then hold separators, line ends and doubled quotes.
// 4. An empty field is missing. An empty field in quotes is the empty text, in a column of numbers it is missing.
// 5. A column is of numbers if every field that is not empty is one, as JSON writes them or as `.5`, `1.`;
//    `inf`, `-inf` and `nan` count beside at least one finite number. A column of `true` and `false` (or `True`,
//    `TRUE`) is of truth values. All else is text: so are `007` and whole numbers over 2⁵³, which are names, not
//    quantities.
// 6. Empty lines are skipped, except in a table of one column, where they are missing cells.
// 7. Nothing is repaired silently: rows of another length, bytes that are not UTF-8 and the like are all reported.

import Basics

/// Reads and writes tables as comma-separated values.
package enum CSV {
  /// How a file is read.
  package struct Reading: Sendable, Hashable {
    /// The byte between fields.
    package var separator: UInt8
    /// Kinds of columns that are given instead of guessed. A field that does not fit is an error.
    package var kinds: [String: Column.Kind]
    /// The units of numeric columns.
    package var units: [String: ColumnUnit]
    /// The source of row identities.
    package var identity: IdentitySource

    /// Commas and guessed kinds by default.
    package init(
      separator: UInt8 = 0x2C, kinds: [String: Column.Kind] = [:],
      units: [String: ColumnUnit] = [:], identity: IdentitySource = .automatic
    ) {
      self.separator = separator
      self.kinds = kinds
      self.units = units
      self.identity = identity
    }
  }

  /// Where the identity of a row comes from.
  package enum IdentitySource: Sendable, Hashable {
    /// The column `utterance`, else `wav_file`, else `id`, else the file and the row.
    case automatic
    case column(String)
    /// `FILE:1` for the first row.
    case fileAndRow
  }

  /// How a table is written.
  package struct Writing: Sendable, Hashable {
    /// The byte between fields.
    package var separator: UInt8
    /// Whether the columns `utterance`, `speaker` and `copy` are put first where the table has none of that name.
    package var identity: Bool

    /// Commas and no identity columns by default.
    package init(separator: UInt8 = 0x2C, identity: Bool = false) {
      self.separator = separator
      self.identity = identity
    }
  }

  /// The table in `bytes`, the content of the file `name` (which only names it in errors and identities).
  ///
  /// - Throws: `CSVError` with all that is wrong, `Cancelled`.
  package static func read(
    _ bytes: [UInt8], name: String, _ settings: Reading = Reading()
  ) throws -> Table {
    try read(name: name, byteCount: bytes.count, settings) {
      var start = 0
      return {
        if start >= bytes.count { return nil }
        let end = min(bytes.count, start + pieceLength)
        defer { start = end }
        return Array(bytes[start..<end])
      }
    }
  }

  /// The table in a file that is read piece by piece, so that its bytes are never all in memory.
  ///
  /// A column that looks like numbers and turns out to be text far down is read again from the start; `open` is
  /// called again for that and must give the same bytes.
  /// - Parameters:
  ///   - byteCount: the length of the file, if known, which saves memory.
  ///   - open: begins the file; its answer gives the next piece of any length, `nil` at the end.
  /// - Throws: `CSVError` with all that is wrong, `Cancelled`, what `open` and its answer throw.
  package static func read(
    name: String, byteCount: Int? = nil, _ settings: Reading = Reading(),
    open: () throws -> (() throws -> [UInt8]?)
  ) throws -> Table {
    var texts = Set<String>()
    // Each pass makes at least one more column per text, and two nearly always suffice.
    while true {
      var pass = CSVPass(name: name, byteCount: byteCount, settings, texts: texts)
      let next = try open()
      while let piece = try next() {
        try checkCancellation()
        pass.read(piece)
      }
      if let table = try finished(&pass, &texts) { return table }
    }
  }

  /// The table of a pass, nil if columns were found to be texts too late: they are added to `texts`.
  static func finished(_ pass: inout CSVPass, _ texts: inout Set<String>) throws -> Table? {
    pass.finish()
    let builder = pass.builder
    if let error = builder.error { throw error }
    let misjudged = builder.misjudged
    if misjudged.isEmpty {
      do { return try named(try builder.table()) } catch TableError.cancelled {
        throw Cancelled()
      }
    }
    texts.formUnion(misjudged)
    return nil
  }

  /// A row without a name is the same row in every file that holds the same table, whatever the file is called and
  /// however its numbers are written.
  private static func named(_ table: Table) throws -> Table {
    guard (0..<table.rowCount).contains(where: { table.rows.naming($0) == .position }) else {
      return table
    }
    let content = table.contentHash
    let names = (0..<table.rowCount).map { row in
      table.rows.naming(row) == .position
        ? RowName.hash(source: content, number: row) : RowName.none
    }
    return try table.with(rows: table.rows.knowing(names))
  }

  /// Bytes that are read or written at a time.
  static let pieceLength = 1 << 20
}
