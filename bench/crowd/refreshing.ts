import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { openStore } from '../../app/api/database/connect'
import { secretHash } from '../../app/api/pairing/codes'
import { nextRefreshToken } from '../../app/api/pairing/issue'

/** A box with the refresh token that is good now. */
export interface Refreshing {
  serial: string
  token: string
}

/** Every pairing of the town gets a refresh token that is known here. */
export async function giveTokens(dataDir: string, databaseUrl: string | null, count: number): Promise<Refreshing[]> {
  const store = openStore({ databaseUrl, dataDir })
  try {
    const made = Array.from({ length: count }, (_, n) => {
      const family = randomBytes(16).toString('base64url')
      return { serial: `box${n}`, family, ...nextRefreshToken(family) }
    })
    for (let at = 0; at < made.length; at += 500) {
      const values = made
        .slice(at, at + 500)
        .map(({ serial, family, hash }) => sql`(${serial}, ${secretHash(family)}, ${hash})`)
      await sql`update pairings set family_hash = v.column2, refresh_hash = v.column3
        from (values ${sql.join(values)}) as v where pairings.box = v.column1`.execute(store.db)
    }
    return made.map(({ serial, token }) => ({ serial, token }))
  } finally {
    await store.close()
  }
}
