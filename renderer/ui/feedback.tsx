import { Alert, Button, EmptyState, Skeleton, Stack } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'

/** Grey bars that appear only when waiting is long enough to be noticed. */
export function DelayedSkeleton({ rows = 6 }: { readonly rows?: number }) {
  const [visible, setVisible] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 150)
    return () => clearTimeout(timer)
  }, [])
  if (!visible) return null
  return (
    <Stack gap="xs" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are alike and never move.
        <Skeleton key={row} height={22} radius="sm" width={`${92 - ((row * 17) % 40)}%`} />
      ))}
    </Stack>
  )
}

/** A failed question, with the sentence that says what to do and a way to try again. */
export function ProblemAlert({ message, onRetry }: { readonly message: string; readonly onRetry?: () => void }) {
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle size={18} aria-hidden />} role="alert">
      <Stack gap="xs" align="flex-start">
        {message}
        {onRetry === undefined ? null : (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

interface NothingHereProps {
  readonly title: string
  readonly description?: ReactNode
  readonly icon?: ReactNode
  readonly action?: ReactNode
}

/** An empty list that says what to do next. */
export function NothingHere({ title, description, icon, action }: NothingHereProps) {
  return (
    <EmptyState title={title} description={description} icon={icon} size="sm" py="xl">
      {action === undefined ? null : <EmptyState.Actions>{action}</EmptyState.Actions>}
    </EmptyState>
  )
}
