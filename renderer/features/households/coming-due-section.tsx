import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { daysSince, formatDate, relativeDay } from '#renderer/ui/dates.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { ComingDue } from '#shared/ipc/coming-due.ts'

const SHOWN_AT_FIRST = 8

/** What ends or is due again, the longest overdue first. */
export function ComingDueSection({ due }: { readonly due: readonly ComingDue[] }) {
  const [whole, setWhole] = useState(false)
  const shown = whole ? due : due.slice(0, SHOWN_AT_FIRST)
  return (
    <Section title="Expires or is due again" note={due.length === 0 ? null : due.length}>
      {due.length === 0 ? (
        <Text size="sm" c="dimmed">
          No review, profile, identity document, or authority needs you soon.
        </Text>
      ) : (
        <Stack gap="sm">
          <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
            {shown.map((one) => (
              <Line key={`${one.kind} ${one.id}`} due={one} />
            ))}
          </Stack>
          {due.length > SHOWN_AT_FIRST ? (
            <Group>
              <Button variant="subtle" size="xs" aria-expanded={whole} onClick={() => setWhole(!whole)}>
                {whole ? 'Show fewer' : `Show all ${due.length}`}
              </Button>
            </Group>
          ) : null}
        </Stack>
      )}
    </Section>
  )
}

function Line({ due: { kind, on, title, detail, householdId, householdName } }: { readonly due: ComingDue }) {
  const isOver = daysSince(on) > 0
  const ends = kind === 'identification' || kind === 'authority'
  const verb = ends ? (isOver ? 'expired' : 'expires') : isOver ? 'was due' : 'is due'
  return (
    <Group component="li" gap="sm" wrap="nowrap" justify="space-between" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={540}>
          {title} {verb}
        </Text>
        <Text size="xs" c="dimmed">
          <Anchor component={Link} to={`/households/${householdId}`} size="xs">
            {householdName}
          </Anchor>
          {' · '}
          {detail}
        </Text>
      </div>
      <Text size="xs" className="tabular" c={isOver ? 'var(--warn-text)' : 'dimmed'} style={{ whiteSpace: 'nowrap' }}>
        {relativeDay(on) ?? formatDate(on)}
      </Text>
    </Group>
  )
}
