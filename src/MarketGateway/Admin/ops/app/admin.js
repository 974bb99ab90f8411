/**
 * The questions of operators, as schemas/admin/openapi.yaml has them, with the token of this tab.
 * @module
 */

const key = 'operator-token';

export const keepToken = (text) => sessionStorage.setItem(key, text.trim());
export const hasToken = () => sessionStorage.getItem(key) !== null;
export const forgetToken = () => sessionStorage.removeItem(key);

/** The gateway answered, and it was no. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/**
 * @param {string} path below /admin
 * @param {Record<string, string | number>} query what is empty is not asked for
 */
export async function ask(path, query = {}) {
  const wanted = Object.entries(query).filter(([, value]) => value !== '');
  const token = sessionStorage.getItem(key);
  const answer = await fetch(`/admin${path}${wanted.length === 0 ? '' : `?${new URLSearchParams(wanted)}`}`, {
    headers: token === null ? {} : { Authorization: `Bearer ${token}` },
    cache: 'no-store',
  });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, problem.detail ?? `the gateway answered ${answer.status}`);
  }

  return answer.json();
}
