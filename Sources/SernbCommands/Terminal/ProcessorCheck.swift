// The engine is built for processors with AVX2 and FMA; an older one gets a message instead of dying of an illegal instruction.

import Foundation

enum ProcessorCheck {
  /// A sentence when this processor cannot run the engine.
  static var problem: String? {
    #if arch(x86_64) && os(Linux)
      guard let info = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
        let flags = info.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
      else { return nil }
      let words = Set(flags.split(separator: " "))
      let missing = ["avx2", "fma", "bmi2"].filter { !words.contains(Substring($0)) }
      if missing.isEmpty { return nil }
      return "sernb is built for x86-64-v3 processors (2013 or later), and this one lacks "
        + missing.joined(separator: " and ") + "."
    #else
      return nil
    #endif
  }
}
