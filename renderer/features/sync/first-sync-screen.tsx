import { Box, Button, Center, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core'
import { useEffect } from 'react'
import { runCommand } from '#renderer/data/use-command.ts'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import type { SessionStatus } from '#shared/ipc/session.ts'
import type { SyncStatus } from '#shared/ipc/sync.ts'
import { ProgressBars } from './progress-bars.tsx'

interface FirstSyncScreenProps {
  readonly session: SessionStatus
  readonly sync: SyncStatus | null
}

/** Between signing in and the first household: the book is being opened, or brought for the first time. */
export function FirstSyncScreen({ session, sync }: FirstSyncScreenProps) {
  useEffect(() => {
    document.title = 'Opening your book – Adviser Workstation'
  }, [])
  const problem = session.problem ?? sync?.problem ?? null
  const bringing = sync !== null && sync.progress.length > 0
  return (
    <Center component="main" mih="100vh" p="lg">
      <Paper p="xl" w={bringing ? 'min(760px, 100%)' : 'min(520px, 100%)'}>
        <Stack gap="lg">
          <Box role="status">
            <Title order={1}>{bringing ? 'Bringing your book to this laptop' : 'Opening your book'}</Title>
            <Text c="dimmed" size="sm" mt={4}>
              {bringing
                ? 'Everything is stored encrypted. Your households open as soon as they are here; history follows in the background.'
                : 'The encrypted book on this laptop is being opened.'}
            </Text>
          </Box>
          {problem === null ? null : <ProblemAlert message={problem.message} />}
          {bringing ? (
            <ProgressBars sync={sync} />
          ) : problem === null ? (
            <Loader size="sm" aria-label="Opening" />
          ) : null}
          <Group justify="flex-end">
            <Button variant="subtle" color="gray" onClick={() => void runCommand('session.signOut', {})}>
              Sign out
            </Button>
          </Group>
        </Stack>
      </Paper>
    </Center>
  )
}
