/**
 * Reads several as one: it ends when all of them have, and throws where each had an error.
 * @param {readonly ChangeReaders[]} readers
 * @param {Iterable<import('./stream.js').MarketStream>} held with these a reader begins
 * @returns {AsyncGenerator<Change, void, void>}
 */
export function readAll(readers: readonly ChangeReaders[], held: Iterable<import("./stream.js").MarketStream>): AsyncGenerator<Change, void, void>;
/**
 * @param {import('./stream.js').MarketStream} stream
 * @returns {Change}
 */
export function stateChange(stream: import("./stream.js").MarketStream): Change;
/**
 * @param {import('./stream.js').MarketStream} stream
 * @param {import('./wire.js').DataMessage} message
 * @returns {Change}
 */
export function messageChange(stream: import("./stream.js").MarketStream, message: import("./wire.js").DataMessage): Change;
/**
 * Changes for one reader: each stream is in it at most once, so nothing queues up behind a slow reader.
 */
export class ChangeQueue {
    /** @param {Change} change */
    post(change: Change): void;
    /** @param {Error | null} [error] what the reader is told once it has taken what is left */
    end(error?: Error | null): void;
    /** @returns {Promise<Change | null>} null: ended */
    take(): Promise<Change | null>;
    #private;
}
/** The queues of those who read with `for await`. */
export class ChangeReaders {
    /** @param {Change} change */
    post(change: Change): void;
    /** @param {Error | null} [error] */
    end(error?: Error | null): void;
    /**
     * @internal One more who is told of changes, and of the end.
     * @param {{ post(change: Change): void, end(error: Error | null): void }} queue
     */
    add(queue: {
        post(change: Change): void;
        end(error: Error | null): void;
    }): void;
    /**
     * @internal
     * @param {{ post(change: Change): void, end(error: Error | null): void }} queue
     */
    remove(queue: {
        post(change: Change): void;
        end(error: Error | null): void;
    }): void;
    /** What was ended can be read again: the client connects anew. */
    reopen(): void;
    /**
     * @param {Iterable<import('./stream.js').MarketStream>} held with these a reader begins
     * @returns {AsyncGenerator<Change, void, void>}
     */
    read(held: Iterable<import("./stream.js").MarketStream>): AsyncGenerator<Change, void, void>;
    #private;
}
/**
 * What happened to a stream. To a listener: one message, or a change of state (`kind` is `state`). To an async iterator
 * that takes its time: everything since it last saw the stream, as one.
 */
export type Change<S extends import("./stream.js").MarketStream = any> = {
    /**
     * The stream, always at its newest.
     */
    stream: S;
    /**
     * Of the newest
     * message.
     */
    kind: "snapshot" | "delta" | "trades" | "rollUp" | "cancel" | "correction" | "state";
    /**
     * The version that it stood at before; null: nothing before.
     */
    from: number | null;
    /**
     * The version that it stands at.
     */
    to: number | null;
    /**
     * How many messages it stands for; 0: only the state changed.
     */
    messages: number;
    /**
     * How many source updates they stand for, as far as it is known.
     */
    merged: number;
    /**
     * When the oldest of those updates occurred that show, in microseconds; null: none.
     */
    oldest: number | null;
    /**
     * When the newest of them occurred; null without the option `stamps`.
     */
    newest: number | null;
    /**
     * When the gateway sent the newest message; null without the option `stamps`.
     */
    sentAt: number | null;
    /**
     * The trades that came one by one, oldest first.
     */
    trades: readonly import("./wire.js").Trade[];
    /**
     * What the venue cancelled or corrected of
     * trades, in `trades` or before, oldest first.
     */
    amendments: readonly import("./wire.js").TradeAmendment[];
};
