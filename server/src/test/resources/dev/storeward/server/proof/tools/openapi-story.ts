// What a client does that is typed by the published document: upload, list, download, link, register, migrate.
import type { operations } from './api.d.ts';

declare const process: { argv: string[] };
const [url = '', member = '', supervisor = '', operator = '', tenant = '', folder = ''] = process.argv.slice(2);

type Body<Id extends keyof operations, Status extends keyof operations[Id]['responses']> =
  operations[Id]['responses'][Status] extends { content: { 'application/json': infer Json } } ? Json : never;
type Sent<Id extends keyof operations> =
  NonNullable<operations[Id]['requestBody']> extends { content: { 'application/json': infer Json } } ? Json : never;

async function call(key: string, method: string, path: string, body?: BodyInit, type?: string): Promise<Response> {
  const headers: Record<string, string> = key === '' ? {} : { Authorization: `Bearer ${key}` };
  if (type !== undefined) headers['Content-Type'] = type;
  const answer = await fetch(path.startsWith('http') ? path : url + path, { method, headers, body: body ?? null });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function json<T>(answer: Promise<Response>): Promise<T> {
  return (await (await answer).json()) as T;
}

function same(what: string, wanted: unknown, got: unknown): void {
  if (wanted !== got) throw new Error(`${what} is ${String(got)}, not ${String(wanted)}`);
}

async function story(): Promise<void> {
  const form = new FormData();
  form.append('file', new Blob(['Hello.\n']), 'hello.txt');
  const uploaded = await json<Body<'uploadFile', 201>>(
    call(member, 'POST', '/api/v1/storage/upload?file_category=general', form));
  const name: string = uploaded.data.file_path;
  same('size', 7, uploaded.data.size);

  const files = await json<Body<'listFiles', 200>>(call(member, 'GET', '/api/v1/storage/files?page_size=5'));
  same('listed', name, files.data.items[0]?.object_name);

  const object = `/api/v1/storage/objects/${encodeURIComponent(name)}`;
  same('downloaded', 'Hello.\n', await (await call(member, 'GET', object)).text());

  const link = await json<Body<'createLink', 200>>(call(member, 'GET', `${object}/presigned-url`));
  same('behind the link', 'Hello.\n', await (await call('', 'GET', link.data.url)).text());

  const wanted: Sent<'registerBackend'> = { name: 'typed', connector: 'filesystem', settings: { path: folder } };
  const backend = await json<Body<'registerBackend', 201>>(
    call(operator, 'POST', `/api/v1/platform/tenants/${tenant}/backends`, JSON.stringify(wanted), 'application/json'));

  const move: Sent<'startMigration'> = { target_backend_id: backend.id, reason: 'typed client' };
  let migration = await json<Body<'startMigration', 201>>(
    call(supervisor, 'POST', `/api/v1/platform/tenants/${tenant}/migrations`, JSON.stringify(move), 'application/json'));
  while (migration.status === 'pending' || migration.status === 'in_progress') {
    await new Promise(resolve => setTimeout(resolve, 200));
    migration = await json<Body<'getMigration', 200>>(
      call(supervisor, 'GET', `/api/v1/platform/migrations/${migration.id}`));
  }
  same('after the move', 'Hello.\n', await (await call(member, 'GET', object)).text());
  console.log(`${migration.migrated_files} moved, ${migration.failed_files} failed, ${migration.status}`);
}

story().catch(error => {
  console.error(error);
  throw error;
});
