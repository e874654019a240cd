import { Badge, Group, Stack, Text } from '@mantine/core'
import { choiceLabel } from '#renderer/data/labels.ts'
import { formatInstant } from '#renderer/ui/dates.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { MeetingPack } from '#shared/ipc/meetings.ts'

/** What was said and written since the last meeting. */
export function CommunicationsSection({ communications }: Pick<MeetingPack, 'communications'>) {
  return (
    <Section title="Communications" note={communications.length === 0 ? null : communications.length}>
      {communications.length === 0 ? (
        <Text size="sm" c="dimmed">
          No communication is recorded.
        </Text>
      ) : (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {communications.map((communication) => (
            <li key={communication.id}>
              <Group gap={6}>
                <Text size="sm" fw={560}>
                  {communication.subject}
                </Text>
                {communication.category === 'complaint' ? (
                  <Badge size="xs" color="red">
                    Complaint
                  </Badge>
                ) : null}
              </Group>
              <Text size="xs" c="dimmed">
                {choiceLabel('communications', 'channel', communication.channel)} ·{' '}
                {choiceLabel('communications', 'direction', communication.direction).toLowerCase()} ·{' '}
                {communication.participants} · {formatInstant(communication.occurredAt)}
              </Text>
              {communication.body === null ? null : (
                <Text size="xs" lineClamp={2} mt={2}>
                  {communication.body}
                </Text>
              )}
            </li>
          ))}
        </Stack>
      )}
    </Section>
  )
}
