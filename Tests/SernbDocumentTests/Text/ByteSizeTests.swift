// Sizes as text, and parsed from what people type.

import SernbDocument
import Testing

@Suite("Sizes")
struct ByteSizeTests {
  @Test(
    "sizes are read in steps of 1,024, with blanks and in any case",
    arguments: [
      ("4 GB", 4 << 30), ("4gb", 4 << 30), ("1.5 GB", 3 << 29), ("500 KB", 500 << 10),
      ("600 MB", 600 << 20), ("2TB", 2 << 40), ("12", 12), ("12 bytes", 12), ("0", 0),
    ] as [(String, Int)])
  func reads(text: String, bytes: Int) {
    #expect(ByteSize(reading: text)?.bytes == bytes)
  }

  @Test(
    "what is no size is none",
    arguments: ["", "GB", "-1 GB", "4 GX", "4 G B 2", "1.2.3 MB", "1e300 GB", "nan", "9999999 TB"])
  func refuses(text: String) {
    #expect(ByteSize(reading: text) == nil)
  }

  @Test(
    "sizes are written short",
    arguments: [
      (1, "1 byte"), (1023, "1023 bytes"), (1 << 20, "1 MB"), (600 << 20, "600 MB"),
      (3 << 29, "1.5 GB"), (4 << 30, "4 GB"),
    ] as [(Int, String)])
  func writes(bytes: Int, words: String) {
    #expect(ByteSize(bytes).description == words)
  }
}
