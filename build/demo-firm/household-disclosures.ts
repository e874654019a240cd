import type { Disclosure } from '#shared/records/index.ts'
import { addYears, instantAt } from './calendar.ts'
import { addRow, type HouseholdContext } from './household-context.ts'
import type { People } from './household-people.ts'
import type { Profile } from './household-profile.ts'

const KINDS: readonly Disclosure['kind'][] = ['crs', 'adv_2a', 'adv_2b', 'privacy_notice']
/** One in so many clients has no record of Form CRS, so that there is something to find. */
const WITHOUT_CRS = 9

/** Adds what was delivered with the agreement, and the brochure of this year. Draws no dice: other rows stay as they are. */
export function addDisclosures(context: HouseholdContext, { clientSince }: Profile, { head }: People): void {
  if (clientSince === null) return
  for (const kind of KINDS) {
    if (kind !== 'crs' || context.ordinal % WITHOUT_CRS !== WITHOUT_CRS - 1) add(kind, clientSince, 'in_person')
  }
  const yearly = latestAnniversary(clientSince, context.today)
  if (yearly > clientSince) add('adv_2a', yearly, 'email')

  function add(kind: Disclosure['kind'], deliveredOn: string, method: Disclosure['method']): void {
    const edition = `March ${deliveredOn.slice(0, 4)}`
    const stamp = { at: instantAt(deliveredOn, 16 * 60), by: context.adviser.id }
    addRow(context, 'disclosures', { personId: head.id, kind, edition, deliveredOn, method }, stamp)
  }
}

function latestAnniversary(day: string, today: string): string {
  const thisYear = addYears(day, Number(today.slice(0, 4)) - Number(day.slice(0, 4)))
  return thisYear <= today ? thisYear : addYears(thisYear, -1)
}
