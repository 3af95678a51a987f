import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { mailboxPath } from '../paths.ts';
import { parseAs } from '../wire/parse-as.ts';
import { userValidator } from '../wire/user.ts';
import type { GraphUser } from '../wire/user.ts';

/** https://learn.microsoft.com/graph/api/user-get */
export async function getMe(
  graph: GraphHttp,
  accessToken: string,
  options: CallOptions = {},
): Promise<GraphUser> {
  const path = `${mailboxPath(options.mailbox)}?$select=id,displayName,mail,userPrincipalName`;
  const json = await graph.send({
    operation: 'getMe',
    kind: 'read',
    method: 'GET',
    accessToken,
    target: { path },
    options,
  });
  return parseAs(userValidator, json, 'user');
}
