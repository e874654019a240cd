import { Navigate } from 'react-router'
import { NoBook } from '#renderer/data/no-book.tsx'
import { useMay } from '#renderer/data/session.ts'
import { Page } from '#renderer/ui/page.tsx'

/** Where somebody lands who may not read a book. */
export function HomeRoute() {
  if (useMay('book.read')) return <Navigate to="/households" replace />
  return (
    <Page title="Home">
      <NoBook />
    </Page>
  )
}
