/**
 * Chromium and Node switches that would open a packaged workstation to whoever can start it: fuses do not cover them.
 * One that ends in `-` stands for every switch that begins so.
 */
const refused = [
  'remote-debugging-',
  'remote-allow-origins',
  'inspect',
  'inspect-',
  'js-flags',
  'no-sandbox',
  'disable-web-security',
  'disable-site-isolation-trials',
  'ignore-certificate-errors',
  'ignore-certificate-errors-',
  'host-rules',
  'host-resolver-rules',
  'load-extension',
  'ssl-key-log-file',
  'log-net-log',
]

/** @returns the switches among the arguments that a packaged workstation must not start with. */
export function findRefusedSwitches(argv: readonly string[]): string[] {
  return argv
    .map((argument) => /^(?:--?|\/)([^=]+)/.exec(argument)?.[1]?.toLowerCase())
    .filter((name) => name !== undefined)
    .filter((name) => refused.some((entry) => name === entry || (entry.endsWith('-') && name.startsWith(entry))))
}
