import { Anchor, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { IconCloudCheck } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { Link } from 'react-router'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { Section } from '#renderer/ui/section.tsx'
import classes from './outbox.module.css'
import { OutboxUnitCard } from './outbox-unit.tsx'
import {
  filterUnits,
  groupByHousehold,
  needsYou,
  type OutboxFilter,
  type OutboxGroup,
  type OutboxUnit,
  toUnits,
} from './outbox-units.ts'

/** So many are shown at once: after weeks without a network there may be hundreds. */
const SHOWN_AT_ONCE = 50

/** Every change made here that the firm does not have: what needs a person, and what waits. */
export function OutboxList() {
  const outbox = useQuery('sync.outbox', {})
  return (
    <QueryView query={outbox} rows={4}>
      {(entries) => <Units units={toUnits(entries)} />}
    </QueryView>
  )
}

function Units({ units }: { readonly units: readonly OutboxUnit[] }) {
  const open = units.filter(needsYou).length
  const [chosen, setFilter] = useState<OutboxFilter | null>(null)
  const [shown, setShown] = useState(SHOWN_AT_ONCE)
  const filter = chosen ?? (open > 0 ? 'needs-you' : 'all')
  const found = filterUnits(units, filter)
  const choose = (value: string) => {
    setFilter(value as OutboxFilter)
    setShown(SHOWN_AT_ONCE)
  }
  const filters = [
    { value: 'needs-you', label: `Needs you ${open}` },
    { value: 'waiting', label: `Waiting ${units.length - open}` },
    { value: 'all', label: `All ${units.length}` },
  ]
  return (
    <Section title="Changes not yet at the firm" actions={<SendAllAgain units={units} />}>
      {units.length === 0 ? (
        <NothingHere
          icon={<IconCloudCheck size={30} stroke={1.4} aria-hidden />}
          title="Nothing is waiting"
          description="Everything you saved is in the firm’s database."
        />
      ) : (
        <Stack gap="lg">
          <SegmentedControl
            aria-label="Which changes to show"
            className={classes.filter}
            data={filters}
            value={filter}
            onChange={choose}
          />
          {found.length === 0 ? <Nothing filter={filter} /> : null}
          {groupByHousehold(found.slice(0, shown)).map((group) => (
            <HouseholdGroup key={group.householdId} group={group} />
          ))}
          {found.length > shown ? (
            <Group justify="center">
              <Button variant="default" onClick={() => setShown(shown + SHOWN_AT_ONCE)}>
                Show {Math.min(SHOWN_AT_ONCE, found.length - shown)} more of {found.length}
              </Button>
            </Group>
          ) : null}
        </Stack>
      )}
    </Section>
  )
}

function Nothing({ filter }: { readonly filter: OutboxFilter }) {
  if (filter === 'needs-you') {
    return <NothingHere title="Nothing needs you" description="What waits is sent by itself as soon as it can be." />
  }
  return <NothingHere title="Nothing is waiting" description="What is left needs your decision." />
}

function HouseholdGroup({ group }: { readonly group: OutboxGroup }) {
  const headingId = useId()
  return (
    <section aria-labelledby={headingId}>
      <Title order={3} id={headingId} mb="xs">
        <Whose group={group} />
      </Title>
      <Stack className={classes.entries} gap={0}>
        {group.units.map((unit) => (
          <OutboxUnitCard key={unit.id} unit={unit} />
        ))}
      </Stack>
    </section>
  )
}

/** A household that has left the book has no page any more. */
function Whose({ group: { householdId, householdName } }: { readonly group: OutboxGroup }) {
  if (householdId === null) return 'No household'
  if (householdName === null) {
    return (
      <Text span inherit c="dimmed">
        A household no longer in your book
      </Text>
    )
  }
  return (
    <Anchor component={Link} to={`/households/${householdId}`} inherit>
      {householdName}
    </Anchor>
  )
}

function SendAllAgain({ units }: { readonly units: readonly OutboxUnit[] }) {
  const { run, busy } = useCommand('sync.retryAll')
  const mayWrite = useMay('book.write')
  const refused = units.filter(({ state }) => state === 'refused').length
  if (!mayWrite || refused < 2) return null
  return (
    <Button
      size="xs"
      variant="default"
      loading={busy}
      onClick={() => void run({}, { done: `${refused} changes will be sent again.` })}
    >
      Send all {refused} refused again
    </Button>
  )
}
