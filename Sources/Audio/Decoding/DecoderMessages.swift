// What decoders print: libmpg123 writes about damaged MP3 to C's `stderr`, and libsndfile 1.2 cannot ask it not to.

import CSndfile

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Keeps decoders' own lines off the terminal.
///
/// C's `stderr` becomes a stream that passes everything on to file descriptor 2, except what a thread prints while it
/// decodes. The descriptor itself, which all threads share, stays as it is.
enum DecoderMessages {
  /// Runs `body`, and drops what this thread prints to C's `stderr` meanwhile.
  static func silenced<T>(_ body: () -> T) -> T {
    guard isReplaced, let key else { return body() }
    let before = pthread_getspecific(key)
    // Any address: the value of a key is a pointer.
    pthread_setspecific(key, UnsafeRawPointer(bitPattern: 1))
    defer { pthread_setspecific(key, before) }
    return body()
  }

  /// The key that marks a silent thread; nil if the system has no more keys.
  private static let key: pthread_key_t? = {
    var key = pthread_key_t()
    return pthread_key_create(&key, nil) == 0 ? key : nil
  }()

  /// Whether `stderr` is the stream; it is replaced when this is first asked for.
  private static let isReplaced: Bool = {
    guard key != nil, let variable = dlsym(nil, variableName),
      let stream = sernb_stream({ _, bytes, count in .init(pass(bytes, Int(count))) })
    else { return false }
    variable.assumingMemoryBound(to: UnsafeMutablePointer<FILE>.self).pointee = stream
    return true
  }()

  /// Writes bytes to file descriptor 2 unless this thread is silent.
  private static func pass(_ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    guard let bytes, let key, pthread_getspecific(key) == nil else { return count }
    var done = 0
    while done < count {
      let written = write(STDERR_FILENO, bytes + done, count - done)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return done }
      done += written
    }
    return done
  }

  #if canImport(Glibc)
    private static let variableName = "stderr"
  #else
    private static let variableName = "__stderrp"
  #endif
}
