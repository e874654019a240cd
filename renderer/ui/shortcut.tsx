import { Group, Kbd } from '@mantine/core'

/** Keys as printed on this laptop's keyboard: `mod` is ⌘ on a Mac and Ctrl elsewhere. */
export function Shortcut({ keys }: { readonly keys: readonly string[] }) {
  return (
    <Group gap={4} wrap="nowrap" aria-hidden>
      {keys.map((key) => (
        <Kbd key={key} size="xs">
          {key === 'mod' ? modKey : key}
        </Kbd>
      ))}
    </Group>
  )
}

const modKey = typeof navigator !== 'undefined' && /Mac/.test(navigator.userAgent) ? '⌘' : 'Ctrl'
