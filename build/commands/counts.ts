import type { Counts } from '#build/test/count-reporter.ts'

/** The sum; null stands for a run that left no counts. */
export function addCounts(parts: readonly (Counts | null)[]): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const part of parts) {
    total.passed += part?.passed ?? 0
    total.failed += part?.failed ?? 0
    total.skipped += part?.skipped ?? 0
  }
  return total
}

/** `12 passed, 0 failed`, with the skipped ones when there are any. */
export function describeCounts(counts: Counts): string {
  const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`
}

/** A skipped test proves nothing, so it counts against the run. */
export function isGreen(counts: Counts): boolean {
  return counts.passed > 0 && counts.failed === 0 && counts.skipped === 0
}
