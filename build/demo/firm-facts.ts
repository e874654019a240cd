import { DATABASE_NAME } from '#build/database/development.ts'
import { asSuperuser } from '#build/database/start-database.ts'
import type { DemoFirm } from './demo-firm.ts'

/** Asks the firm's database past the workstation, to see what really arrived. */
export function askFirm(
  firm: DemoFirm,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  return asSuperuser(firm, DATABASE_NAME, async (client) => (await client.query(sql, [...values])).rows)
}

/** What the offline meeting left in the firm's database, in counts. */
export interface FirmFacts {
  readonly notes: number
  readonly tasks: number
  readonly meetingsHeld: number
  readonly profileConfirmedToday: boolean
  /** Events that the row triggers wrote for this household, with the adviser's name on them. */
  readonly events: number
}

export async function readFirmFacts(
  firm: DemoFirm,
  meeting: { readonly id: string; readonly householdId: string },
  wrote: { readonly note: string; readonly task: string },
): Promise<FirmFacts> {
  const [row] = await askFirm(
    firm,
    `SELECT (SELECT count(*)::integer FROM meeting_notes WHERE meeting_id = $1 AND body = $3) AS notes,
            (SELECT count(*)::integer FROM tasks WHERE household_id = $2 AND title = $4) AS tasks,
            (SELECT count(*)::integer FROM meetings WHERE id = $1 AND status = 'held') AS meetings_held,
            (SELECT coalesce(profile_confirmed_on >= current_date - 1, false) FROM households WHERE id = $2) AS confirmed,
            (SELECT count(*)::integer FROM audit_events
              WHERE household_id = $2 AND origin = 'server' AND actor_id IS NOT NULL) AS events`,
    [meeting.id, meeting.householdId, wrote.note, wrote.task],
  )
  return {
    notes: Number(row?.notes),
    tasks: Number(row?.tasks),
    meetingsHeld: Number(row?.meetings_held),
    profileConfirmedToday: row?.confirmed === true,
    events: Number(row?.events),
  }
}
