// The commands that sernb adds to libedit, their keys, and the libedit commands that they replace.

enum Command: Int32, CaseIterable {
  case enter, newline, interrupt, suspend, endOrDelete, up, down, left, right, lineStart, lineEnd,
    backspace, delete, killToEnd, killToStart, killWordBack, killPathBack, killWord, yank, undo,
    complete, searchBack, searchForward, paste, edit, clear, redraw, quote, lastWord, startOver,
    ignore

  /// The name for `bind`.
  var name: String { "sernb-\(self)" }

  /// Keys of the emacs map and of vi's insert map.
  static let keys: [(key: String, command: Command)] = [
    ("^M", .enter), ("^J", .enter), ("^C", .interrupt), ("^Z", .suspend), ("^D", .endOrDelete),
    ("^L", .clear), ("^R", .searchBack), ("^S", .searchForward), ("^I", .complete), ("^P", .up),
    ("^N", .down), ("^H", .backspace), ("^?", .backspace), ("^A", .lineStart), ("^E", .lineEnd),
    ("^B", .left), ("^F", .right), ("^K", .killToEnd), ("^U", .killToStart), ("^W", .killPathBack),
    ("^Y", .yank), ("^_", .undo), ("^V", .quote), ("^Q", .quote), ("^O", .ignore),
    ("\\034", .ignore), ("^X^E", .edit), ("^X^U", .undo),
  ]

  /// Keys that send escape sequences; these are also in vi's command map.
  static let sequences: [(key: String, command: Command)] =
    ["[", "O"].flatMap { lead -> [(key: String, command: Command)] in
      [
        ("\\e\(lead)A", .up), ("\\e\(lead)B", .down), ("\\e\(lead)C", .right),
        ("\\e\(lead)D", .left), ("\\e\(lead)H", .lineStart), ("\\e\(lead)F", .lineEnd),
      ]
    } + [
      ("\\e[1~", .lineStart), ("\\e[7~", .lineStart), ("\\e[4~", .lineEnd), ("\\e[8~", .lineEnd),
      ("\\e[3~", .delete), ("\\e[2~", .ignore), ("\\e[5~", .up), ("\\e[6~", .down),
      ("\\e[200~", .paste), ("\\e[201~", .ignore), ("\\e[Z", .ignore),
      ("\\e[3;5~", .killWord), ("\\e[3;3~", .killWord), ("\\e\\r", .newline), ("\\e\\n", .newline),
    ]

  /// Escape-prefixed keys, only in the emacs map: in vi's, Escape ends inserting.
  static let metaKeys: [(key: String, command: Command)] = [
    ("\\ed", .killWord), ("\\eD", .killWord), ("\\e^?", .killWordBack), ("\\e^H", .killWordBack),
    ("\\e.", .lastWord), ("\\ex", .ignore), ("\\eX", .ignore),
  ]

  /// Word commands, by libedit.
  static let wordKeys: [(key: String, command: String)] =
    ["[1;5", "[1;3", "[5"].flatMap { lead in
      [("\\e\(lead)D", "ed-prev-word"), ("\\e\(lead)C", "em-next-word")]
    } + [
      ("\\e[1;5H", "ed-move-to-beg"), ("\\e[1;5F", "ed-move-to-end"),
      ("\\e[1;5A", up.name), ("\\e[1;5B", down.name),
    ]

  /// Keys of vi's command map.
  static let viKeys: [(key: String, command: Command)] = [
    ("^M", .enter), ("^J", .enter), ("^C", .interrupt), ("^Z", .suspend), ("^D", .endOrDelete),
    ("^L", .clear), ("^R", .searchBack), ("^S", .searchForward), ("^P", .up), ("^N", .down),
    ("j", .down), ("k", .up), ("+", .down), ("-", .up), ("/", .searchBack), ("?", .searchForward),
    ("n", .searchBack), ("N", .searchForward), ("v", .edit), (":", .ignore), ("G", .ignore),
    ("_", .ignore), ("@", .ignore), ("#", .ignore), ("\\034", .ignore), ("^X^E", .edit),
  ]

  /// The libedit commands that need its own history, drawing or terminal mode, with their replacements when `.editrc`
  /// binds them.
  static let replaced: [String: Command] = [
    "ed-newline": .enter, "ed-prev-history": .up, "ed-search-prev-history": .up,
    "ed-next-history": .down, "ed-search-next-history": .down, "em-inc-search-prev": .searchBack,
    "vi-search-prev": .searchBack, "em-inc-search-next": .searchForward,
    "vi-search-next": .searchForward, "vi-repeat-search-prev": .searchBack,
    "vi-repeat-search-next": .searchForward, "vi-histedit": .edit, "ed-clear-screen": .clear,
    "ed-redisplay": .redraw, "ed-tty-sigint": .interrupt, "ed-tty-sigtstp": .suspend,
    "ed-tty-sigtstop": .suspend, "ed-tty-dsusp": .suspend, "em-delete-or-list": .endOrDelete,
    "vi-list-or-eof": .endOrDelete, "ed-end-of-file": .endOrDelete, "ed-quoted-insert": .quote,
    "ed-command": .ignore, "vi-to-history-line": .ignore, "vi-history-word": .lastWord,
    "vi-alias": .ignore, "vi-comment-out": .ignore, "ed-start-over": .startOver,
    "ed-tty-flush-output": .ignore, "ed-tty-sigquit": .ignore, "ed-tty-start-output": .ignore,
    "ed-tty-stop-output": .ignore, "em-copy-prev-word": .lastWord, "rl-complete": .complete,
    "rl_complete": .complete, "ed-kill-line": .killToEnd, "vi-kill-line-prev": .killToStart,
    "em-yank": .yank,
  ]
}
