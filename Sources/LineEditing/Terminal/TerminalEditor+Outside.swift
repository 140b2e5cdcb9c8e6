// Ctrl-X Ctrl-E: edits the text in `$VISUAL` or `$EDITOR`; the result is not submitted yet.

import CEditline

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension TerminalEditor {
  func editOutside() {
    let folder = environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var path = Array("\(folder)/sernb-XXXXXX.sernb".utf8CString)
    let file = mkstemps(&path, 6)
    let name = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard file >= 0 else {
      below = ["I cannot write \(name) to edit the text there."]
      return
    }
    writeAll(Array(String(scalars: line.text).utf8) + [10], to: file)
    close(file)
    defer { unlink(name) }
    let program =
      [environment("VISUAL"), environment("EDITOR")].compactMap { $0 }.first { !$0.isEmpty } ?? "vi"
    writeAll(Self.pasteOff + screen.erase(), to: output)
    tcsetattr(input, TCSADRAIN, &cooked)
    cel_signals_end()
    let status = cel_shell("\(program) \"$1\"", name)
    cel_signals_begin(input, output, &cooked)
    resume()
    guard status == 0 else {
      below = ["`\(program)` ended with status \(status): the text is as it was."]
      return
    }
    let changed = open(name, O_RDONLY | O_CLOEXEC)
    guard changed >= 0 else { return }
    defer { close(changed) }
    var text = Array(
      String(decoding: allBytes(of: changed, limit: 1 << 20), as: UTF8.self).unicodeScalars)
    if text.last == "\n" { text.removeLast() }
    set(text, cursor: text.count)
  }
}
