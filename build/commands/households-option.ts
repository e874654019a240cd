/**
 * Reads `--households N`.
 *
 * @returns undefined when it was not given.
 * @throws Error for anything but a whole number from 1 to 999999.
 */
export function readHouseholds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`--households takes a number such as 120, and "${text}" is none`)
  return Number(text)
}
