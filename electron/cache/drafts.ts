import type { CacheDatabase } from './open-cache.ts'

/** What is typed in a form and not yet saved. */
export interface Draft {
  /** Which form: a record and a row, or a record and the household that a new row is for. */
  readonly draftKey: string
  /** Whose affairs are in it; null for a household that is only being entered. */
  readonly householdId: string | null
  /** JSON, as the form has it. */
  readonly body: string
  /** Instant of the last keystroke that was kept. */
  readonly keptAt: string
}

/** Keeps what a form has, in the place of what was kept of it before. */
export function keepDraft(db: CacheDatabase, { draftKey, householdId, body, keptAt }: Draft): void {
  db.prepare(
    `INSERT INTO drafts (draft_key, household_id, body, kept_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (draft_key) DO UPDATE SET household_id = excluded.household_id, body = excluded.body,
       kept_at = excluded.kept_at`,
  ).run(draftKey, householdId, body, keptAt)
}

/** Throws away what was kept of a form, if anything. */
export function forgetDraft(db: CacheDatabase, { draftKey }: Pick<Draft, 'draftKey'>): void {
  db.prepare('DELETE FROM drafts WHERE draft_key = ?').run(draftKey)
}

/** A household that leaves takes along what was begun of it: there is nothing left to save it into. */
export function forgetDraftsOf(db: CacheDatabase, householdId: string): void {
  db.prepare('DELETE FROM drafts WHERE household_id = ?').run(householdId)
}
