let again = 0

/**
 * A piece of the app that comes when it is first needed, once. Many engines remember a module that did not come and
 * never ask for it again (whatwg/html#6768): after a failure it is asked for by another address. Where it lies only the
 * source of `load` tells, because the build writes the address there.
 */
export function piece<T>(load: () => Promise<T>): () => Promise<T> {
  const address = /import\(.(.+?\.js).\)/.exec(String(load))
  let ask = load
  let loading: Promise<T> | null = null
  return () => {
    loading ??= ask().catch((error) => {
      loading = null
      if (address) ask = () => import(/* @vite-ignore */ `${address[1]}?again=${++again}`)
      throw error
    })
    return loading
  }
}
