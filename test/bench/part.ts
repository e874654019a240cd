/** What a part of the measurements gives back. */
export interface PartResult {
  /** Medians, in milliseconds unless a name says otherwise. */
  readonly figures: Readonly<Record<string, number>>
  /** What counts: the same machine, the same run, one figure over the other. */
  readonly ratios: Readonly<Record<string, number>>
  /** The most a figure or a ratio may be; those that are not named have no limit. */
  readonly limits: Readonly<Record<string, number>>
}

/** Measures on a server of its own, tells what it does, and leaves nothing behind. */
export type BenchPart = (say: (line: string) => void) => Promise<PartResult>

export function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}

/** @param places - decimal places to keep. */
export function roundTo(number: number, places: number): number {
  return Number(number.toFixed(places))
}
