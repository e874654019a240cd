import { Alert, Button, Progress, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconInfoCircle, IconShieldCheck } from '@tabler/icons-react'
import { formatCount } from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import { describeVerification } from './describe-verification.ts'
import { useVerification, verifyBook } from './store.ts'

/** Compares the whole book with the firm's when somebody wants to be sure of it. */
export function VerifyBook({ status }: { readonly status: SyncStatus }) {
  const running = useVerification(({ running }) => running)
  const button = (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconShieldCheck size={14} aria-hidden />}
      loading={running}
      onClick={() => void verifyBook()}
    >
      Verify book
    </Button>
  )
  return (
    <Section title="Your book and the firm’s" actions={button}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          The workstation compares a share of your book with the firm’s database every few minutes, all of it within a
          day. Verify it now to be sure of every row at once; what differs is fetched anew.
        </Text>
        {running ? <Comparing verifying={status.verifying} /> : null}
        <Outcome asOf={status.asOf} />
      </Stack>
    </Section>
  )
}

function Comparing({ verifying }: Pick<SyncStatus, 'verifying'>) {
  const { done, total } = verifying ?? { done: 0, total: 0 }
  const text =
    verifying === null
      ? 'Asking the firm’s database…'
      : `${formatCount(Math.min(done, total))} of ${formatCount(total)} households compared`
  return (
    <div>
      <Progress value={total === 0 ? 0 : Math.min(100, (100 * done) / total)} aria-label="Comparing the book" />
      <Text size="xs" c="dimmed" mt={4} className="tabular">
        {text}
      </Text>
    </div>
  )
}

/** There before it says anything, so that a screen reader reads what it comes to say. */
function Outcome({ asOf }: Pick<SyncStatus, 'asOf'>) {
  const outcome = useVerification(({ outcome }) => outcome)
  const isWell = outcome?.ok === true
  return (
    <div role="status" aria-label="Outcome of the comparison">
      {outcome === null ? null : (
        <Alert
          color={isWell ? 'teal' : 'orange'}
          icon={isWell ? <IconCircleCheck size={18} aria-hidden /> : <IconInfoCircle size={18} aria-hidden />}
          p="xs"
        >
          {describeVerification(outcome, asOf)}
        </Alert>
      )}
    </div>
  )
}
