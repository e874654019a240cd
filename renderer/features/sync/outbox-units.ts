import type { OutboxEntry } from '#shared/ipc/sync.ts'

/** What one command changed: decided and sent as one. */
export interface OutboxUnit {
  readonly id: string
  readonly state: OutboxEntry['state']
  readonly isBehind: boolean
  readonly entries: readonly OutboxEntry[]
}

export interface OutboxGroup {
  /** Null for what belongs to no household. */
  readonly householdId: string | null
  readonly householdName: string | null
  readonly units: readonly OutboxUnit[]
}

export type OutboxFilter = 'needs-you' | 'waiting' | 'all'

export function needsYou({ state }: Pick<OutboxUnit, 'state'>): boolean {
  return state === 'conflict' || state === 'refused'
}

/** Entries by unit, in the order of making; the entry that needs a decision says how the unit stands. */
export function toUnits(entries: readonly OutboxEntry[]): OutboxUnit[] {
  const units = new Map<string, OutboxEntry[]>()
  for (const entry of entries) {
    const unit = units.get(entry.unitId)
    if (unit) unit.push(entry)
    else units.set(entry.unitId, [entry])
  }
  return [...units].map(([id, entries]) => ({
    id,
    state: (entries.find(needsYou) ?? (entries[0] as OutboxEntry)).state,
    isBehind: entries.some(({ isBehind }) => isBehind),
    entries,
  }))
}

export function filterUnits(units: readonly OutboxUnit[], filter: OutboxFilter): OutboxUnit[] {
  if (filter === 'all') return [...units]
  return units.filter((unit) => needsYou(unit) === (filter === 'needs-you'))
}

/** By household, in the order of the first change; what needs a person comes first within each. */
export function groupByHousehold(units: readonly OutboxUnit[]): OutboxGroup[] {
  const groups = new Map<string | null, OutboxUnit[]>()
  for (const unit of units) {
    const household = unit.entries[0]?.householdId ?? null
    groups.set(household, [...(groups.get(household) ?? []), unit])
  }
  return [...groups].map(([householdId, members]) => ({
    householdId,
    householdName: members[0]?.entries[0]?.householdName ?? null,
    units: members.toSorted((a, b) => Number(needsYou(b)) - Number(needsYou(a))),
  }))
}
