/**
 * Lets several reads see one state of the book: while any of them is under way, writes wait; while a write waits, no
 * new reads begin, so that neither side starves.
 */
export interface SteadyGate {
  /** Runs reads that belong together. */
  read<T>(work: () => Promise<T>): Promise<T>
  /** Runs a write once nobody is in the middle of reading. */
  write<T>(work: () => Promise<T>): Promise<T>
}

export function createSteadyGate(): SteadyGate {
  let readers = 0
  let writersWaiting = 0
  let wakeUps: (() => void)[] = []
  const change = () => {
    const waking = wakeUps
    wakeUps = []
    for (const wake of waking) wake()
  }
  const nextChange = () => new Promise<void>((resolve) => wakeUps.push(resolve))
  return {
    async read(work) {
      // Nothing may come between the last look and the count.
      while (writersWaiting > 0) await nextChange()
      readers += 1
      try {
        return await work()
      } finally {
        readers -= 1
        change()
      }
    },
    async write(work) {
      writersWaiting += 1
      while (readers > 0) await nextChange()
      writersWaiting -= 1
      change()
      return work()
    },
  }
}
