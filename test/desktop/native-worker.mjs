import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3-multiple-ciphers'

const database = new Database(workerData)
database.pragma("cipher = 'aegis'")
database.pragma("key = 'probe'")
database.exec("CREATE TABLE notes (body TEXT); INSERT INTO notes VALUES ('kept')")
const rows = database.prepare('SELECT body FROM notes').all()
database.close()
parentPort.postMessage(rows)
