// The sounds of made speech: their formant targets and noise.
//
// Formants in Hz are those of a grown man; a voice scales them by its tract length. Vowels after Peterson and Barney
// ("Control methods used in a study of the vowels", JASA 24, 1952), consonant loci and noises after Klatt ("Software
// for a cascade/parallel formant synthesizer", JASA 67, 1980), rounded.

/// The target of a sound and its excitation; the synthesizer glides from one to the next.
struct Sound: Sendable {
  enum Kind: Sendable { case vowel, glide, nasal, fricative, closure, burst, silence }

  var kind: Kind
  /// Milliseconds at a resting tempo.
  var length: Double
  /// First, second and third formant in Hz.
  var formants: SIMD4<Double>
  /// Amplitude of the voice, 0 ... 1.
  var voice: Double
  /// Amplitude of noise at the glottis, shaped by the formants (h, breath).
  var aspiration = 0.0
  /// Amplitude of noise at a narrowing, with its own center in Hz.
  var friction = 0.0
  var frictionCenter = 4000.0

  private init(
    _ kind: Kind, _ length: Double, _ f1: Double, _ f2: Double, _ f3: Double, voice: Double,
    aspiration: Double = 0, friction: Double = 0, at center: Double = 4000
  ) {
    self.kind = kind
    self.length = length
    formants = [f1, f2, f3, 3500]
    self.voice = voice
    self.aspiration = aspiration
    self.friction = friction
    frictionCenter = center
  }

  static let silence = Sound(.silence, 100, 500, 1500, 2500, voice: 0)

  /// The parts of the sound called `name`: one, two for diphthongs and stops, three for affricates and
  /// stops with breath. Names are those of ARPAbet in lower case.
  static func parts(_ name: String) -> [Sound] {
    switch name {
    case "iy": [vowel(110, 280, 2250, 2900)]
    case "ih": [vowel(80, 400, 1950, 2550)]
    case "eh": [vowel(90, 530, 1800, 2480)]
    case "ae": [vowel(125, 660, 1700, 2410)]
    case "aa": [vowel(125, 730, 1100, 2440)]
    case "ao": [vowel(120, 570, 850, 2410)]
    case "ah": [vowel(80, 640, 1200, 2400)]
    case "ax": [vowel(55, 500, 1400, 2450)]
    case "uh": [vowel(80, 440, 1020, 2240)]
    case "uw": [vowel(110, 310, 900, 2240)]
    case "er": [vowel(110, 490, 1350, 1690)]
    case "ey": [vowel(75, 480, 1950, 2550), vowel(65, 330, 2200, 2750)]
    case "ay": [vowel(85, 700, 1200, 2450), vowel(70, 380, 2050, 2600)]
    case "oy": [vowel(80, 550, 900, 2400), vowel(75, 380, 1950, 2500)]
    case "aw": [vowel(85, 700, 1250, 2400), vowel(70, 420, 950, 2300)]
    case "ow": [vowel(75, 540, 1050, 2350), vowel(70, 370, 850, 2250)]
    case "w": [Sound(.glide, 60, 300, 650, 2200, voice: 0.6)]
    case "y": [Sound(.glide, 55, 270, 2250, 3000, voice: 0.6)]
    case "r": [Sound(.glide, 65, 330, 1150, 1500, voice: 0.6)]
    case "l": [Sound(.glide, 60, 350, 1050, 2750, voice: 0.6)]
    case "m": [Sound(.nasal, 70, 260, 1000, 2200, voice: 0.35)]
    case "n": [Sound(.nasal, 65, 260, 1550, 2500, voice: 0.35)]
    case "ng": [Sound(.nasal, 70, 260, 2000, 2700, voice: 0.35)]
    case "h": [Sound(.fricative, 60, 500, 1500, 2500, voice: 0, aspiration: 0.5)]
    case "f": [fricative(95, 340, 1100, 2100, noise: 0.16, at: 6200)]
    case "v": [fricative(60, 280, 1100, 2100, noise: 0.06, at: 6000, voice: 0.4)]
    case "th": [fricative(90, 320, 1300, 2550, noise: 0.12, at: 6500)]
    case "dh": [fricative(45, 280, 1300, 2550, noise: 0.04, at: 6000, voice: 0.45)]
    case "s": [fricative(100, 320, 1400, 2550, noise: 0.5, at: 5600)]
    case "z": [fricative(75, 260, 1400, 2550, noise: 0.25, at: 5500, voice: 0.35)]
    case "sh": [fricative(105, 320, 1800, 2600, noise: 0.5, at: 3300)]
    case "zh": [fricative(80, 280, 1800, 2600, noise: 0.25, at: 3200, voice: 0.35)]
    case "p": stop(350, 850, 2200, burst: 0.25, at: 1200, breath: 0.35)
    case "t": stop(350, 1750, 2650, burst: 0.6, at: 4300, breath: 0.35)
    case "k": stop(350, 1900, 2400, burst: 0.5, at: 2300, breath: 0.4)
    case "b": stop(250, 850, 2200, burst: 0.15, at: 1100, breath: nil)
    case "d": stop(250, 1750, 2650, burst: 0.35, at: 4000, breath: nil)
    case "g": stop(250, 1900, 2400, burst: 0.3, at: 2200, breath: nil)
    case "ch":
      closure(300, 1800, 2600, voice: 0) + [fricative(80, 320, 1800, 2600, noise: 0.5, at: 3500)]
    case "jh":
      closure(260, 1800, 2600, voice: 0.15)
        + [fricative(55, 280, 1800, 2600, noise: 0.3, at: 3300, voice: 0.3)]
    default: []
    }
  }

  private static func vowel(_ length: Double, _ f1: Double, _ f2: Double, _ f3: Double) -> Sound {
    Sound(.vowel, length, f1, f2, f3, voice: 1)
  }

  private static func fricative(
    _ length: Double, _ f1: Double, _ f2: Double, _ f3: Double, noise: Double, at center: Double,
    voice: Double = 0
  ) -> Sound {
    Sound(.fricative, length, f1, f2, f3, voice: voice, friction: noise, at: center)
  }

  private static func closure(_ f1: Double, _ f2: Double, _ f3: Double, voice: Double) -> [Sound] {
    [Sound(.closure, 50, f1, f2, f3, voice: voice)]
  }

  /// A closed mouth, the noise of its opening, and for p, t, k (`breath`) a breath before the voice sets in.
  private static func stop(
    _ f1: Double, _ f2: Double, _ f3: Double, burst: Double, at center: Double, breath: Double?
  ) -> [Sound] {
    var parts = closure(f1, f2, f3, voice: breath == nil ? 0.15 : 0)
    parts.append(
      Sound(.burst, 10, f1, f2, f3, voice: breath == nil ? 0.3 : 0, friction: burst, at: center))
    if let breath {
      parts.append(Sound(.burst, 30, f1 + 100, f2, f3, voice: 0, aspiration: breath))
    }
    return parts
  }
}
