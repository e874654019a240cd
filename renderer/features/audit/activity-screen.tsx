import { Alert, Anchor, Badge, Button, Stack, Text } from '@mantine/core'
import { IconHistory, IconShieldCheck, IconShieldX } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { mergedPersonAddress } from '#renderer/data/addresses.ts'
import { call, toWorkstationError } from '#renderer/data/bridge.ts'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useQuery } from '#renderer/data/use-query.ts'
import { type DataColumn, DataTable } from '#renderer/ui/data-table.tsx'
import { formatInstant, NONE } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatCount } from '#renderer/ui/money.ts'
import { Page } from '#renderer/ui/page.tsx'
import { Section } from '#renderer/ui/section.tsx'
import { sayProblem } from '#renderer/ui/toast.tsx'
import type { OutputOf } from '#shared/ipc/index.ts'
import { describeAction, describeSubject } from './describe-action.ts'

type Event = OutputOf<'audit.recent'>[number]
type Verification = OutputOf<'audit.verify'>

const columns: readonly DataColumn<Event>[] = [
  { id: 'sequence', header: 'No.', right: true, cell: ({ sequence }) => formatCount(sequence) },
  {
    id: 'when',
    header: 'When',
    cell: ({ occurredAt }) => <span className="tabular">{formatInstant(occurredAt)}</span>,
  },
  { id: 'who', header: 'Who', cell: ({ actorLogin }) => actorLogin },
  {
    id: 'what',
    header: 'What',
    cell: (event) => (
      <Text span inherit style={{ whiteSpace: 'nowrap' }}>
        <Text span inherit fw={560}>
          {describeAction(event.type, event.action, event.table)}
        </Text>
        {event.table === null ? '' : <Subject event={event} />}
      </Text>
    ),
  },
  { id: 'household', header: 'Household', cell: ({ householdName }) => householdName ?? NONE },
  { id: 'reason', header: 'Reason', cell: ({ reason }) => <Reason text={reason} /> },
  {
    id: 'sent',
    header: 'Firm has it',
    cell: ({ sent }) => (
      <Badge size="sm" color={sent ? 'teal' : 'blue'}>
        {sent ? 'Sent' : 'Waiting'}
      </Badge>
    ),
  },
]

/** Who was merged is only to be seen as the trail has them: hence a way there. */
function Subject({ event }: { readonly event: Event }) {
  const { action, table, rowId, householdId, householdName } = event
  const subject = describeSubject(event)
  const isMerge = table === 'persons' && action === 'link' && householdName !== null
  if (!isMerge || rowId === null || householdId === null) return ` · ${subject}`
  return (
    <>
      {' · '}
      <Anchor component={Link} inherit to={mergedPersonAddress(householdId, rowId)}>
        {subject}
      </Anchor>
    </>
  )
}

/** A checksum is for comparing, not for reading: its ends tell it apart, the whole is under the pointer. */
function Reason({ text }: { readonly text: string | null }) {
  const short = text?.replace(/\b([0-9a-f]{8})[0-9a-f]{48}([0-9a-f]{8})\b/, '$1…$2') ?? NONE
  return short === text || text === null ? short : <span title={text}>{short}</span>
}

/** Who did and saw what on this laptop. */
export function ActivityScreen() {
  const events = useQuery('audit.recent', { limit: 200 })
  return (
    <Page title="Activity" subtitle="What was done and seen on this laptop, newest first." actions={<VerifyButton />}>
      <Section title="This laptop’s trail" flush>
        <QueryView query={events} rows={12}>
          {(rows) =>
            rows.length === 0 ? (
              <NothingHere icon={<IconHistory size={32} stroke={1.4} aria-hidden />} title="Nothing recorded yet" />
            ) : (
              <DataTable label="Activity" columns={columns} rows={rows} rowId={({ id }) => id} />
            )
          }
        </QueryView>
      </Section>
    </Page>
  )
}

function VerifyButton() {
  const [result, setResult] = useState<Verification | null>(null)
  const [busy, setBusy] = useState(false)
  const verify = async () => {
    setBusy(true)
    try {
      setResult(await call('audit.verify', {}))
    } catch (error) {
      sayProblem(toWorkstationError(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Stack gap="xs" align="flex-end">
      <Button
        variant="default"
        loading={busy}
        leftSection={<IconShieldCheck size={16} stroke={1.7} aria-hidden />}
        onClick={() => void verify()}
      >
        Verify this laptop’s trail
      </Button>
      <div aria-live="polite">{result === null ? null : <VerificationResult result={result} />}</div>
    </Stack>
  )
}

function VerificationResult({ result: { ok, events, firstBroken } }: { readonly result: Verification }) {
  const Icon = ok ? IconShieldCheck : IconShieldX
  return (
    <Alert color={ok ? 'teal' : 'red'} p="xs" icon={<Icon size={18} aria-hidden />}>
      {ok
        ? `The trail is whole: ${formatCount(events)} events, each linked to the one before.`
        : `The trail is broken at event ${firstBroken?.sequence ?? '?'}: ${firstBroken?.problem ?? 'unknown'}. Tell compliance and leave this laptop as it is.`}
    </Alert>
  )
}
