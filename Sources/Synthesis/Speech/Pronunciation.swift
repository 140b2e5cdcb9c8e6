// English spelling to sounds by some ninety rules: plain, often wrong, and sufficient for synthetic speech.
//
// The longest letter group that fits is taken, from left to right, as in Elovitz, Johnson, McHugh and
// Shore ("Letter-to-sound rules for automatic translation of English text to phonetics", IEEE Transactions on
// Acoustics, Speech, and Signal Processing 24, 1976). Frequent words that no rule would get right are listed.

enum Pronunciation {
  /// The names of the sounds of `word`, lower-case letters and apostrophes.
  static func sounds(of word: String) -> [String] {
    let spelled = word.utf8.filter { isLetter($0) }
    let key = String(decoding: spelled, as: UTF8.self)
    if let known = exceptions[key] { return names(known) }
    var found: [String] = []
    var at = 0
    while at < spelled.count {
      let (length, sounds) = group(spelled, at)
      found += sounds
      at += length
    }
    return found
  }

  /// Function words carry no accent.
  static let unaccented: Set<String> = [
    "a", "an", "the", "and", "but", "or", "of", "to", "in", "on", "at", "by", "for", "from", "with",
    "is", "are", "was", "were", "be", "been", "am", "it", "its", "that", "this", "you", "your",
    "my", "me", "he", "she", "we", "they", "them", "her", "him", "his", "i", "im", "as", "do",
    "did", "have", "had", "has", "could", "would", "should", "can", "will", "about", "if", "than",
    "then", "there",
  ]

  // MARK: one group

  private static func group(_ word: [UInt8], _ at: Int) -> (length: Int, sounds: [String]) {
    if let letter = magicVowel(word, at) { return (1, letter) }
    for length in stride(from: min(4, word.count - at), through: 1, by: -1) {
      let letters = String(decoding: word[at..<(at + length)], as: UTF8.self)
      let isLast = at + length == word.count
      if isLast, at > 0, let sounds = endings[letters] { return (length, names(sounds)) }
      if at == 0, let sounds = beginnings[letters] { return (length, names(sounds)) }
      if let sounds = groups[letters] { return (length, names(sounds)) }
    }
    return single(word, at)
  }

  /// The long vowel before one consonant and a last `e`, as in "late", "fine", "home".
  private static func magicVowel(_ word: [UInt8], _ at: Int) -> [String]? {
    guard at + 3 == word.count, word[at + 2] == UInt8(ascii: "e"), !isVowel(word[at + 1]),
      word[at + 1] != UInt8(ascii: "r"), at == 0 || !isVowel(word[at - 1])
    else { return nil }
    switch word[at] {
    case UInt8(ascii: "a"): return ["ey"]
    case UInt8(ascii: "e"): return ["iy"]
    case UInt8(ascii: "i"), UInt8(ascii: "y"): return ["ay"]
    case UInt8(ascii: "o"): return ["ow"]
    case UInt8(ascii: "u"): return ["uw"]
    default: return nil
    }
  }

  private static func single(_ word: [UInt8], _ at: Int) -> (length: Int, sounds: [String]) {
    let next = at + 1 < word.count ? word[at + 1] : 0
    // A doubled consonant is spoken once.
    let length = next == word[at] && !isVowel(next) ? 2 : 1
    let isSoft = next == UInt8(ascii: "e") || next == UInt8(ascii: "i") || next == UInt8(ascii: "y")
    switch word[at] {
    case UInt8(ascii: "a"): return (1, ["ae"])
    case UInt8(ascii: "e"): return (1, at + 1 == word.count && at > 1 ? [] : ["eh"])
    case UInt8(ascii: "i"): return (1, ["ih"])
    case UInt8(ascii: "o"): return (1, at + 1 == word.count ? ["ow"] : ["aa"])
    case UInt8(ascii: "u"): return (1, ["ah"])
    case UInt8(ascii: "y"): return (1, at == 0 ? ["y"] : at + 1 == word.count ? ["iy"] : ["ih"])
    case UInt8(ascii: "c"): return (length, [isSoft ? "s" : "k"])
    case UInt8(ascii: "g"): return (length, [isSoft && length == 1 && at > 0 ? "jh" : "g"])
    case UInt8(ascii: "j"): return (length, ["jh"])
    case UInt8(ascii: "q"): return (length, ["k"])
    case UInt8(ascii: "s"):
      let isBetween = at > 0 && isVowel(word[at - 1]) && length == 1 && isVowel(next)
      return (length, [isBetween ? "z" : "s"])
    case UInt8(ascii: "x"): return (1, ["k", "s"])
    default: return (length, [String(UnicodeScalar(word[at]))])
    }
  }

  private static func names(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
  }

  private static func isVowel(_ byte: UInt8) -> Bool {
    [UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u")]
      .contains(byte)
  }

  // MARK: tables

  private static let groups = [
    "tion": "sh ax n", "sion": "zh ax n", "ough": "ao", "augh": "ao", "eigh": "ey", "ture": "ch er",
    "igh": "ay", "tch": "ch", "dge": "jh", "air": "eh r", "ear": "ih r", "eer": "ih r",
    "our": "aw er", "oar": "ao r", "oor": "ao r", "ure": "uh r", "are": "eh r", "ire": "ay er",
    "ore": "ao r", "all": "ao l", "alk": "ao k", "ank": "ae ng k", "ink": "ih ng k",
    "unk": "ah ng k", "sh": "sh", "ch": "ch", "th": "th", "ph": "f", "gh": "", "wh": "w", "ck": "k",
    "ng": "ng", "qu": "k w", "ee": "iy", "ea": "iy", "oo": "uw", "ou": "aw", "ow": "ow", "oi": "oy",
    "oy": "oy", "ai": "ey", "ay": "ey", "au": "ao", "aw": "ao", "ie": "iy", "ei": "iy", "ey": "iy",
    "oa": "ow", "ue": "uw", "ui": "uw", "ew": "uw", "er": "er", "ir": "er", "ur": "er",
    "ar": "aa r", "or": "ao r",
  ]
  private static let beginnings = [
    "kn": "n", "wr": "r", "ps": "s", "re": "r iy", "be": "b ih", "de": "d ih", "un": "ah n",
  ]
  private static let endings = [
    "ing": "ih ng", "ed": "d", "ted": "t ih d", "ded": "d ih d", "es": "z", "ies": "iy z",
    "le": "ax l", "ble": "b ax l", "ous": "ax s", "ly": "l iy", "ment": "m ax n t",
    "ness": "n ax s", "age": "ih jh", "ful": "f ax l", "nk": "ng k", "mb": "m", "ce": "s",
    "ge": "jh", "se": "z", "ve": "v", "old": "ow l d", "ind": "ay n d", "ild": "ay l d", "ow": "ow",
    "tle": "t ax l", "an": "ax n", "er": "er", "al": "ax l", "on": "ax n", "en": "ax n", "ey": "iy",
    "ie": "ay",
  ]
  private static let exceptions = [
    "a": "ax", "the": "dh ax", "of": "ah v", "to": "t uw", "do": "d uw", "two": "t uw",
    "who": "h uw", "you": "y uw", "your": "y ao r", "youre": "y ao r", "i": "ay", "im": "ay m",
    "ill": "ay l", "my": "m ay", "by": "b ay", "why": "w ay", "buy": "b ay", "he": "h iy",
    "she": "sh iy", "we": "w iy", "me": "m iy", "be": "b iy", "they": "dh ey", "them": "dh eh m",
    "their": "dh eh r", "there": "dh eh r", "this": "dh ih s", "that": "dh ae t",
    "thats": "dh ae t s", "than": "dh ae n", "then": "dh eh n", "with": "w ih dh", "was": "w ah z",
    "is": "ih z", "his": "h ih z", "its": "ih t s", "as": "ae z", "are": "aa r", "were": "w er",
    "have": "h ae v", "has": "h ae z", "had": "h ae d", "one": "w ah n", "once": "w ah n s",
    "some": "s ah m", "come": "k ah m", "done": "d ah n", "love": "l ah v", "give": "g ih v",
    "gone": "g ao n", "live": "l ih v", "says": "s eh z", "said": "s eh d", "what": "w ah t",
    "know": "n ow", "no": "n ow", "so": "s ow", "go": "g ow", "going": "g ow ih ng",
    "dont": "d ow n t", "wont": "w ow n t", "cant": "k ae n t", "could": "k uh d",
    "would": "w uh d", "should": "sh uh d", "good": "g uh d", "look": "l uh k", "book": "b uh k",
    "took": "t uh k", "right": "r ay t", "from": "f r ah m", "money": "m ah n iy",
    "people": "p iy p ax l", "mother": "m ah dh er", "brother": "b r ah dh er", "other": "ah dh er",
    "another": "ax n ah dh er", "together": "t ax g eh dh er", "again": "ax g eh n",
    "about": "ax b aw t", "now": "n aw", "how": "h aw", "down": "d aw n", "our": "aw er",
    "hour": "aw er", "really": "r ih l iy", "beautiful": "b y uw t ih f ax l", "heart": "h aa r t",
    "head": "h eh d", "dead": "d eh d", "bread": "b r eh d", "friend": "f r eh n d",
    "never": "n eh v er", "ever": "eh v er", "every": "eh v r iy", "any": "eh n iy",
    "many": "m eh n iy", "very": "v eh r iy", "oh": "ow", "yeah": "y ae", "okay": "ow k ey",
    "hmm": "h m", "mmhmm": "m h m", "phone": "f ow n", "four": "f ao r", "door": "d ao r",
    "water": "w ao t er", "put": "p uh t", "talk": "t ao k", "walk": "w ao k", "half": "h ae f",
    "laugh": "l ae f", "enough": "ih n ah f", "thought": "th ao t", "through": "th r uw",
    "women": "w ih m ih n", "woman": "w uh m ax n",
  ]
}
