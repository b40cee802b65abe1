import { readFileSync } from 'node:fs'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'

const schema = new URL('../cap/CAP-v1.2.xsd', import.meta.url)

/** What the OASIS schema of CAP 1.2 finds wrong with a message, by libxml2; nothing when it is valid. */
export function capFaults(message: string): string[] {
  const rules = XmlDocument.fromBuffer(readFileSync(schema))
  const validator = XsdValidator.fromDoc(rules)
  const document = XmlDocument.fromString(message)
  try {
    validator.validate(document)
    return []
  } catch (error) {
    return (error as Error).message.split('\n').filter((line) => line !== '')
  } finally {
    document.dispose()
    validator.dispose()
    rules.dispose()
  }
}
