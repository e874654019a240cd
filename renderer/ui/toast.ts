import { notifications } from '@mantine/notifications'

const closeButtonProps = { 'aria-label': 'Dismiss' }

/** Long enough to find the toast, and for what is longer than a few words to read it. */
const readingTime = (message: string) => 2500 + message.length * 40

/** Says in one line that something was done. */
export function sayDone(message: string): void {
  notifications.show({ message, color: 'teal', autoClose: readingTime(message), withBorder: true, closeButtonProps })
}

/** Says what went wrong and what to do; stays long enough to be read. */
export function sayProblem(message: string): void {
  notifications.show({ message, color: 'red', autoClose: 12_000, withBorder: true, closeButtonProps, role: 'alert' })
}
