// Tables, sound and text as stored values.

import Audio
internal import Basics
internal import Learning
import SernbRuntime
import Tables

extension TableValue: StoredObject {
  func encode(into writer: inout ByteWriter) { table.encode(into: &writer) }

  init(from reader: inout ByteReader) throws(CorruptData) { self.init(try Table(from: &reader)) }
}

extension TermsValue: StoredObject {
  func encode(into writer: inout ByteWriter) { writer.write(terms) { $0.write($1.name, $1.value) } }

  init(from reader: inout ByteReader) throws(CorruptData) {
    self.init(
      try reader.items(atLeast: 16) { reader throws(CorruptData) in
        (name: try reader.text(), value: try reader.double())
      })
  }
}

extension ClipValue: StoredObject {
  func encode(into writer: inout ByteWriter) {
    writer.write(clip.sampleRate)
    writer.write(clip.samples)
    writer.write(name, label)
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    let rate = try reader.double()
    guard rate > 0, rate.isFinite else { throw CorruptData("a clip has no sample rate") }
    let clip = Clip(samples: try reader.floats(), sampleRate: rate)
    try self.init(clip, name: reader.read(), label: reader.read())
  }
}

extension SpectrumValue: StoredObject {
  func encode(into writer: inout ByteWriter) {
    writer.write(frames, bins)
    writer.write(decibels)
    writer.write(rate, hop, name)
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    let most = Int(Int32.max)
    frames = try reader.int(in: 0...most)
    bins = try reader.int(in: 1...most)
    decibels = try reader.floats()
    rate = try reader.double()
    hop = try reader.int(in: 1...most)
    name = try reader.text()
    guard decibels.count == frames * bins, rate > 0, rate.isFinite else {
      throw CorruptData("a spectrogram has not one level for each frame and bin")
    }
  }
}

extension FeatureSetValue: StoredObject {
  /// The names identify the definitions: other names mean other features.
  func encode(into writer: inout ByteWriter) { writer.write(PublishedFeatures.names) }

  init(from reader: inout ByteReader) throws(CorruptData) {
    guard try reader.texts() == PublishedFeatures.names else {
      throw CorruptData("these are not the published features")
    }
  }
}

extension TfidfValue: StoredObject {
  func encode(into writer: inout ByteWriter) {
    writer.write(settings, column, name)
    writer.write(learners: provenance)
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    self.init(
      settings: try Tfidf(from: &reader), column: try reader.text(), name: try reader.text(),
      provenance: try reader.learners())
  }
}

extension FittedTfidfValue: StoredObject {
  func encode(into writer: inout ByteWriter) { writer.write(fitted.bytes, column, name) }

  init(from reader: inout ByteReader) throws(CorruptData) {
    let file = try reader.data()
    let fitted = try stored { () throws(LearningError) in try FittedTfidf(bytes: file) }
    self.init(fitted: fitted, column: try reader.text(), name: try reader.text())
  }
}

/// Reads a saved value of `Learning` embedded in other bytes.
func stored<T>(_ read: () throws(LearningError) -> T) throws(CorruptData) -> T {
  do { return try read() } catch { throw CorruptData(withoutStop(error.message)) }
}
