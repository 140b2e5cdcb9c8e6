// Digests are those of the standard, and different values have different digests.

import Storage
import Testing

@Suite("digests")
struct DigestTests {
  @Test("are SHA-256, by the examples of FIPS 180-4")
  func standard() {
    #expect(
      Digest(of: Array("abc".utf8)).hex
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      Digest(of: [UInt8]()).hex
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(Digest(of: AnySequence(Array("abc".utf8))) == Digest(of: Array("abc".utf8)))
  }

  @Test("are read from what they are written as, and from nothing else")
  func roundTrip() {
    let digest = Digest(of: Array("sernb".utf8))
    #expect(Digest(hex: digest.hex) == digest)
    #expect(Digest(bytes: digest.bytes) == digest)
    #expect(Digest(hex: String(digest.hex.dropLast())) == nil)
    #expect(Digest(hex: digest.hex.uppercased()) == nil)
    #expect(Digest(bytes: [1, 2, 3]) == nil)
    #expect(
      [digest, Digest(of: [0])].sorted().map(\.hex) == [digest.hex, Digest(of: [0]).hex].sorted())
  }

  @Test("of several things depend on where one ends")
  func parts() {
    func digest(_ parts: [String]) -> Digest {
      var builder = DigestBuilder("test")
      for part in parts { builder.add(part) }
      return builder.digest()
    }
    #expect(digest(["ab", "c"]) != digest(["a", "bc"]))
    #expect(digest(["ab", "c"]) == digest(["ab", "c"]))
    #expect(DigestBuilder("a").digest() != DigestBuilder("b").digest())
  }
}
