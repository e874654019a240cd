/** What the workstation needs of the world, so that tests can give it another one. Adapters live beside this file. */

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Runs once after the delay. @returns a function that cancels. */
  after(milliseconds: number, run: () => void): () => void
}

export interface Ids {
  /** A UUIDv7: unique, and ordered by the time it was made. */
  next(): string
}

export interface Random {
  /** Cryptographically strong random bytes. */
  bytes(length: number): Uint8Array
  /** A number in [0, 1), for jitter; never for secrets. */
  unit(): number
}

/** The operating system's keychain. Every method throws WorkstationError `keychain` when it is missing or locked. */
export interface Keychain {
  get(account: string): Promise<string | null>
  set(account: string, secret: string): Promise<void>
  remove(account: string): Promise<void>
}

/** Fields are allow-listed by the sink: ids, counts, durations, codes. Never a client's data. */
export interface Log {
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Asks the person for a file; a test answers in their place. */
export interface Dialogs {
  /** @returns the chosen path, or null when cancelled. */
  chooseSavePath(options: {
    readonly title: string
    readonly suggestedName: string
    readonly extension: string
  }): Promise<string | null>
}

/** Writes what a person asked to have outside the workstation, whole or not at all. */
export interface Files {
  /** @throws WorkstationError `disk_full` when there is no room; what was there before stays. */
  writeExport(path: string, content: Uint8Array): Promise<void>
}

/** The connection the machine is on. */
export interface Network {
  /** Whether the system calls it metered: data costs something or is limited. Null where it does not say. Never rejects. */
  isMetered(): Promise<boolean | null>
  /** Tells when the machine came to another network, to one more, or to none. @returns a function that ends it. */
  onChange(tell: () => void): () => void
}

export interface Ports {
  readonly clock: Clock
  readonly ids: Ids
  readonly random: Random
  readonly keychain: Keychain
  readonly log: Log
  readonly dialogs: Dialogs
  readonly files: Files
  readonly network: Network
}
