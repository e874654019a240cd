import { notifications } from '@mantine/notifications'

const closeButtonProps = { 'aria-label': 'Dismiss' }

/** Says in one line that something was done. */
export function sayDone(message: string): void {
  notifications.show({ message, color: 'teal', autoClose: 4000, withBorder: true, closeButtonProps })
}

/** Says what went wrong and what to do; stays long enough to be read. */
export function sayProblem(message: string): void {
  notifications.show({ message, color: 'red', autoClose: 12_000, withBorder: true, closeButtonProps, role: 'alert' })
}
