/** What a page gets of a file, a list, a link and an upload. */
export default async function ({ openPage }, { page: address, file, url, key, object, link }) {
  const page = await openPage()
  await page.goto(address)
  await page.setInputFiles('#file', file)
  return await page.evaluate(
    async ({ url, key, object, link }) => {
      const got = async asked => {
        try {
          return await asked()
        } catch (error) {
          return error.originalRequest ? 'no upload' : error.name
        }
      }
      const read = async (address, options) => {
        const response = await fetch(address, options)
        return response.type + ' ' + response.status + ' ' + (await response.text())
      }
      const headers = { Authorization: 'Bearer ' + key }
      return {
        object: await got(() => read(object, { headers })),
        missing: await got(() => read(object + 'x', { headers }).then(text => text.slice(0, 8))),
        link: await got(() => read(link)),
        opaque: await got(() => read(link, { mode: 'no-cors' })),
        upload: await got(() => window.upload(window.chosen(), url, key)),
      }
    },
    { url, key, object, link },
  )
}
