import CCurl
import CLinux
import SVProtocol

func monotonicMilliseconds() -> Int64 { clinux_monotonic_ms() }
