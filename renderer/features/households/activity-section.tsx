import { Text, Timeline } from '@mantine/core'
import {
  IconArrowsExchange,
  IconCalendarEvent,
  IconChecklist,
  IconFileText,
  IconMessage,
  IconNote,
} from '@tabler/icons-react'
import { Amount } from '#renderer/ui/amount.tsx'
import { formatMoment } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { Section } from '#renderer/ui/section.tsx'
import type { Activity } from '#shared/ipc/households.ts'
import classes from './activity-section.module.css'

const icons = {
  transaction: IconArrowsExchange,
  communication: IconMessage,
  meeting: IconCalendarEvent,
  document: IconFileText,
  task: IconChecklist,
  note: IconNote,
} as const satisfies Record<Activity['kind'], unknown>

/** What happened lately, newest first. */
export function ActivitySection({ activity }: { readonly activity: readonly Activity[] }) {
  return (
    <Section title="Recent activity">
      {activity.length === 0 ? (
        <NothingHere title="Nothing yet" description="Transactions, messages, meetings, and notes will appear here." />
      ) : (
        <Timeline bulletSize={26} lineWidth={1} className={classes.timeline}>
          {activity.map((entry) => (
            <ActivityItem key={`${entry.kind}${entry.id}`} entry={entry} />
          ))}
        </Timeline>
      )}
    </Section>
  )
}

function ActivityItem({ entry }: { readonly entry: Activity }) {
  const Icon = icons[entry.kind]
  return (
    <Timeline.Item
      bullet={<Icon size={14} stroke={1.7} aria-hidden />}
      title={
        <Text size="sm" fw={560}>
          {entry.title}
          {entry.amount === null ? null : (
            <>
              {' '}
              <Amount value={entry.amount} fw={500} />
            </>
          )}
        </Text>
      }
    >
      <Text size="xs" c="dimmed" lineClamp={2}>
        <span className="tabular">{formatMoment(entry.at)}</span>
        {entry.detail === null ? '' : ` · ${entry.detail}`}
      </Text>
    </Timeline.Item>
  )
}
