/** Rows per second over the last few seconds, from (instant, rows) pairs. */
export interface RateMeter {
  add(now: number, rows: number): void
  /** @returns rows per second, rounded; 0 before anything came. */
  perSecond(now: number): number
}

const WINDOW_MILLISECONDS = 3_000

export function createRateMeter(): RateMeter {
  let samples: { at: number; rows: number }[] = []
  let began: number | null = null
  const trim = (now: number) => {
    samples = samples.filter(({ at }) => now - at <= WINDOW_MILLISECONDS)
  }
  return {
    add(now, rows) {
      began ??= now
      samples.push({ at: now, rows })
      trim(now)
    },
    perSecond(now) {
      trim(now)
      if (began === null || samples.length === 0) return 0
      const seconds = Math.max(0.05, Math.min(WINDOW_MILLISECONDS, now - began) / 1000)
      return Math.round(samples.reduce((sum, { rows }) => sum + rows, 0) / seconds)
    },
  }
}
