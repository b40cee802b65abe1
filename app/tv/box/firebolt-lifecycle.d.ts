/** The SDK's main file brings every module; its types stand there alone. */
declare module '@firebolt-js/sdk/dist/lib/Lifecycle/index.mjs' {
  const lifecycle: {
    listen(told: (state: string) => void): Promise<number>
    ready(): Promise<unknown>
    close(reason: 'remoteButton' | 'userExit' | 'done' | 'error'): Promise<unknown>
    finished(): Promise<unknown>
  }
  export default lifecycle
}
