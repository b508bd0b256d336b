/// Jobs that wait for their turn, first in, first out.
struct JobQueue {
  private var jobs: [Job] = []
  private var firstIndex = 0

  var isEmpty: Bool { firstIndex == jobs.count }
  var first: Job? { isEmpty ? nil : jobs[firstIndex] }
  /// In the order in which they are served.
  var waiting: ArraySlice<Job> { jobs[firstIndex...] }

  mutating func append(_ job: Job) { jobs.append(job) }

  /// Jobs that were served are let go of once they are half of the list, so that this is cheap, and a queue
  /// that is never empty does not grow.
  @inline(never)
  mutating func removeFirst() {
    firstIndex += 1
    if firstIndex * 2 >= jobs.count { letGo() }
  }

  @inline(never)
  mutating func remove(_ job: Job) {
    letGo()
    jobs.removeAll { $0 === job }
  }

  private mutating func letGo() {
    jobs.removeFirst(firstIndex)
    firstIndex = 0
  }
}
