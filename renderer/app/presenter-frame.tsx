import { Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect } from 'react'
import { Outlet, useNavigate } from 'react-router'
import { Shortcut } from '#renderer/ui/shortcut.tsx'
import classes from './presenter-frame.module.css'

/** The address of the presenter view, below which there is no navigation, no search, and no message. */
export const PRESENTER_PATTERN = '/meetings/:meetingId/present'

/**
 * What stands around a screen that clients see: a way out, and nothing that could name another household. Messages wait
 * until it is left.
 */
export function PresenterFrame({ meetingId }: { readonly meetingId: string }) {
  const navigate = useNavigate()
  const back = `/meetings/${meetingId}`
  useEffect(() => {
    document.documentElement.dataset.presenting = ''
    return () => {
      delete document.documentElement.dataset.presenting
    }
  }, [])
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) void navigate(back, { replace: true })
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [navigate, back])
  return (
    <main id="main" className={classes.frame} tabIndex={-1}>
      <div className={classes.leave}>
        <Button
          variant="default"
          leftSection={<IconX size={16} aria-hidden />}
          rightSection={<Shortcut keys={['Esc']} />}
          aria-keyshortcuts="Escape"
          onClick={() => void navigate(back, { replace: true })}
        >
          Stop presenting
        </Button>
      </div>
      <Outlet />
    </main>
  )
}
