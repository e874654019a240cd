/** Writes one line for people, or for the script that asked. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
