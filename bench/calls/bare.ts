import { join } from 'node:path'
import Libsql from 'libsql'
import pg from 'pg'
import { serveBodies } from '../crowd/bodies'
import { type Answers, measures } from '../crowd/processes'

type Insert = (text: string) => Promise<void>

/**
 * The floor: `POST /` writes its body to a row and answers when the disk has it. Rows that come in while a commit is
 * under way share the next one, as PostgreSQL does by itself; `POST /alone` gives each row a commit of its own.
 */
export async function bareInsert(): Promise<Answers> {
  const url = process.env.DATABASE_URL ?? ''
  const { together, alone } = url === '' ? embedded() : await postgres(url)
  const address = await serveBodies(201, (body, path) => (path === '/alone' ? alone : together)(body))
  return { ...measures, address: async () => address }
}

function embedded(): { together: Insert; alone: Insert } {
  const database = new Libsql(join(process.env.DATA_DIR ?? '.', 'bare-insert.db'))
  const table = 'create table bare (id integer primary key, text text)'
  database.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; ${table}`)
  const insert = database.prepare('insert into bare (text) values (?)')
  const waiting: { text: string; done: () => void }[] = []

  function commit() {
    const batch = waiting.splice(0)
    database.exec('begin')
    for (const { text } of batch) insert.run(text)
    database.exec('commit')
    for (const { done } of batch) done()
  }

  return {
    alone: async (text) => void insert.run(text),
    together: (text) =>
      new Promise((done) => {
        if (waiting.push({ text, done }) === 1) setImmediate(commit)
      }),
  }
}

async function postgres(url: string): Promise<{ together: Insert; alone: Insert }> {
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  await pool.query('create table bare (id bigint generated always as identity primary key, text text)')
  const insert: Insert = async (text) => {
    await pool.query({ name: 'insert', text: 'insert into bare (text) values ($1)', values: [text] })
  }
  return { together: insert, alone: insert }
}
