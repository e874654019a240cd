import { Badge, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconBan, IconCheck, IconClock } from '@tabler/icons-react'

export type ChangeState = 'synced' | 'waiting' | 'refused' | 'conflict'

const states = {
  synced: { label: 'Sent', color: 'teal', icon: IconCheck, hint: 'The firm’s database has this.' },
  waiting: { label: 'Waiting', color: 'blue', icon: IconClock, hint: 'Saved on this laptop; sent when online.' },
  refused: {
    label: 'Refused',
    color: 'red',
    icon: IconBan,
    hint: 'Refused by the firm’s database. Open Sync to see why.',
  },
  conflict: {
    label: 'Conflict',
    color: 'orange',
    icon: IconAlertTriangle,
    hint: 'Changed by two people. Open Sync to decide.',
  },
} as const

interface ChangeStateBadgeProps {
  readonly state: ChangeState
  /** Also say so where all is well; lists stay quiet then. */
  readonly showSynced?: boolean
  /** Where a person has to decide, the badge leads there; not within what is a link itself. */
  readonly withLink?: boolean
}

const fixed = { flex: 'none' } as const

/** Where a change stands: word, icon, and colour, so that none of them is needed alone. */
export function ChangeStateBadge({ state, showSynced = false, withLink = false }: ChangeStateBadgeProps) {
  if (state === 'synced' && !showSynced) return null
  const { label, color, icon: Icon, hint } = states[state]
  const look = { color, leftSection: <Icon size={12} aria-hidden />, size: 'sm' } as const
  const leads = withLink && (state === 'refused' || state === 'conflict')
  return (
    <Tooltip label={hint}>
      {leads ? (
        <Badge
          {...look}
          component="a"
          href="#/sync"
          aria-label={`${label}: open Sync`}
          style={{ ...fixed, cursor: 'pointer' }}
        >
          {label}
        </Badge>
      ) : (
        <Badge {...look} style={fixed}>
          {label}
        </Badge>
      )}
    </Tooltip>
  )
}
