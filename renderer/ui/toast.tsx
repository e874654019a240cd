import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'

const closeButtonProps = { 'aria-label': 'Dismiss' }

/** Long enough to find the toast, and for what is longer than a few words to read it. */
const readingTime = (message: string) => 2500 + message.length * 40

/** Long enough to see that it was the wrong one, and to get there with the keyboard. */
const UNDO_TIME = 12_000

/** Says in one line that something was done. @param undo takes it back; offered as a button for a while. */
export function sayDone(message: string, undo?: () => void): void {
  const common = { color: 'teal', withBorder: true, closeButtonProps }
  if (undo === undefined) {
    notifications.show({ message, autoClose: readingTime(message), ...common })
    return
  }
  const takeBack = () => {
    notifications.hide(id)
    undo()
  }
  const id = notifications.show({
    message: (
      <Group gap="sm" wrap="nowrap">
        <Text size="sm" flex={1} miw={0}>
          {message}
        </Text>
        <Button size="compact-sm" variant="light" onClick={takeBack}>
          Undo
        </Button>
      </Group>
    ),
    autoClose: UNDO_TIME,
    ...common,
  })
}

/** Says what went wrong and what to do; stays long enough to be read. */
export function sayProblem(message: string): void {
  notifications.show({ message, color: 'red', autoClose: 12_000, withBorder: true, closeButtonProps, role: 'alert' })
}
