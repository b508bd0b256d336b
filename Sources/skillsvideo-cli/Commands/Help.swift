/// Text that several help pages share. Lines stay under 79 columns, because longer ones would be wrapped
/// without their indent.
enum Help {
  static let exitStatus = """
    EXIT STATUS
        0  success
        1  refused before anything was sent: usage, no key
        3  not known whether the generation was accepted and paid;
           it is never sent again by itself
       10  the generation ended FAILED or CANCELED
       11  time limit; the generation may go on
       12  no usable answer: connection, or not the platform's; or the system
           refused a descriptor, and nothing was sent
       13  a file could not be fetched or written; if the generation is paid,
           'skillsvideo wait ID --save DIR' fetches its files again
       20  not enough credits        21  key not accepted
       22  request not valid         23  not found
       24  platform in trouble       25  unknown error
       26  too many requests         27  content refused
       28  not allowed
      130  interrupted by Ctrl-C; the generation may go on. 143 by SIGTERM,
           129 by SIGHUP
    """

  static let interrupted = "130  interrupted by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP"
}
