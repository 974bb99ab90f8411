/**
 * Listeners by event. A listener that throws harms neither the client nor the other listeners: its error surfaces as
 * an uncaught one, as from any event handler.
 * @template {object} Events
 */
export class Emitter<Events extends object> {
    /**
     * @template {keyof Events} K
     * @param {K} type
     * @param {(detail: Events[K]) => void} listener
     * @returns {() => void} takes the listener away again
     */
    on<K extends keyof Events>(type: K, listener: (detail: Events[K]) => void): () => void;
    /**
     * @template {keyof Events} K
     * @param {K} type
     * @param {(detail: Events[K]) => void} listener
     */
    off<K extends keyof Events>(type: K, listener: (detail: Events[K]) => void): void;
    /**
     * @internal
     * @template {keyof Events} K
     * @param {K} type
     * @param {Events[K]} detail
     */
    emit<K extends keyof Events>(type: K, detail: Events[K]): void;
    #private;
}
