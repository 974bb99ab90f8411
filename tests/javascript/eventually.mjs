const PATIENCE_MS = 60_000;
const PAUSE_MS = 20;

/**
 * Waits until a named condition holds, and fails with its name when it does not within a minute.
 * @param name a text, or a function that says it at the end
 * @returns what the condition returned
 */
export async function eventually(name, condition) {
  const end = Date.now() + PATIENCE_MS;
  while (true) {
    const result = await condition();
    if (result) {
      return result;
    }
    if (Date.now() > end) {
      throw new Error(`not within ${PATIENCE_MS / 1000} s: ${typeof name === 'function' ? name() : name}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
