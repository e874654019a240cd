import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { formatDate } from '#renderer/ui/dates.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { MeetingPack } from '#shared/ipc/meetings.ts'

const SHOWN_AT_FIRST = 8

/** What became different since the household was met last. */
export function ChangesSection({ changes, lastMeetingAt }: Pick<MeetingPack, 'changes' | 'lastMeetingAt'>) {
  const [whole, setWhole] = useState(false)
  const shown = whole ? changes : changes.slice(0, SHOWN_AT_FIRST)
  const note = lastMeetingAt === null ? null : `since ${formatDate(lastMeetingAt)}`
  return (
    <Section title="Changed since the last meeting" note={note}>
      {changes.length === 0 ? (
        <Text size="sm" c="dimmed">
          {lastMeetingAt === null ? 'No meeting was held with this household before.' : 'Nothing changed.'}
        </Text>
      ) : (
        <Stack gap="xs">
          <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: 'none' }}>
            {shown.map(({ on, title, detail }) => (
              <Group component="li" key={`${on} ${title} ${detail}`} gap="md" wrap="nowrap" align="flex-start">
                <Text size="xs" c="dimmed" className="tabular" w={88} style={{ flex: 'none' }} pt={2}>
                  {formatDate(on)}
                </Text>
                <Text size="sm">
                  {title}
                  {detail === '' ? null : (
                    <Text span size="xs" c="dimmed">
                      {' '}
                      {detail}
                    </Text>
                  )}
                </Text>
              </Group>
            ))}
          </Stack>
          {changes.length > SHOWN_AT_FIRST ? (
            <Group>
              <Button variant="subtle" size="xs" aria-expanded={whole} onClick={() => setWhole(!whole)}>
                {whole ? 'Show fewer' : `Show all ${changes.length}`}
              </Button>
            </Group>
          ) : null}
        </Stack>
      )}
    </Section>
  )
}
