// Whether a terminal draws pictures: what its environment says, and what it answers when it is asked.

package import SernbDocument

package enum PixelSupport {
  /// Primary Device Attributes (ECMA-48, DA): the terminal answers with the numbers of what it can do.
  package static let question = "\u{1B}[c"

  /// How pictures are drawn. `SERNB_GRAPHICS` decides where it is `kitty`, `sixel` or `none`.
  ///
  /// - Parameter answer: what the terminal answers to `question`; asked only where the environment does not say.
  package static func way(
    in environment: [String: String], answer: @autoclosure () -> [UInt8]
  ) -> TerminalPixels.Format {
    func value(_ name: String) -> String { environment[name] ?? "" }
    switch value("SERNB_GRAPHICS") {
    case "kitty": return .kitty
    case "sixel": return .sixel
    case "none": return .none
    default: break
    }
    let terminal = value("TERM")
    // A multiplexer redraws its windows from letters: pictures would be lost or stay where they should not.
    let isInside =
      !value("TMUX").isEmpty || !value("STY").isEmpty
      || ["screen", "tmux"].contains { terminal.hasPrefix($0) }
    if terminal.isEmpty || terminal == "dumb" || isInside || !value("NO_COLOR").isEmpty {
      return .none
    }
    let isKitty =
      !value("KITTY_WINDOW_ID").isEmpty || terminal.contains("kitty")
      || terminal.contains("ghostty") || ["WezTerm", "ghostty"].contains(value("TERM_PROGRAM"))
    if isKitty { return .kitty }
    return attributes(in: answer())?.numbers.contains(4) == true ? .sixel : .none
  }

  /// Whether the page is dark, which it is unless `COLORFGBG` says that it is light.
  package static func isDark(in environment: [String: String]) -> Bool {
    let ground = environment["COLORFGBG"]?.split(separator: ";").last ?? ""
    return !["7", "15"].contains(ground)
  }

  /// The answer to `question` in `bytes` (`ESC [ ? 62 ; 4 c`) and where it stands; nil while it is not whole.
  package static func attributes(in bytes: [UInt8]) -> (numbers: [Int], position: Range<Int>)? {
    for start in bytes.indices where bytes[start...].starts(with: [0x1B, 0x5B, 0x3F]) {
      let body = bytes[(start + 3)...].prefix { (0x30...0x3B).contains($0) }
      guard body.endIndex < bytes.count, bytes[body.endIndex] == UInt8(ascii: "c") else { continue }
      let numbers = body.split(separator: UInt8(ascii: ";")).compactMap {
        Int(String(decoding: $0, as: UTF8.self))
      }
      return (numbers, start..<(body.endIndex + 1))
    }
    return nil
  }
}
