import { Center, Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useMatch, useNavigate } from 'react-router'
import { useSession } from '#renderer/data/session.ts'
import { useSyncStatus } from '#renderer/data/sync-status.ts'
import { SignInScreen } from '#renderer/features/session/sign-in-screen.tsx'
import { useSignIn } from '#renderer/features/session/store.ts'
import { FirstSyncScreen } from '#renderer/features/sync/first-sync-screen.tsx'
import { PRESENTER_PATTERN, PresenterFrame } from './presenter-frame.tsx'
import { Shell } from './shell.tsx'

/** Decides by the session what is shown at all. */
export function Root() {
  const session = useSession(({ status }) => status)
  const sync = useSyncStatus(({ status }) => status)
  const asking = useSignIn(({ asking }) => asking)
  const navigate = useNavigate()
  const presented = useMatch(PRESENTER_PATTERN)?.params.meetingId
  const signedOut = session?.state === 'signed_out'
  useEffect(() => {
    // The next person starts at their own list, not at an id of somebody else's book.
    if (signedOut) void navigate('/households', { replace: true })
  }, [signedOut, navigate])
  if (session === null) return <Waiting />
  const bringing = sync !== null && sync.progress.length > 0
  if (signedOut || (session.state === 'opening' && asking && !bringing)) return <SignInScreen session={session} />
  switch (session.state) {
    case 'signed_out':
    case 'opening':
      return <FirstSyncScreen session={session} sync={sync} />
    case 'open':
      return presented === undefined ? <Shell session={session} /> : <PresenterFrame meetingId={presented} />
  }
}

function Waiting() {
  const [visible, setVisible] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return <Center h="100vh">{visible ? <Loader aria-label="Starting" role="status" /> : null}</Center>
}
