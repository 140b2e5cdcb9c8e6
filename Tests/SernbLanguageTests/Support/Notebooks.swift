// Notebooks to try things on: edge cases of the file format, and code that uses every word of the language.

enum Notebooks {
  /// Small files, each odd in one way.
  static let edges: [String] = [
    "", "\n", "\n\n\n", "---\n---\n", "---\ntitle: x\n---", "---\ntitle: x\n---\n",
    "---\nnever closed",
    "---  \ntitle: x\n---\t\ntext", "prose without an end", "# A\n\n---\n\nrule, no front matter\n",
    "```ser a\n```", "```ser a\n```\n", "```ser a\nx = 1\n```", "```ser a\nx = 1", "```ser a",
    "```ser\nx = 1\n```\n", "```ser a b c\nx = 1\n```\n", "```ser\ta\nx = 1\n```\n",
    "~~~ser a\nx = 1\n~~~\n", "~~~ser a\nx = 1\n```\n~~~\n", "`````ser a\nx = 1\n```\n`````\n",
    "````\n```ser not_a_cell\n```\n````\n```ser a\nx = 1\n```\n",
    "~~~~ text\n~~~\n```ser no\n~~~~\nprose {{ 1 + 1 }}\n", "   ```ser a\n   x = 1\n   ```\n",
    "    ```ser no\n    x = 1\n    ```\n",
    "- item\n\n  ```ser a\n  #| fold: true\n  x = [\n    1, # one\n  ]\n  ```\n",
    "```python\nprint(1)\n```\n", "```ser a\n#| fold: true\n#| caption: A thing\n\nx = 1\n```\n",
    "```ser a\nx = 1\n#| fold: true\n```\n", "```ser a\n#|\n#| : x\n#| fold\n#|fold:true\n```\n",
    "---\r\ntitle: x\r\n---\r\n\r\nText {{ 1 + 1 }}.\r\n\r\n```ser a\r\n#| fold: true\r\nx = [1,\r\n2]\r\n```\r\nMore\r\n",
    "```ser a\r\nx = 1\n```\r\n", "\u{FEFF}---\ntitle: x\n---\n```ser a\nx=1\n```\n",
    "\u{FEFF}```ser a\nx=1\n```\n",
    "<<<<<<< ours\n```ser a\nx = 1\n```\n=======\n```ser a\nx = 2\n```\n>>>>>>> theirs\n",
    "```ser a\n<<<<<<< ours\nx = 1\n=======\nx = )\n>>>>>>> theirs\n```\n",
    "---\n<<<<<<< ours\nseed: 1\n=======\nseed: 2\n>>>>>>> theirs\n---\n```ser a\n1\n```\n",
    "A heading\n=======\n\n> > > > > > > quoted\n", "```ser a\nx = 1\n\n```ser b\ny = 2\n```\n",
    "text `{{ code }}` and ``{{ `code` }}`` and \\{{ this }} and {{ 1 }}\n",
    "{{ never closed\n\nnext {{ 1 }}\n",
    "{{ {a: {b: 1}}.a.b }} {{ \"}}\" }} {{ (1 }} {{ 1 : percent 1 }} {{ 1 : nonsense }}\n",
    "a hard break\\\n```\n{{ not here }}\n```\n{{\n1\n+ 1\n}}\n", "tail \\", "tail `", "tail {",
    "tail {{",
    "\u{0}\u{1}\u{7F}\n```ser a\n\u{0}\n```\n", "```ser a\nx = \"\u{0}\"\n```\n", "\r\r\r",
    "```ser a\rx = 1\r```",
    "ä ö ü 🎉 e\u{301}\n```ser gefühl\nlänge = 1 s\n# ü\n```\n{{ länge }} é\n",
    "```ser a\n🎉 = 1\n```\n",
    "```ser a\nx = 'single'\ny = “typographic”\n```\n", "``` ser a\nx = 1\n``` \n",
    "```ser a\n\t\tx = 1\t\n\n\n\n```\n",
  ]

  /// Every statement, operator, literal and option, in odd and in canonical layout.
  static let everything = """
    ---
    title: Everything
    author: Somebody
    seed: 7
    params:
      trees: 12   # how many
      share:
        default: 20 %
        range: 5 % .. 50 %
        help: for testing
      mode: { default: fast, choices: [fast, exact] }
    ---

    # Everything

    ```ser numbers
    #| caption: Numbers
    #|fold:   true
    # a comment above

    a=1+2*3 ^ 2 - -4/5   # behind
    b = [ 1,2 , 3,]  # trailing comma
    c = {x: 1, "two words": 2,y:[ ]}
    d = if a > 5 and not (b[0] == 1) or a != 3 then 25 ms else 0.5 s
    e = 1 .. 10
    f = a in e and a not in [1, 2, 3] or "x" in "xyz"

    # two
    # lines
    g = c.x + c["two words"] - b[-1] + params.trees
    big = 1_000_000.5e-3
    level = -60 dB
    none = missing
    ```

    Between {{ a : fixed 2 }} and {{ g }}, `{{ code }}`.

    ```ser functions
    fn square(x) = x * x
    fn area(width, height) = width * square(height)
    h = [square(n) for n in e if n <= 3]
    k = (x => x + 1)(2)
    l = (x, y) => x + y
    m = area(height: 2, width: 3)
    ```

    ```ser tables
    #| timeout: 30 s
    use "good.sernb" (train, accuracy as exactness)
    loud = turns |> where(.loudness > -40 dB and .label in ["ang", "hap"]) |> derive(length: .end - .start) |> sort(by: .length)
    loud
    table(label: ["a", "b"], n: [1, 2]) |> summarize(by: .label, total: mean(.n), "odd name".x)
    model = forest(
      trees: params.trees,   # many
      # half
      share: params.share,
      criterion: "gini" # the end
    )
    plot line([1, 2, 3])
    expect rows(loud) > 0, "there is something"
    save loud to "loud.csv"
    very_long_name = text("aaaaaaaaaaaaaaaaaaaaaaaaaaaaa") + text("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb") + text("c")
    choice = if rows(loud) > 1000000 and exactness > 0.5 then "a rather long text to print" else if exactness > 0.1 then "another" else "none of them at all"
    ```

    ```ser last
    #| expect-error: unknown-name
    nowhere
    ```
    The end.

    """.replacing(", \"odd name\".x", with: "")
}

/// Steele, Lea and Flood's generator: the same mutants on every machine.
struct Seeded {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }
}
