/**
 * How many books were proven by their checksum so far, over every connection of the page.
 * @module
 */

export class ChecksumCount {
  verified = 0;
  failed = 0;

  /** @param {import('@marketgateway/client').BookStream} book to which a message was just applied */
  add(book) {
    this[book.isChecksumRight ? 'verified' : 'failed']++;
  }
}
