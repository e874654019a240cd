import { Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { runCommand } from '#renderer/data/use-command.ts'
import { Shortcut } from '#renderer/ui/shortcut.tsx'
import { openPalette } from './command-palette.tsx'
import { usePlaces } from './places.ts'

/** How long after `g` the second key counts. */
const SEQUENCE_MILLISECONDS = 1200

const lines = [
  { keys: ['mod', 'K'], does: 'Search everything and run commands' },
  { keys: ['/'], does: 'Search in the list on screen' },
  { keys: ['↑', '↓', 'Enter'], does: 'Move in a list and open the row' },
  { keys: ['Space'], does: 'Mark the row in a list of households' },
  { keys: ['mod', 'Enter'], does: 'Save the note being written' },
  { keys: ['?'], does: 'Show this list' },
] as const

/** Keyboard shortcuts of the whole workstation, and what its menu asks for. */
export function useShortcuts() {
  const [opened, { open, close }] = useDisclosure(false)
  const navigate = useNavigate()
  const places = usePlaces()
  const startedAt = useRef(0)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (isTyping(event)) return
      if (event.key === '?') return open()
      const target =
        Date.now() - startedAt.current < SEQUENCE_MILLISECONDS
          ? places.find(({ key }) => key === event.key)?.to
          : undefined
      startedAt.current = event.key === 'g' ? Date.now() : 0
      if (target !== undefined) {
        event.preventDefault()
        void navigate(target)
      }
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [navigate, open, places])
  useEffect(
    () =>
      window.workstation.on('shell.command', ({ command }) => {
        if (command === 'palette') openPalette()
        else if (command === 'sync') void runCommand('sync.now', {})
        else void navigate('/settings')
      }),
    [navigate],
  )
  return { opened, close }
}

/** Keys typed into a field, or held with a modifier, are no shortcuts; nor are keys under an open dialog. */
function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true
  const target = event.target as HTMLElement
  return target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null
}

export function ShortcutHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const places = usePlaces()
  const shown = [
    ...lines.slice(0, 1),
    ...places.map(({ key, label }) => ({ keys: ['g', key], does: `Go to ${label.toLowerCase()}` })),
    ...lines.slice(1),
  ]
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" size="sm">
      <Stack gap="xs">
        {shown.map(({ keys, does }) => (
          <Group key={does} justify="space-between" wrap="nowrap">
            <Text size="sm">{does}</Text>
            <Shortcut keys={keys} />
          </Group>
        ))}
      </Stack>
    </Modal>
  )
}
