export interface SettingsOptions {
  readonly port: number
  readonly socketFolder: string | null
  readonly tlsFolder: string
  /** False for a database thrown away after a test run: a crash may then lose it, and it writes faster. */
  readonly durable: boolean
}

/** postgresql.conf, whole. Nothing of a client may reach the server's log, which is why so little is logged. */
export function serverSettings(options: SettingsOptions): string {
  return `# Written by build/database at every start.
listen_addresses = 'localhost'
port = ${options.port}
unix_socket_directories = ${quote(options.socketFolder ?? '')}
unix_socket_permissions = 0700
max_connections = 120
# Other systems of a firm may commit in two phases, and so do tests.
max_prepared_transactions = 64
password_encryption = 'scram-sha-256'

ssl = on
ssl_cert_file = ${quote(`${options.tlsFolder}/server.crt`)}
ssl_key_file = ${quote(`${options.tlsFolder}/server.key`)}
ssl_min_protocol_version = 'TLSv1.2'

shared_buffers = '256MB'
dynamic_shared_memory_type = ${process.platform === 'win32' ? 'windows' : 'posix'}
min_wal_size = '64MB'
max_wal_size = '512MB'
fsync = ${options.durable ? 'on' : 'off'}
synchronous_commit = ${options.durable ? 'on' : 'off'}
full_page_writes = ${options.durable ? 'on' : 'off'}

timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'

# An error's text and details can quote a value, so only the server's own messages ('log' and above) are kept.
log_min_messages = 'log'
log_error_verbosity = 'terse'
log_statement = 'none'
log_min_error_statement = 'panic'
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
`
}

/** pg_hba.conf, whole: TLS and a password for everyone, nothing else. */
export const accessRules = `# Written by build/database at every start.
local     all all                scram-sha-256
hostssl   all all 127.0.0.1/32   scram-sha-256
hostssl   all all ::1/128        scram-sha-256
hostnossl all all all            reject
`

function quote(text: string): string {
  return `'${text.replaceAll('\\', '/').replaceAll("'", "''")}'`
}
