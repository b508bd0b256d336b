import SVProtocol

/// Texts that several help pages share. Lines are shorter than 79 columns, because longer ones would be
/// wrapped without their indentation.
enum Help {
  static let exitStatus = """
    EXIT STATUS
        0  success
        1  an error before anything was sent, such as a missing key
        3  it is unknown whether the generation was accepted and paid for;
           look at \(Remedy.dashboard) before you send it again
    \(afterCreate)
    """

  /// For commands that create nothing.
  static let exitStatusOfWait = """
    EXIT STATUS
        0  success
        1  an error before anything was sent, such as a missing key
    \(afterCreate)
    """

  private static let afterCreate = """
       10  the generation ended FAILED or CANCELED
       11  time limit; the generation may go on
       12  no usable answer: connection lost, or not the platform's answer; or
           the system has no free descriptor, and nothing was sent
       13  a file could not be downloaded or written; if the generation is paid
           for, 'skillsvideo wait ID --save DIR' downloads its files again
       20  not enough credits        21  key not accepted
       22  request not valid         23  not found
       24  temporary platform error  25  unknown error
       26  too many requests         27  content refused
       28  not allowed
      130  interrupted by Ctrl-C; the generation may go on. 143 by SIGTERM,
           129 by SIGHUP
    """

  static let interrupted = "130  interrupted by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP"
}
