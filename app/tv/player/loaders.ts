import type HlsClass from 'hls.js'
import type { HlsConfig, Loader, LoaderContext, LoaderStats, PlaylistLoaderContext } from 'hls.js'
import type { Source } from './engine'

export type HlsModule = typeof HlsClass

/** hls.js's own loader, which waits for the address, takes a text that is already here, and lets us read what comes. */
export function playlistLoader(
  Hls: HlsModule,
  pending: () => Promise<Source> | null,
  read: (text: string) => string | null,
): HlsConfig['pLoader'] {
  return class extends baseLoader(Hls) {
    private ended = false

    override load(...[context, config, callbacks]: Parameters<Loader<LoaderContext>['load']>): void {
      const reading: typeof callbacks = {
        ...callbacks,
        onSuccess: (response, stats, ctx, network) => {
          const text = read(String(response.data))
          if (text !== null) callbacks.onSuccess({ ...response, data: text }, stats, ctx, network)
        },
      }
      if ((context as PlaylistLoaderContext).type !== 'manifest') {
        super.load(context, config, reading)
        return
      }
      pending()?.then(
        (source) => {
          if (this.ended) return
          context.url = source.playlistUrl ?? source.url
          if (source.playlist === undefined) return void super.load(context, config, reading)
          this.context = context
          atHand(this.stats, source.playlist.length)
          reading.onSuccess({ url: context.url, data: source.playlist }, this.stats, context, null)
        },
        () => {},
      )
    }

    override abort(): void {
      this.ended = true
      super.abort()
    }

    override destroy(): void {
      this.ended = true
      super.destroy()
    }
  } as unknown as HlsConfig['pLoader']
}

/** hls.js's own loader, but for what came with the address. */
export function fileLoader(Hls: HlsModule, take: (url: string) => ArrayBuffer | null): HlsConfig['fLoader'] {
  return class extends baseLoader(Hls) {
    override load(...[context, config, callbacks]: Parameters<Loader<LoaderContext>['load']>): void {
      const data = take(context.url)
      if (data === null) {
        super.load(context, config, callbacks)
        return
      }
      this.context = context
      atHand(this.stats, data.byteLength)
      callbacks.onSuccess({ url: context.url, data, code: 200 }, this.stats, context, null)
    }
  } as unknown as HlsConfig['fLoader']
}

function baseLoader(Hls: HlsModule): new (config: HlsConfig) => Loader<LoaderContext> {
  return Hls.DefaultConfig.loader as unknown as new (
    config: HlsConfig,
  ) => Loader<LoaderContext>
}

/** The statistics of something that was not waited for. */
function atHand(stats: LoaderStats, size: number): void {
  const now = performance.now()
  Object.assign(stats, { loaded: size, total: size })
  Object.assign(stats.loading, { start: now, first: now, end: now })
}
