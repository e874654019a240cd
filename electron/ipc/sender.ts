/** Where the workstation's own pages live, and nothing else. */
export const APP_SCHEME = 'app'
export const APP_HOST = 'bundle'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`

/** The frame a call came from. */
export interface Sender {
  readonly url: string
  readonly isTopFrame: boolean
}

/** @returns whether the call came from the top frame of one of the workstation's own pages. */
export function isTrustedSender(sender: Sender | null): boolean {
  return sender?.isTopFrame === true && isAppUrl(sender.url)
}

/** Compares parsed parts: `app://bundle.evil/` and `app://bundle@evil/` begin like the origin and are not of it. */
export function isAppUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === '' && url.password === ''
}
