// Errors of sound files and clips as facts, with their messages.

import Basics

/// A problem with the sound at `path`; an empty path stands for a clip that came from no file.
package struct SoundProblem: Error, Sendable, Equatable {
  /// What is wrong.
  package enum Fact: Sendable, Equatable {
    case missing
    case notAFile
    /// A pipe or a device.
    case noRegularFile
    /// What the system says, such as "Permission denied".
    case unreadable(String)
    /// The file has no bytes.
    case empty
    /// It is another kind of file.
    case foreign(ForeignFile)
    /// libsndfile does not know the format; its own message.
    case notAudio(String)
    /// No frame of a known format can be decoded.
    case undecodable
    case noFrames
    /// There is more sound that cannot be decoded.
    case damaged(second: Double)
    case truncated(promised: Int, found: Int)
    case notFinite(second: Double)
    /// A sample so far beyond full scale that sums of squares would be infinite.
    case tooLarge(Float, second: Double)
    /// A part that is backwards or before the beginning, in seconds.
    case badRange(start: Double, end: Double)
    /// A part that reaches past the end, in seconds.
    case beyondEnd(start: Double, end: Double, duration: Double)
    case badRate(Double)
    /// A channel that the file does not have.
    case noChannel(Int, of: Int)
  }

  /// The path of the sound file.
  package let path: String
  /// What is wrong with it.
  package let fact: Fact

  /// A problem of the file at `path`.
  package init(path: String, fact: Fact) {
    self.path = path
    self.fact = fact
  }

  /// What was seen and where, what was expected, and what to do.
  package var message: String {
    let sound = path.isEmpty ? "The clip" : "The sound file `\(path)`"
    switch fact {
    case .missing: return "I cannot find the sound file `\(path)`. Check the path."
    case .notAFile: return "`\(path)` is a folder, where a sound file is wanted. Name a file in it."
    case .noRegularFile:
      return "`\(path)` is a pipe or a device, where a sound file is wanted. "
        + "Write what it gives to a file first."
    case .unreadable(let reason):
      return "I cannot read the sound file `\(path)`: \(reason). Check who may read it."
    case .empty: return "\(sound) has no bytes. Download or record it again."
    case .notAudio(let reason):
      return "`\(path)` is not sound that I can read (\(reason)). I read \(SoundFormat.usualNames) "
        + "and what else libsndfile reads. \(ForeignFile.conversion(of: path))"
    case .foreign(let file):
      return "`\(path)` is \(file.description). \(file.advice)"
    case .undecodable:
      return
        "\(sound) has no frame that can be decoded: it is cut off or damaged. Download it again."
    case .damaged(let second):
      return "\(sound) cannot be decoded beyond \(Self.seconds(second)), though it goes on there. "
        + "Download it again, or repair it, such as by `\(ForeignFile.command(for: path))`."
    case .noFrames:
      return "\(sound) has no samples. At least one is wanted; leave it out or record it again."
    case .truncated(let promised, let found):
      return "\(sound) is cut off or damaged: its header promises \(promised) samples a channel, "
        + "and \(found) are there. Download it again."
    case .notFinite(let second):
      return "\(sound) has a sample at \(Self.seconds(second)) that is not a finite number. "
        + "Repair or leave out the recording."
    case .tooLarge(let sample, let second):
      return
        "\(sound) has a sample of \(sample) at \(Self.seconds(second)), where 1 is full scale. "
        + "Repair or leave out the recording."
    case .badRange(let start, let end):
      return "The part from \(Self.seconds(start)) to \(Self.seconds(end)) of `\(path)` is not "
        + "one. The start must be 0 or later, and the end after it."
    case .beyondEnd(let start, let end, let duration):
      return "\(sound) ends at \(Self.seconds(duration)), before the requested part from "
        + "\(Self.seconds(start)) to \(Self.seconds(end)) does. Check the times."
    case .badRate(let rate):
      return "A sample rate of \(rate) Hz is not possible for `\(path)`. "
        + "It must be from 1 to 1000000 Hz."
    case .noChannel(let wanted, let count):
      return "\(sound) has no channel \(wanted): it has \(counted(count, "channel")), from 1 on. "
        + "Name one of them, or leave `channel` out for their mean."
    }
  }

  /// Seconds to the millisecond.
  private static func seconds(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "\(value) s" }
    let whole = Int((value * 1000).rounded())
    let sign = whole < 0 ? "-" : ""
    let rest = whole.magnitude % 1000
    let digits = "\(1000 + rest)".dropFirst()
    return "\(sign)\(whole.magnitude / 1000).\(digits) s"
  }
}
