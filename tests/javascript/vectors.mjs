import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../schemas/wire/vectors/', import.meta.url);

export const vectors = (name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
export const bytesOf = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
export const hexOf = (bytes) => Buffer.from(bytes).toString('hex');
