import { Button, Paper, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useMay } from '#renderer/data/session.ts'
import { useSyncStatus } from '#renderer/data/sync-status.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatInstant } from '#renderer/ui/dates.ts'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { formatCount } from '#renderer/ui/money.ts'
import { Page } from '#renderer/ui/page.tsx'
import { Section } from '#renderer/ui/section.tsx'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import { describeStatus } from './describe-status.ts'

import { KeptDocuments } from './kept-documents.tsx'

import { OutboxList } from './outbox-list.tsx'

import { ProgressBars } from './progress-bars.tsx'
import { VerifyBook } from './verify-book.tsx'

/** Where this laptop and the firm's database stand, and every change that has not arrived. */
export function SyncScreen() {
  const status = useSyncStatus(({ status }) => status)
  const { run, busy } = useCommand('sync.now')
  const mayRead = useMay('book.read')
  return (
    <Page
      title="Sync"
      subtitle={describeStatus(status).text}
      actions={
        <Button leftSection={<IconRefresh size={16} aria-hidden />} loading={busy} onClick={() => void run({})}>
          Sync now
        </Button>
      }
    >
      <Stack gap="md">
        {/* Without a connection the banner above every screen says why. */}
        {status?.problem && status.connection !== 'offline' ? <ProblemAlert message={status.problem.message} /> : null}
        {status === null ? null : <Figures status={status} />}
        {status !== null && status.progress.length > 0 ? (
          <Section title="First sync">
            <ProgressBars sync={status} />
          </Section>
        ) : null}
        {mayRead ? <OutboxList /> : null}
        {mayRead && status?.documents ? <KeptDocuments documents={status.documents} /> : null}
        {mayRead && status !== null ? <VerifyBook status={status} /> : null}
      </Stack>
    </Page>
  )
}

function Figures({ status }: { readonly status: SyncStatus }) {
  const connections = { online: 'Online', offline: 'Offline', connecting: 'Connecting…' } as const
  const figures = [
    ['Connection', connections[status.connection]],
    ['Book as of', formatInstant(status.asOf)],
    ['Waiting to be sent', formatCount(status.waiting)],
    ['Conflicts', formatCount(status.conflicts)],
    ['Refused', formatCount(status.refused)],
  ] as const
  return (
    <Paper p="md">
      <SimpleGrid component="dl" cols={{ base: 2, md: 5 }} m={0}>
        {figures.map(([label, value]) => (
          <div key={label}>
            <Text component="dt" size="xs" c="dimmed">
              {label}
            </Text>
            <Text component="dd" fw={620} m={0} className="tabular">
              {value}
            </Text>
          </div>
        ))}
      </SimpleGrid>
    </Paper>
  )
}
