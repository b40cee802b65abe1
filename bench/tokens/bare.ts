import { join } from 'node:path'
import Libsql from 'libsql'
import pg from 'pg'
import { serveBodies } from '../crowd/bodies'
import { type Answers, measures } from '../crowd/processes'

/** The floor: `POST /` with `<id> <text>` changes one row of that id and answers when the disk has it. */
export async function bareUpdate(): Promise<Answers> {
  const url = process.env.DATABASE_URL ?? ''
  const update = url === '' ? embedded() : await postgres(url)
  const address = await serveBodies(200, (body) => {
    const [id = '', text = ''] = body.split(' ')
    return update(id, text)
  })
  return { ...measures, address: async () => address }
}

const table = 'create table bare (id text primary key, text text)'
const rows = Array.from({ length: 20_000 }, (_, n) => `box${n}`)

function embedded() {
  const database = new Libsql(join(process.env.DATA_DIR ?? '.', 'bare-update.db'))
  database.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; ${table}; begin`)
  const insert = database.prepare("insert into bare values (?, '')")
  for (const id of rows) insert.run(id)
  database.exec('commit')
  const update = database.prepare('update bare set text = ? where id = ?')
  return async (id: string, text: string) => void update.run(text, id)
}

async function postgres(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  await pool.query(table)
  await pool.query("insert into bare select unnest($1::text[]), ''", [rows])
  return async (id: string, text: string) => {
    await pool.query({ name: 'update', text: 'update bare set text = $1 where id = $2', values: [text, id] })
  }
}
