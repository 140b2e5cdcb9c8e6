// The process: everything else is in `SernbCommands`, where tests can import it.

import SernbCommands

@main
enum Main {
  static func main() async {
    Sernb.begin()
    await Sernb.main()
  }
}
