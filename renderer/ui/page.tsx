import { Box, Group, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'

interface PageProps {
  readonly title: string
  /** What the window is called, where the title names a client: task bars and screen sharing show it to others. */
  readonly windowTitle?: string
  /** Beside the title: badges, a state. */
  readonly badges?: ReactNode
  /** Under the title, one line. */
  readonly subtitle?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Keeps lines readable on wide windows; the actions stay above the content they belong to. */
  readonly maxWidth?: number
  /** True where the page fills the window and scrolls inside. */
  readonly fill?: boolean
}

/** A screen: sets the window's title and moves focus to its heading, so that a screen reader says where one is. */
export function Page({
  title,
  windowTitle = title,
  badges,
  subtitle,
  actions,
  children,
  fill = false,
  maxWidth,
}: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${windowTitle} – Adviser Workstation`
  }, [windowTitle])
  useEffect(() => {
    // Who opened the palette while the screen was on its way goes on typing there.
    if (document.activeElement?.closest('[role="dialog"]')) return
    heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <Box
      p="lg"
      pt="md"
      maw={maxWidth}
      {...(fill ? { h: '100%', display: 'flex', style: { flexDirection: 'column' as const } } : {})}
    >
      <Group justify="space-between" align="flex-start" gap="md" mb="md" wrap="wrap">
        <Box miw={0} flex="1 1 26rem">
          <Group gap="sm" wrap="wrap">
            <Title order={1} tabIndex={-1} ref={heading}>
              {title}
            </Title>
            {badges}
          </Group>
          {subtitle === undefined ? null : (
            <Box c="dimmed" fz="sm" mt={3}>
              {subtitle}
            </Box>
          )}
        </Box>
        {actions === undefined ? null : (
          <Group gap="xs" flex="none" maw="100%">
            {actions}
          </Group>
        )}
      </Group>
      {children}
    </Box>
  )
}
