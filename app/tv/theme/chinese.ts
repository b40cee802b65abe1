/** Marks that may not begin a line: they stay with what stands before them. */
const closing = '，。、；：？！）》〉」』】〕〗…—～·％℃,.;:?!)]}%’”'
/** Marks that may not end a line: they stay with what follows. */
const opening = '（《〈「『【〔〖‘“([{￥$#'

const wide = /[⺀-〿㐀-䶿一-鿿豈-﫿＀-￯]|[\ud840-\ud88f][\udc00-\udfff]/

/**
 * Cuts a text where a line may break: between Chinese characters, at spaces, never before a closing mark or after an
 * opening one, never inside a Latin word, a number or a surrogate pair. Lightning's own cuts at spaces only, so that
 * a Chinese sentence would be one word.
 */
export function tokenize(text: string): string[] {
  const tokens: string[] = []
  let current = ''
  const flush = () => {
    if (current) tokens.push(current)
    current = ''
  }
  for (const char of characters(text)) {
    if (char === ' ' || char === '\u200b') {
      flush()
      if (char === ' ') tokens.push(' ')
    } else if (closing.indexOf(char) >= 0) {
      current = current || joinable(tokens)
      current += char
    } else if (opening.indexOf(char) >= 0) {
      if (!endsWithOpening(current) && breaksBefore(current, char)) flush()
      current += char
    } else if (wide.test(char)) {
      if (!endsWithOpening(current)) flush()
      current += char
    } else {
      if (current && !endsWithOpening(current) && !latinTail(current)) flush()
      current += char
    }
  }
  flush()
  return tokens
}

/** For `TextTokenizer.setCustomTokenizer`. */
export const chineseTokenizer = (text: string): { tokens: string[] }[] => [{ tokens: tokenize(text) }]

/** Characters with surrogate pairs kept whole; `for … of` over a string would need an iterator of old engines. */
function characters(text: string): string[] {
  return text.match(/[\ud800-\udbff][\udc00-\udfff]|[\s\S]/g) ?? []
}

/** Takes back the last token, so that a closing mark can be glued to it; none after a space. */
function joinable(tokens: string[]): string {
  const last = tokens[tokens.length - 1]
  return last !== undefined && last !== ' ' ? (tokens.pop() as string) : ''
}

const endsWithOpening = (token: string) => token !== '' && opening.indexOf(token.charAt(token.length - 1)) >= 0

/** Whether a Latin letter or digit may go on here: after Latin, and after a mark inside it such as 3.5 or 10:30. */
function latinTail(token: string): boolean {
  const last = token.charAt(token.length - 1)
  if (wide.test(last)) return false
  return closing.indexOf(last) < 0 || ',.:%’'.indexOf(last) >= 0
}

/** An opening mark starts a new token, except an ASCII one inside a word such as `f(x)`. */
const breaksBefore = (token: string, mark: string) => token !== '' && !(mark.charCodeAt(0) < 128 && latinTail(token))
