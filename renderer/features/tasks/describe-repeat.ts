import type { RepeatRule } from '#shared/domain/recurrence.ts'

/** `every month`, `every 2 weeks after it is done`. */
export function describeRepeat({ every, unit, from }: Pick<RepeatRule, 'every' | 'unit' | 'from'>): string {
  const span = every === 1 ? unit.slice(0, -1) : `${every} ${unit}`
  return from === 'schedule' ? `every ${span}` : `every ${span} after it is done`
}
