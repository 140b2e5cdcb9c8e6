// Figures of sound: the outline of a waveform and the picture of a spectrogram.

extension Figure {
  /// The least and greatest sample in each of 600 slices of time; a short clip is drawn as a line.
  ///
  /// - Parameters:
  ///   - rate: samples per second.
  ///   - start: the time of the first sample in seconds.
  package static func waveform(
    samples: [Float], rate: Double, start: Double = 0, name: String = "", title: String = ""
  ) -> Figure {
    let rate = rate > 0 && rate.isFinite ? rate : 1
    let duration = Double(samples.count) / rate
    var peak: Float = 0
    for sample in samples where sample.isFinite { peak = max(peak, sample.magnitude) }
    let mark: Mark
    if samples.count <= 2 * slices {
      let times = samples.indices.map { start + Double($0) / rate }
      mark = .line(Mark.Line(name: name, x: times, y: samples.map(Double.init)))
    } else {
      let (low, high) = envelope(samples)
      mark = .envelope(
        Mark.Envelope(name: name, start: start, end: start + duration, low: low, high: high))
    }
    let x = Axis("time", unit: .seconds, low: start, high: start + max(duration, 1e-6))
    let y = Axis("amplitude")
    let lead = title.isEmpty ? "" : title + ". "
    let seconds = NumberText.quantity(duration, unit: "s", digits: 3)
    return Figure(
      title: title, columns: [[Panel(x: x, y: y, marks: [mark])]],
      alt: lead + "Waveform of \(seconds), peak \(NumberText.text(Double(peak), .significant(3))).")
  }

  private static let slices = 600

  /// Rounded to four decimals, finer than any pixel, so that the results file stays short.
  private static func envelope(_ samples: [Float]) -> (low: [Double], high: [Double]) {
    var low: [Double] = []
    var high: [Double] = []
    for slice in 0..<slices {
      let (from, to) = (slice * samples.count / slices, (slice + 1) * samples.count / slices)
      var (least, greatest) = (Float.infinity, -Float.infinity)
      for sample in samples[from..<to] where sample.isFinite {
        least = min(least, sample)
        greatest = max(greatest, sample)
      }
      low.append(least <= greatest ? (Double(least) * 1e4).rounded() / 1e4 : .nan)
      high.append(least <= greatest ? (Double(greatest) * 1e4).rounded() / 1e4 : .nan)
    }
    return (low, high)
  }

  /// A spectrogram: levels over time and frequency.
  ///
  /// - Parameters:
  ///   - decibels: `frames * bins` levels, frame by frame, lowest bin first.
  ///   - duration: seconds that the frames cover.
  ///   - top: the upper end of the y axis: half of the sample rate, or the number of mel bands.
  ///   - range: the dynamic range in decibels below the loudest level, at least 1.
  /// - Throws: if there are not `frames * bins` levels.
  package static func spectrogram(
    decibels: [Float], frames: Int, bins: Int, duration: Double, top: Double, range: Double = 80,
    start: Double = 0, y: Axis = Axis("frequency", unit: .hertz), title: String = ""
  ) throws(FigureProblem) -> Figure {
    let isPlaced = duration > 0 && top > 0 && (start + duration).isFinite && top.isFinite
    guard frames > 0, bins > 0, frames <= decibels.count / bins, decibels.count == frames * bins,
      isPlaced, start < start + duration
    else {
      throw FigureProblem(
        "The spectrogram has \(decibels.count) levels for \(frames) frames of \(bins) bins; "
          + "it needs at least one frame and bin, a level for each, and a duration and a top "
          + "above zero.")
    }
    let (columns, rows) = (min(frames, 400), min(bins, 160))
    var means = [Double](repeating: 0, count: rows * columns)
    for column in 0..<columns {
      let (firstFrame, lastFrame) = cut(column, of: columns, over: frames)
      for row in 0..<rows {
        let (firstBin, lastBin) = cut(row, of: rows, over: bins)
        var sum = 0.0
        for frame in firstFrame..<lastFrame {
          for bin in firstBin..<lastBin { sum += Double(decibels[frame * bins + bin]) }
        }
        means[row * columns + column] =
          sum / Double((lastFrame - firstFrame) * (lastBin - firstBin))
      }
    }
    let high = means.filter(\.isFinite).max() ?? 0
    let low = high - (range >= 1 && range.isFinite ? range : 80)
    let levels = means.map { level -> UInt8 in
      UInt8((min(max(((level - low) / (high - low)).clamped, 0), 1) * 255).rounded())
    }
    let image = Mark.Image(
      rows: rows, columns: columns, levels: levels, low: low, high: high, label: "level",
      unit: .decibels, x: start...(start + duration), y: 0...top)
    var vertical = y
    vertical.low = vertical.low ?? 0
    vertical.high = vertical.high ?? top
    let x = Axis("time", unit: .seconds, low: start, high: start + duration)
    let lead = title.isEmpty ? "" : title + ". "
    return Figure(
      title: title, columns: [[Panel(x: x, y: vertical, marks: [.image(image)])]],
      alt: lead + "Spectrogram of \(NumberText.quantity(duration, unit: "s", digits: 3)).")
  }

  private static func cut(_ part: Int, of parts: Int, over whole: Int) -> (Int, Int) {
    (part * whole / parts, (part + 1) * whole / parts)
  }
}
