import { Box } from '@mantine/core'
import type { ReactNode } from 'react'
import { DelayedSkeleton, ProblemAlert } from '#renderer/ui/feedback.tsx'
import { Page } from '#renderer/ui/page.tsx'
import type { QueryState } from './use-query.ts'

interface QueryViewProps<Value> {
  readonly query: QueryState<Value>
  readonly children: (value: Value) => ReactNode
  readonly rows?: number
}

/** Shows an answer, or why there is none. An old answer stays when asking again fails. */
export function QueryView<Value>({ query, children, rows }: QueryViewProps<Value>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error !== null) return <ProblemAlert message={query.error.message} onRetry={query.refresh} />
  return <DelayedSkeleton {...(rows === undefined ? {} : { rows })} />
}

/** The same for a whole screen, which brings its own heading once there is an answer. */
export function QueryPage<Value>({ query, title, children }: QueryViewProps<Value> & { readonly title: string }) {
  if (query.data !== undefined) return children(query.data)
  if (query.error === null) {
    return (
      <Box p="lg">
        <DelayedSkeleton rows={12} />
      </Box>
    )
  }
  return (
    <Page title={title} maxWidth={760}>
      <ProblemAlert message={query.error.message} onRetry={query.refresh} />
    </Page>
  )
}
