import { execFile } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Network } from './ports.ts'

/** How one system is asked whether it calls the connection metered. */
interface Question {
  readonly program: string
  readonly parameters: readonly string[]
  /** @returns null for an answer that says neither. */
  read(answer: string): boolean | null
}

const WINDOWS_COST =
  '[Windows.Networking.Connectivity.NetworkInformation,Windows.Networking.Connectivity,ContentType=WindowsRuntime]' +
  '::GetInternetConnectionProfile().GetConnectionCost().NetworkCostType'

/**
 * Neither Electron nor Node tells, so the system's own tools are asked. macOS tells only its own frameworks.
 *
 * NetworkManager: https://networkmanager.dev/docs/api/latest/nm-dbus-types.html#NMMetered
 * Windows: NetworkCostType of Windows.Networking.Connectivity.
 */
const questions: Partial<Record<NodeJS.Platform, Question>> = {
  linux: {
    program: '/usr/bin/busctl',
    parameters: [
      'get-property',
      'org.freedesktop.NetworkManager',
      '/org/freedesktop/NetworkManager',
      'org.freedesktop.NetworkManager',
      'Metered',
    ],
    read: readNetworkManager,
  },
  win32: {
    program: join(process.env.SystemRoot ?? 'C:\\Windows', 'System32/WindowsPowerShell/v1.0/powershell.exe'),
    parameters: ['-NoProfile', '-NonInteractive', '-Command', WINDOWS_COST],
    read: readCostType,
  },
}

const ANSWER_MILLISECONDS = 5_000
const LOOK_MILLISECONDS = 3_000

export const systemNetwork: Network = {
  isMetered: () => askSystem(questions[process.platform]),
  onChange(tell) {
    let known = addresses()
    const timer = setInterval(() => {
      const now = addresses()
      if (now !== known) tell()
      known = now
    }, LOOK_MILLISECONDS)
    timer.unref()
    return () => clearInterval(timer)
  },
}

function askSystem(question: Question | undefined): Promise<boolean | null> {
  if (!question) return Promise.resolve(null)
  const options = { timeout: ANSWER_MILLISECONDS, windowsHide: true }
  return new Promise((resolve) => {
    // A system without the tool, or one that forbids it, does not say.
    execFile(question.program, question.parameters, options, (error, answer) =>
      resolve(error ? null : question.read(answer)),
    )
  })
}

/** @param answer such as `u 1`: 1 yes, 2 no, 3 guessed yes, 4 guessed no, 0 unknown. */
export function readNetworkManager(answer: string): boolean | null {
  const [, value] = /^u ([1-4])\s*$/.exec(answer) ?? []
  return value === undefined ? null : value === '1' || value === '3'
}

/** @param answer `Unrestricted`, `Fixed`, `Variable`, or `Unknown`. */
export function readCostType(answer: string): boolean | null {
  const cost = answer.trim()
  if (cost === 'Unrestricted') return false
  return cost === 'Fixed' || cost === 'Variable' ? true : null
}

/** The addresses by which this machine is reached, in one text; another network gives others. */
function addresses(): string {
  return Object.values(networkInterfaces())
    .flatMap((interfaces) => interfaces ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address)
    .sort()
    .join(' ')
}
