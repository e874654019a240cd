import { readFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { TLSSocket, connect as tlsConnect } from 'node:tls'

/** Where a connection breaks: at the n-th question from now, or the n-th COMMIT, counted from 1. */
export interface BreakPoint {
  readonly at: 'question' | 'commit'
  readonly nth: number
  /** `before`: it never reaches the server. `after`: the server did it, and the answer is lost. */
  readonly when: 'before' | 'after'
}

/** The network in front of a PostgreSQL server, seen from inside the encryption. */
export interface PostgresNetwork {
  readonly port: number
  /** Ends every connection at once and refuses new ones. */
  cut(): void
  /** Takes connections again; a break point that was not reached is forgotten. */
  restore(): void
  /** The network is cut where the point says. */
  breakAt(point: BreakPoint): void
  /** How many questions the server was asked since the last call: what a person's network makes somebody wait for. */
  takeQuestions(): number
  close(): Promise<void>
}

interface Server {
  readonly host: string
  readonly port: number
  readonly caFile: string
}

interface Wire {
  readonly client: TLSSocket
  readonly server: TLSSocket
}

const REQUEST_BYTES = 8

/**
 * Starts a proxy that ends the encryption and begins it again, with the server's own certificate and key, so that a
 * client that verifies both, and binds its password to them, cannot tell.
 */
export async function startPostgresNetwork(target: Server): Promise<PostgresNetwork> {
  const folder = dirname(target.caFile)
  const identity = { cert: readFileSync(join(folder, 'server.crt')), key: readFileSync(join(folder, 'server.key')) }
  const sockets = new Set<Socket>()
  let open = true
  let point: BreakPoint | null = null
  let seen = 0
  let questions = 0
  const keep = (socket: Socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  const cut = () => {
    open = false
    for (const socket of sockets) socket.destroy()
  }
  /** @returns what becomes of a question. */
  function judge(isCommit: boolean): 'pass' | 'stop' | 'mute' {
    questions += 1
    if (point === null || (point.at === 'commit' && !isCommit)) return 'pass'
    seen += 1
    if (seen < point.nth) return 'pass'
    return point.when === 'before' ? 'stop' : 'mute'
  }
  const listener = createServer((raw) => {
    if (!open) {
      raw.destroy()
      return
    }
    keep(raw)
    raw.once('data', () => {
      raw.write('S')
      const client = new TLSSocket(raw, { isServer: true, ...identity })
      keep(client)
      askForEncryption(target, keep, (server) => joinHalves({ client, server }, judge, cut))
    })
  })
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening))
  const address = listener.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut,
    restore() {
      open = true
      point = null
    },
    breakAt(next) {
      point = next
      seen = 0
    },
    takeQuestions() {
      const taken = questions
      questions = 0
      return taken
    },
    async close() {
      cut()
      await new Promise((closed) => listener.close(closed))
    },
  }
}

/** Opens the other half: a connection to the server, encrypted once the server has said so. */
function askForEncryption(target: Server, keep: (socket: Socket) => void, ready: (server: TLSSocket) => void): void {
  const raw = connect(target.port, target.host)
  keep(raw)
  raw.write(Buffer.from([0, 0, 0, REQUEST_BYTES, 0x04, 0xd2, 0x16, 0x2f]))
  raw.once('data', () => {
    const server = tlsConnect({ socket: raw, ca: readFileSync(target.caFile), servername: 'localhost' })
    keep(server)
    ready(server)
  })
}

function joinHalves(
  { client, server }: Wire,
  judge: (isCommit: boolean) => 'pass' | 'stop' | 'mute',
  cut: () => void,
): void {
  let muted = false
  const fromClient = createMessageReader(true)
  const fromServer = createMessageReader(false)
  client.on('data', (chunk: Buffer) => {
    // One packet for what came as one: written apart, each would wait for the one before to be acknowledged.
    server.cork()
    process.nextTick(() => server.uncork())
    for (const { type, bytes } of fromClient(chunk)) {
      const fate = isQuestion(type) ? judge(isCommit(type, bytes)) : 'pass'
      if (fate === 'stop') return cut()
      if (fate === 'mute') muted = true
      server.write(bytes)
    }
  })
  server.on('data', (chunk: Buffer) => {
    client.cork()
    process.nextTick(() => client.uncork())
    for (const { type, bytes } of fromServer(chunk)) {
      if (!muted) client.write(bytes)
      else if (type === 'Z') return cut()
    }
  })
  client.on('close', () => server.destroy())
  server.on('close', () => client.destroy())
}

/** A simple query, or the end of an extended one: what the client waits for the answer of. */
function isQuestion(type: string): boolean {
  return type === 'Q' || type === 'S'
}

function isCommit(type: string, bytes: Buffer): boolean {
  return type === 'Q' && /^commit\b/i.test(bytes.toString('latin1', 5))
}

interface Message {
  /** Empty for the first message of a client, which has none. */
  readonly type: string
  readonly bytes: Buffer
}

/** Puts a stream's pieces together to messages of PostgreSQL's protocol, version 3. */
function createMessageReader(beginsUntyped: boolean): (chunk: Buffer) => Message[] {
  let rest: Buffer = Buffer.alloc(0)
  let untyped = beginsUntyped
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    const messages: Message[] = []
    for (;;) {
      const head = untyped ? 0 : 1
      if (rest.length < head + 4) return messages
      const length = head + rest.readInt32BE(head)
      if (rest.length < length) return messages
      messages.push({ type: untyped ? '' : String.fromCharCode(rest[0] ?? 0), bytes: rest.subarray(0, length) })
      rest = rest.subarray(length)
      untyped = false
    }
  }
}
