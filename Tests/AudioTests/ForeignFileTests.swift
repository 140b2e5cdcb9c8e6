// Files that have the name of a sound and are something else, and what messages say of them.

import Testing
import TestSupport

@testable import Audio
@testable import Basics

@Suite("Files that are no sound") struct ForeignFileTests {
  private func message(_ bytes: [UInt8], named name: String = "a.wav") throws -> String {
    try Fixtures.withFolder { folder in
      let path = folder + "/" + name
      try Fixtures.write(bytes, to: path)
      do {
        _ = try SoundFile(path: path)
        return ""
      } catch let problem as SoundProblem {
        return problem.message.replacing(folder + "/", with: "")
      }
    }
  }

  @Test("each kind is recognized and says what to do")
  func kinds() throws {
    func text(_ text: String) -> [UInt8] { Array(text.utf8) + [UInt8](repeating: 0, count: 600) }
    let convert = "Convert it, such as by `ffmpeg -i a.wav out.wav`."
    let cases: [(bytes: [UInt8], message: String)] = [
      (
        Array("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n".utf8),
        "`a.wav` is a Git LFS pointer, and the sound itself was not fetched. Run `git lfs pull`."
      ),
      (
        Array("/annex/objects/SHA256E-s100--abc.wav\n".utf8),
        "`a.wav` is a git-annex pointer, and the sound itself was not fetched. Run `git annex get`."
      ),
      (
        text("\u{FEFF}\n <!DOCTYPE html><html><head><title>Sign in"),
        "`a.wav` is an HTML page, as servers send for a login or an error. Download the sound itself; its address may need a login."
      ),
      (
        [0, 0, 0, 32] + text("ftypM4A "),
        "`a.wav` is MPEG-4 or QuickTime (m4a, mp4, mov). " + convert
      ),
      ([0, 0, 0, 32] + text("ftyp3gp4"), "`a.wav` is a 3GP recording. " + convert),
      ([0x1A, 0x45, 0xDF, 0xA3] + text(""), "`a.wav` is Matroska or WebM (mkv, webm). " + convert),
      (
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11] + text(""),
        "`a.wav` is Windows Media (wma, wmv). " + convert
      ),
      (text("RIFF0000AVI LIST"), "`a.wav` is an AVI video. " + convert),
      (text("#!AMR\n"), "`a.wav` is an AMR recording. " + convert),
      ([0xFF, 0xF1, 0x50, 0x80] + text(""), "`a.wav` is AAC. " + convert),
      (text("wvpk"), "`a.wav` is WavPack. " + convert),
      (
        [0x50, 0x4B, 3, 4] + text(""),
        "`a.wav` is a ZIP archive. Look for the sound in it, or download it again."
      ),
    ]
    for (bytes, wanted) in cases { #expect(try message(bytes) == wanted) }
    #expect(
      try message([0, 5, 0x16, 7, 0, 2, 0, 0] + text("Mac OS X"), named: "._b.wav")
        == "`._b.wav` is a note that macOS keeps beside `b.wav` (AppleDouble). Leave it out, or delete it."
    )
    #expect(try message([]) == "The sound file `a.wav` has no bytes. Download or record it again.")
    let other = try message(text("neither sound nor known"))
    #expect(other.contains("I read WAV, FLAC, Ogg, Opus, MP3, AIFF") && other.hasSuffix(convert))
  }

  @Test("a command quotes the name of a file as a shell needs it")
  func quoting() {
    #expect(
      ForeignFile.conversion(of: "data/Ses01 it's.m4a")
        == "Convert it, such as by `ffmpeg -i 'data/Ses01 it'\\''s.m4a' out.wav`.")
  }

  @Test("a sound is known by the ending of its name, in any case")
  func endings() {
    let endings = ["a.WAV", "b.c.flac", "._a.wav", "a.txt", "wav", "a.mat", "é.Mp3"].map {
      SoundFormat.ending(of: $0)
    }
    #expect(endings == ["WAV", "flac", nil, nil, nil, nil, "Mp3"])
    let all = SoundFormat.all.flatMap(\.endings)
    #expect(Set(all).count == all.count)
  }
}
