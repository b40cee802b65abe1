import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { inForce } from './changes'
import { type FoundCode, findCode } from './codes'
import { type AuthorizationRow, decideAuthorization } from './codes-store'
import { byUserCode } from './device'
import { readForms } from './form'
import { useCode } from './issue'
import { addressKey } from './limits'
import { readCode, serialEnd, showCode } from './rules'
import { householdOfBox } from './store'
import type { Tries } from './tries'

const field = Type.Optional(Type.String({ maxLength: 64 }))
const PairQuery = Type.Object({ user_code: field })
const PairForm = Type.Object(
  { user_code: field, activation_code: field, answer: field },
  { additionalProperties: false },
)
type PairForm = Static<typeof PairForm>

const style = `body{margin:0;background:#0b1320;color:#eef2f8;font:20px/1.6 system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:2rem 1.25rem}h1{font-size:1.6rem}small{color:#a9b4c6}
label{display:block;margin:1.25rem 0}input{display:block;width:100%;box-sizing:border-box;font-size:1.6rem;padding:.5rem;
letter-spacing:.1em;background:#172338;color:#fff;border:2px solid #5d6c84;border-radius:.5rem}
input:focus,button:focus{outline:4px solid #ffb547}button{font-size:1.2rem;padding:.6rem 1.5rem;margin:.5rem 1rem .5rem 0;
border:2px solid #ffb547;border-radius:.5rem;background:#ffb547;color:#0b1320}button.no{background:none;color:#ffb547}
.note{border-left:4px solid #ffb547;padding-left:1rem}`

/** Nothing but this page's own style and form: no script, no frame around it, no address passed on. */
const headers = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
}

/**
 * `/pair`: the resident types the code on the TV, sees how the serial of its box ends, types the household's activation
 * code, sees the whole serial and the household, and confirms (RFC 8628, sections 3.3 and 5.4: somebody else's code may have been slipped in).
 */
export function pairPage(app: FastifyInstance, service: Service, tries: Tries): void {
  app.register(async (scope) => {
    readForms(scope)
    const hidden = { hide: true }

    scope.get('/pair', { schema: { ...hidden, querystring: PairQuery } }, (request, reply) =>
      begin(request, reply, (request.query as Static<typeof PairQuery>).user_code, 200),
    )

    scope.post('/pair', { schema: { ...hidden, body: PairForm } }, async (request, reply) => {
      const form = request.body as PairForm
      if ((form.activation_code ?? '') === '') return begin(request, reply, form.user_code, 400)
      const checked = await within(reply, check(form, request.ip))
      if (checked === 'limited') return answer(reply, 429, askForCodes(form.user_code, words.limited))
      if (checked === null) return answer(reply, 400, askForCodes(form.user_code, words.wrong))
      const { row, household, code } = checked
      if (form.answer === 'yes') {
        const approved = await approve(row, household, code)
        await inForce(service)
        return approved ? answer(reply, 200, say(words.done)) : answer(reply, 400, askForCodes(undefined, words.wrong))
      }
      if (form.answer === 'no') {
        await decideAuthorization(service.db, row.device_hash, { state: 'denied', household: null, officer: null })
        return answer(reply, 200, say(words.declined))
      }
      const label = service.neighbourhood.household(household)?.label ?? household
      return answer(reply, 200, askToConfirm(form, row.box, label))
    })
  })

  /** The first step: a code on a screen is told apart from others by the end of its box's serial. */
  async function begin(
    request: FastifyRequest,
    reply: FastifyReply,
    typed: string | undefined,
    wrongStatus: number,
  ): Promise<FastifyReply> {
    if (readCode(typed ?? '') === null) return answer(reply, 200, askForCodes(typed))
    const row = await within(reply, lookUp(typed ?? '', request.ip))
    if (row === 'limited') return answer(reply, 429, askForCodes(typed, words.limited))
    if (row === null) return answer(reply, wrongStatus, askForCodes(typed, words.ended))
    return answer(reply, 200, askForActivation(typed ?? '', serialEnd(row.box)))
  }

  /** The device flow of a code on a screen; a wrong one counts against the address. */
  async function lookUp(typed: string, ip: string): Promise<AuthorizationRow | null> {
    const from = addressKey(ip)
    await tries.address.check(from)
    const row = await byUserCode(service, typed)
    if (row === null) await tries.address.failed(from)
    return row
  }

  /** The device flow and the live activation code that were typed; null when either is wrong: which one is not said. */
  async function check(
    form: PairForm,
    ip: string,
  ): Promise<{ row: AuthorizationRow; household: string; code: FoundCode } | null> {
    const typed = readCode(form.activation_code ?? '')
    const row = await byUserCode(service, form.user_code ?? '')
    return tries.guess(ip, row?.box ?? `address ${ip}`, async () => {
      const household = row === null ? null : await householdOfBox(service.db, row.box)
      const code = typed === null ? null : await findCode(service, household, typed)
      return row !== null && household !== null && code !== null ? { row, household, code } : null
    })
  }

  /** Spends the activation code and approves the device flow, both or neither. */
  function approve(row: AuthorizationRow, household: string, code: FoundCode): Promise<boolean> {
    const decision = { state: 'approved', household, officer: null } as const
    return service.db
      .transaction()
      .execute(async (transaction) => {
        if (!(await useCode(service, transaction, code, row.box, household))) throw new NotApproved()
        if (!(await decideAuthorization(transaction, row.device_hash, decision))) throw new NotApproved()
        return true
      })
      .catch((error: unknown) => {
        if (error instanceof NotApproved) return false
        throw error
      })
  }
}

class NotApproved extends Error {}

/** What came, or that too much was guessed: then the answer carries when to come again. */
async function within<T>(reply: FastifyReply, found: Promise<T>): Promise<T | 'limited'> {
  try {
    return await found
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem !== 'too-many-requests') throw error
    reply.header('retry-after', String(error.extensions.retryAfter))
    return 'limited'
  }
}

const words = {
  wrong: '电视上的代码或开通码不对，或者已经失效。 One of the two codes is not right, or has ended.',
  ended:
    '电视上的代码不对，或者已经失效。请看电视上现在显示的代码。 The code on the TV is not right, or has ended. Please type the one that the TV shows now.',
  limited: '试错的次数太多了，请过几分钟再试。 Too many wrong tries. Please try again in a few minutes.',
  done: '好了，电视马上就会接通。 Done: the TV continues by itself.',
  declined: '已拒绝，这台机顶盒没有接通。 Declined: the box was not paired.',
}

function askForCodes(userCode: string | undefined, note?: string): string {
  const known = readCode(userCode ?? '')
  return page(`${note === undefined ? '' : `<p class="note" role="alert">${escapeHtml(note)}</p>`}
<form method="post" action="/pair">
<label>电视上显示的代码 <small>The code on the TV</small>
<input name="user_code" inputmode="numeric" autocomplete="off" required maxlength="20" value="${known === null ? '' : showCode(known)}"></label>
<label>本户的开通码 <small>The activation code of your household</small>
<input name="activation_code" inputmode="numeric" autocomplete="off" required maxlength="20"></label>
<button>下一步 Next</button></form>`)
}

function askForActivation(userCode: string, end: string): string {
  const shown = showCode(readCode(userCode) ?? '')
  return page(`<p>要接通的机顶盒 <small>The box to be paired</small></p><h1>…${escapeHtml(end)}</h1>
<p class="note">请核对：您面前的电视上显示代码 ${shown}，机顶盒序列号以 ${escapeHtml(end)} 结尾。不是就请不要继续。<br>
<small>Does the TV in front of you show this code, and a serial that ends like this? If not, do not go on.</small></p>
<form method="post" action="/pair"><input type="hidden" name="user_code" value="${shown}">
<label>本户的开通码 <small>The activation code of your household</small>
<input name="activation_code" inputmode="numeric" autocomplete="off" required maxlength="20"></label>
<button>下一步 Next</button></form>`)
}

function askToConfirm(form: PairForm, serial: string, household: string): string {
  const known = (['user_code', 'activation_code'] as const)
    .map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(form[name] ?? '')}">`)
    .join('')
  return page(`<p>要接通的机顶盒 <small>The box to be paired</small></p><h1>${escapeHtml(serial)}</h1>
<p>接通到 <small>for the household</small> <strong>${escapeHtml(household)}</strong></p>
<p class="note">请核对：您面前的电视上是不是这个序列号和代码 ${escapeHtml(showCode(readCode(form.user_code ?? '') ?? ''))}？不是就请拒绝。<br>
<small>Does the TV in front of you show this serial and this code? If not, decline.</small></p>
<form method="post" action="/pair">${known}<button name="answer" value="yes">是，接通 Yes, pair it</button>
<button class="no" name="answer" value="no">不是，拒绝 No, decline</button></form>`)
}

const say = (text: string) => page(`<p role="status">${escapeHtml(text)}</p>`)

function page(content: string): string {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>邻灯 Porchlight</title><style>${style}</style><main><h1>邻灯 <small>Porchlight</small></h1>${content}</main></html>`
}

function answer(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.code(status).headers(headers).type('text/html; charset=utf-8').send(html)
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '')
