import type { Clock } from '#electron/platform/ports.ts'

/** Longer than any back-off after a failure, shorter than the rest between two looks for changes. */
const RETRY_MILLISECONDS = 100_000

/** Timers of a laptop on which nothing happens by itself: a retry comes when somebody waits for it, and then at once. */
export interface Timers {
  readonly after: Clock['after']
  whileAwaited<T>(work: () => Promise<T>): Promise<T>
}

export function createTimers(): Timers {
  const due = new Set<() => void>()
  let awaited = 0
  function fire(): void {
    if (awaited === 0) return
    const runs = [...due]
    due.clear()
    for (const run of runs) run()
  }
  return {
    after(milliseconds, run) {
      if (milliseconds > RETRY_MILLISECONDS) return () => undefined
      due.add(run)
      setImmediate(fire)
      return () => due.delete(run)
    },
    async whileAwaited(work) {
      awaited += 1
      setImmediate(fire)
      try {
        return await work()
      } finally {
        awaited -= 1
      }
    },
  }
}
