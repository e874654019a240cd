import { Group, Stack, Text, ThemeIcon } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import { Section } from '#renderer/ui/section.tsx'
import type { MeetingCheck } from '#shared/ipc/meetings.ts'

/** What should be settled before the meeting, then what is good to know. */
export function ChecksSection({ checks }: { readonly checks: readonly MeetingCheck[] }) {
  const attention = checks.filter(({ severity }) => severity === 'attention')
  const notices = checks.filter(({ severity }) => severity === 'notice')
  return (
    <Section title="Before you meet" note={attention.length === 0 ? null : `${attention.length} to settle`}>
      {checks.length === 0 ? (
        <Group gap="sm">
          <ThemeIcon color="teal" variant="light" size="md">
            <IconCircleCheck size={18} aria-hidden />
          </ThemeIcon>
          <Text size="sm">Nothing stands out. You are ready.</Text>
        </Group>
      ) : (
        <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
          {[...attention, ...notices].map((check) => (
            <Check key={`${check.title}${check.detail}`} check={check} />
          ))}
        </Stack>
      )}
    </Section>
  )
}

function Check({ check: { severity, title, detail } }: { readonly check: MeetingCheck }) {
  const attention = severity === 'attention'
  const Icon = attention ? IconAlertTriangle : IconInfoCircle
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="flex-start">
      <ThemeIcon
        color={attention ? 'orange' : 'blue'}
        variant="light"
        size="md"
        aria-label={attention ? 'Settle this' : 'Good to know'}
        role="img"
      >
        <Icon size={17} stroke={1.8} aria-hidden />
      </ThemeIcon>
      <div>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {detail}
        </Text>
      </div>
    </Group>
  )
}
