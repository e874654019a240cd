import type { OutboxEntry } from '#shared/ipc/sync.ts'
import type { OutboxUnit } from './outbox-units.ts'

export const operations = { insert: 'added', update: 'changed', delete: 'removed' } as const

/** `Task added`. */
export function titleOf({ label, operation }: Pick<OutboxEntry, 'label' | 'operation'>): string {
  return `${label} ${operations[operation]}`
}

/** `Meeting changed and communication added`. */
export function titleOfUnit({ entries }: OutboxUnit): string {
  const titles = [...new Set(entries.map(titleOf))]
  const [first = '', ...others] = titles.map((title, index) =>
    index === 0 ? title : title.charAt(0).toLowerCase() + title.slice(1),
  )
  const last = others.pop()
  if (last === undefined) return first
  return `${[first, ...others].join(', ')} and ${last}`
}

export const unitStates = {
  waiting: { label: 'Waiting', color: 'blue' },
  sending: { label: 'Sending', color: 'blue' },
  refused: { label: 'Refused', color: 'red' },
  conflict: { label: 'Conflict', color: 'orange' },
} as const
