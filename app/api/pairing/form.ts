import type { FastifyInstance } from 'fastify'
import { oauthError } from './issue'

/**
 * Lets a scope read `application/x-www-form-urlencoded` bodies as RFC 6749, appendix B, has them: a field without a
 * value counts as left out, a field that is given twice is an error (section 3.2).
 */
export function readForms(scope: FastifyInstance): void {
  const options = { parseAs: 'string' as const, bodyLimit: 16 * 1024 }
  scope.addContentTypeParser('application/x-www-form-urlencoded', options, (_request, body: string, done) => {
    const fields: Record<string, string> = Object.create(null)
    for (const [name, value] of new URLSearchParams(body)) {
      if (name in fields) return done(oauthError('invalid_request', 'a parameter is given twice'))
      if (value !== '') fields[name] = value
    }
    done(null, { ...fields })
  })
}
