// Figures hold the right numbers: bins, quartiles, shares, compositions.

import SernbDocument
import Testing
import TestSupport

@Suite("Figures")
struct FigureTests {
  func histogram(_ figure: Figure) -> Mark.Histogram? {
    for case .histogram(let histogram) in figure.columns[0][0].marks { return histogram }
    return nil
  }

  @Test("bins of a histogram have round edges and hold every finite value once")
  func bins() throws {
    var noise = Gallery.Noise(state: 11)
    let values = (0..<1000).map { _ in noise.normal() } + [.nan, .infinity]
    let bins = try #require(histogram(.histogram(values)))
    #expect(bins.counts.reduce(0, +) == 1000)
    // Freedman and Diaconis: 2·IQR/∛1000, then the round number next to it.
    let box = Mark.Boxes.Box(values)
    let wanted = 2 * (box.thirdQuartile - box.firstQuartile) / 10
    let step = bins.edges[1] - bins.edges[0]
    #expect(step > 0.79 * wanted && step < 2 * wanted)
    expectClose(step, (step * 20).rounded() / 20, relative: 1e-12)
  }

  @Test("whole numbers over a short range get a bin each")
  func wholeBins() throws {
    let bins = try #require(histogram(.histogram([1, 1, 2, 4])))
    #expect(bins.edges == [0.5, 1.5, 2.5, 3.5, 4.5])
    #expect(bins.counts == [2, 1, 0, 1])
  }

  @Test(
    "odd samples have bins too", arguments: [[], [3.5], [.nan], [1e299, -1e299], [0.1, 0.1, 0.1]])
  func oddBins(_ values: [Double]) throws {
    let bins = try #require(histogram(.histogram(values)))
    #expect(bins.edges.count == bins.counts.count + 1)
    #expect(zip(bins.edges, bins.edges.dropFirst()).allSatisfy(<))
    #expect(bins.counts.reduce(0, +) == Double(values.count { $0.isFinite }))
  }

  @Test("so many bins as asked for, the last one closed")
  func equalBins() throws {
    let bins = try #require(histogram(.histogram([0, 1, 2, 3, 4], bins: 4)))
    #expect(bins.edges == [0, 1, 2, 3, 4])
    #expect(bins.counts == [1, 1, 1, 2])
  }

  @Test("quartiles are those of numpy.percentile")
  func quartiles() {
    let box = Mark.Boxes.Box([3.1, 4.1, 5.9, 2.6, 5.3, 5.8, 9.7, 9.3, 2.3, 8.4, 6.2, 6.4, .nan])
    #expect(box.count == 12)
    expectClose(box.firstQuartile, 3.85, relative: 1e-15)
    expectClose(box.median, 5.85, relative: 1e-15)
    expectClose(box.thirdQuartile, 6.9, relative: 1e-15)
    #expect((box.low, box.high) == (2.3, 9.7))
    #expect(Mark.Boxes.Box([1, 2, 3, 4, 100]).outliers == [100])
  }

  @Test("a confusion matrix is colored by the share of each true label")
  func confusion() throws {
    let figure = try Figure.confusionMatrix(["a", "b"], counts: [[3, 1], [0, 0]])
    guard case .heat(let heat)? = figure.columns[0][0].marks.first else {
      Issue.record("no heat map")
      return
    }
    #expect(heat.values[0] == [0.75, 0.25])
    #expect(heat.values[1].count { $0.isNaN } == 2)
    #expect(heat.texts[0] == ["3\n75%", "1\n25%"])
    #expect(figure.alt == "Confusion matrix. Recalled: a 75%, b NaN.")
  }

  @Test("a waveform keeps the extremes of each slice")
  func waveform() throws {
    var samples = [Float](repeating: 0, count: 6000)
    samples[25] = 0.5
    samples[5999] = -0.25
    let figure = Figure.waveform(samples: samples, rate: 1000)
    guard case .envelope(let envelope)? = figure.columns[0][0].marks.first else {
      Issue.record("no envelope")
      return
    }
    #expect(envelope.high[2] == 0.5)
    #expect(envelope.low[599] == -0.25)
    #expect((envelope.start, envelope.end) == (0, 6))
  }

  @Test("arrays that do not match are named")
  func mismatches() {
    let problem = #expect(throws: FigureProblem.self) { try Figure.line(x: [1, 2], y: [1]) }
    #expect(
      problem?.message
        == "In line 1 there are 2 x values and 1 y values; a figure needs as many of one"
        + " as of the other.")
    #expect(throws: FigureProblem.self) { try Figure.bars(["a"], [1, 2]) }
    #expect(throws: FigureProblem.self) { try Figure.confusionMatrix(["a"], counts: [[1, 2]]) }
    #expect(throws: FigureProblem.self) {
      try Figure.spectrogram(decibels: [1], frames: 2, bins: 1, duration: 1, top: 1)
    }
  }

  @Test("laid over each other, series are named after their figures and axes reach over all")
  func overlay() throws {
    let one = try Figure.line(x: [0, 1], y: [0, 1], title: "one")
    let two = try Figure.line(x: [0, 3], y: [2, 5], name: "own", title: "two")
    let figure = try Figure.overlay([one, two])
    #expect(
      figure.columns[0][0].marks.map(\.name) == ["one", "own"])
    let bars = try Figure.overlay([
      Figure.bars(["a", "b"], [1, 2]), Figure.bars(["b", "c"], [3, 4]),
    ])
    guard case .bars(let joined)? = bars.columns[0][0].marks.first else {
      Issue.record("no bars")
      return
    }
    #expect(bars.columns[0][0].x.categories == ["a", "b", "c"])
    #expect(joined.series.count == 2 && joined.series[1].values[1...] == [3, 4])
  }

  @Test("what cannot be read when laid over each other is refused")
  func refusedOverlays() throws {
    let heat = try Figure.heatmap(rows: ["r"], columns: ["c"], values: [[1]])
    let line = try Figure.line(x: [0], y: [0])
    let hertz = try Figure.line(x: [0], y: [0], yAxis: .init("f", unit: .hertz))
    for pair in [[heat, heat], [line, heat], [line, hertz], [line, .stacked([line, line])]] {
      #expect(throws: FigureProblem.self) { try Figure.overlay(pair) }
    }
  }

  @Test("side by side, equal quantities share their scale")
  func besides() throws {
    let y = Figure.Axis("level")
    let x = Figure.Axis("time", unit: .seconds)
    let small = try Figure.line(x: [0, 1], y: [0, 1], xAxis: x, yAxis: y)
    let large = try Figure.line(x: [0, 1], y: [0, 10], xAxis: x, yAxis: y)
    let shared = Figure.beside([small, large]).columns.map { $0[0].y.high }
    #expect(shared[0] == shared[1] && shared[0] != nil)
  }

  @Test("small figures have a table of their numbers")
  func dataTable() throws {
    let table = try #require(
      try Figure.bars(["a", "b"], [1, 2.5], value: .init("score")).dataTable)
    #expect(table.columns.map(\.name) == ["category", "score"])
    #expect(table.columns[1].text(1) == "2.5")
    #expect(Gallery.waveform.dataTable == nil)
  }
}

extension Mark {
  fileprivate var name: String {
    if case .line(let line) = self { return line.name }
    return ""
  }
}
