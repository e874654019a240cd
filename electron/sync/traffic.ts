/** Writes on their way to the cache, of whatever table: a bound on the memory they take. */
export interface Traffic {
  /** Resolves when there is room for one more, in the order of those who ask. */
  enter(): Promise<void>
  /** One is through. */
  leave(): void
}

export function createTraffic(most: number): Traffic {
  let underWay = 0
  const waiting: (() => void)[] = []
  return {
    async enter() {
      if (underWay === most) return new Promise((resolve) => waiting.push(resolve))
      underWay += 1
    },
    leave() {
      const next = waiting.shift()
      // Whoever waited longest takes the place over.
      if (next) next()
      else underWay -= 1
    },
  }
}
