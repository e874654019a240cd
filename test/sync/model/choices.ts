const OBJECTIVES = ['income', 'growth', null] as const
const TOLERANCES = ['moderate', 'aggressive', null] as const
const HORIZONS = ['under_3_years', 'over_10_years', null] as const
const STATUSES = ['open', 'done', 'cancelled'] as const

/** The n-th of a list, counted around; undefined of an empty one. */
export function pick<T>(list: readonly T[], place: number): T | undefined {
  return list[place % list.length]
}

/** One field of a profile and its value, by code's name. */
export function profileChange(field: number, value: number): Record<string, string | null> {
  if (field % 3 === 0) return { objective: pick(OBJECTIVES, value) ?? null }
  if (field % 3 === 1) return { riskTolerance: pick(TOLERANCES, value) ?? null }
  return { horizon: pick(HORIZONS, value) ?? null }
}

export function taskStatus(place: number): (typeof STATUSES)[number] {
  return pick(STATUSES, place) ?? 'open'
}
