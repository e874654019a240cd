import { Button, Stack, Text } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { Link } from 'react-router'
import { formatDay, formatSpan, localDay, relativeDay } from '#renderer/ui/dates.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { HouseholdPage } from '#shared/ipc/households.ts'

/** When the household is seen next, and the way to what is needed for it. */
export function NextMeetingSection({ meeting }: { readonly meeting: HouseholdPage['nextMeeting'] }) {
  if (meeting === null) {
    return (
      <Section title="Next meeting">
        <Text size="sm" c="dimmed">
          No meeting is planned.
        </Text>
      </Section>
    )
  }
  const day = localDay(meeting.startsAt)
  return (
    <Section title="Next meeting" note={relativeDay(day)}>
      <Stack gap={4} align="flex-start">
        <Text size="sm" fw={600}>
          {meeting.subject}
        </Text>
        <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {formatDay(day)}, {formatSpan(meeting.startsAt, meeting.endsAt)}
        </Text>
        <Text size="xs" c="dimmed">
          {[meeting.location, meeting.attendees].filter((fact) => fact !== null).join(' · ')}
        </Text>
        <Button
          component={Link}
          to={`/meetings/${meeting.id}`}
          mt="xs"
          size="xs"
          rightSection={<IconArrowRight size={14} aria-hidden />}
        >
          Open the meeting pack
        </Button>
      </Stack>
    </Section>
  )
}
