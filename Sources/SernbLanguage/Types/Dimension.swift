// Dimensions of numbers, as exponents of the second and the decibel, and the units of literals.

/// The dimension of a number. Plain numbers and shares have none; a duration is s¹, a frequency s⁻¹.
public struct Dimension: Hashable, Sendable {
  // Small, so that a value of the language takes 24 bytes.
  private let powers: SIMD2<Int32>

  package init(seconds: Int = 0, decibels: Int = 0) {
    powers = SIMD2(Int32(clamping: seconds), Int32(clamping: decibels))
  }

  package var seconds: Int { Int(powers.x) }
  package var decibels: Int { Int(powers.y) }

  /// No dimension.
  public static let plain = Dimension()
  package static let duration = Dimension(seconds: 1)
  package static let frequency = Dimension(seconds: -1)
  package static let level = Dimension(decibels: 1)

  /// The dimension of a product.
  public static func * (a: Dimension, b: Dimension) -> Dimension {
    Dimension(seconds: clamped(a.seconds + b.seconds), decibels: clamped(a.decibels + b.decibels))
  }

  /// The dimension of a quotient.
  public static func / (a: Dimension, b: Dimension) -> Dimension {
    Dimension(seconds: clamped(a.seconds - b.seconds), decibels: clamped(a.decibels - b.decibels))
  }

  // Repeated squaring in a notebook must not overflow an exponent.
  private static func clamped(_ exponent: Int) -> Int { min(99, max(-99, exponent)) }

  /// The base unit of the dimension: `s`, `Hz`, `dB`; empty for plain numbers.
  package var symbol: String {
    switch self {
    case .plain: ""
    case .duration: "s"
    case .frequency: "Hz"
    case .level: "dB"
    default:
      [(seconds, "s"), (decibels, "dB")].filter { $0.0 != 0 }
        .map { $0.0 == 1 ? $0.1 : "\($0.1)^\($0.0)" }.joined(separator: " ")
    }
  }

  /// A description for messages: `a duration`.
  package var description: String {
    switch self {
    case .plain: "a plain number"
    case .duration: "a duration"
    case .frequency: "a frequency"
    case .level: "a level in decibels"
    default: "a number in \(symbol)"
    }
  }

  /// An example literal of this dimension, for hints.
  package var example: String {
    switch self {
    case .duration: "25 ms"
    case .frequency: "44.1 kHz"
    case .level: "60 dB"
    default: "25"
    }
  }
}

/// A unit that may follow a number literal: a syntax tree holds many, and each takes a byte.
public struct Unit: Hashable, Sendable {
  private let index: UInt8

  private struct Facts {
    let word: String
    let dimension: Dimension
    let scale: Double
    var divides = false
  }

  private static let facts = [
    Facts(word: "s", dimension: .duration, scale: 1),
    Facts(word: "ms", dimension: .duration, scale: 1000, divides: true),
    Facts(word: "us", dimension: .duration, scale: 1_000_000, divides: true),
    Facts(word: "min", dimension: .duration, scale: 60),
    Facts(word: "h", dimension: .duration, scale: 3600),
    Facts(word: "Hz", dimension: .frequency, scale: 1),
    Facts(word: "kHz", dimension: .frequency, scale: 1000),
    Facts(word: "dB", dimension: .level, scale: 1),
    Facts(word: "%", dimension: .plain, scale: 100, divides: true),
  ]

  package static let all = facts.indices.map { Unit(index: UInt8($0)) }

  private var facts: Facts { Self.facts[Int(index)] }
  package var word: String { facts.word }
  package var dimension: Dimension { facts.dimension }
  /// Converts a value in this unit to the base unit; divides where that is the exact conversion.
  package func value(of number: Double) -> Double {
    facts.divides ? number / facts.scale : number * facts.scale
  }

  /// The unit for a spelled-out name: `ms` for `milliseconds`.
  static func meant(by word: String) -> String? {
    switch word.lowercased() {
    case "sec", "secs", "second", "seconds": "s"
    case "msec", "millisecond", "milliseconds": "ms"
    case "usec", "µs", "μs", "microsecond", "microseconds": "us"
    case "m", "mins", "minute", "minutes": "min"
    case "hr", "hrs", "hour", "hours": "h"
    case "hertz": "Hz"
    case "khz", "kilohertz": "kHz"
    case "db", "decibel", "decibels": "dB"
    case "percent", "pct": "%"
    default: nil
    }
  }

  package static func named(_ word: String) -> Unit? { all.first { $0.word == word } }
}
