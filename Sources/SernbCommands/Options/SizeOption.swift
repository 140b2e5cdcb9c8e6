// Sizes as options of the command line: `--memory "4 GB"`.

public import ArgumentParser
public import SernbDocument

extension ByteSize: ExpressibleByArgument {
  /// A size as people write it: `500 MB`; nil for anything else.
  public init?(argument: String) { self.init(reading: argument) }
}
