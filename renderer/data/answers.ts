const LIMIT = 60
const kept = new Map<string, unknown>()

/** The last answers, in memory only, so that going back shows a screen at once while it is asked again. */
export const answers = {
  get(key: string): unknown {
    return kept.get(key)
  },
  set(key: string, value: unknown): void {
    kept.delete(key)
    kept.set(key, value)
    const oldest = kept.keys().next().value
    if (kept.size > LIMIT && oldest !== undefined) kept.delete(oldest)
  },
  /** Forgets everything; called when nobody is signed in any more. */
  clear(): void {
    kept.clear()
  },
}
