// Sizes as options of the command line: `--memory "4 GB"`.

public import ArgumentParser
public import SernbDocument

extension ByteSize: ExpressibleByArgument {
  public init?(argument: String) { self.init(reading: argument) }
}
