/** Uppy uploads a file; answers its name and the offsets at which it went on. */
export default async function ({ openPage, say }, { page: address, file, url, key }) {
  const page = await openPage()
  const offsets = []
  page.on('response', response => {
    if (response.request().method() === 'HEAD' && response.status() === 200) {
      offsets.push(Number(response.headers()['upload-offset']))
    }
  })
  await page.goto(address)
  await page.setInputFiles('#file', file)
  const stored = page.evaluate(
    ({ url, key }) =>
      new Promise(resolve => {
        const uppy = window.uploader(url, key, resolve)
        // Where a server needs longer to come back than Uppy tries by itself, its user presses "Retry".
        uppy.on('upload-error', () => setTimeout(() => uppy.retryAll(), 1000))
        uppy.addFile(window.chosen())
      }),
    { url, key },
  )
  say('sending')
  return { name: await stored, offsets }
}
