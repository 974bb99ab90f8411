/**
 * How many times books and quotes were proven by their checksum so far, over every connection of the page.
 * @module
 */

export class ChecksumCount {
  verified = 0;
  failed = 0;

  /**
   * @param {import('@marketgateway/client').BookStream | import('@marketgateway/client').QuoteStream} stream to which a
   *   message was just applied
   */
  add(stream) {
    this[stream.isChecksumRight ? 'verified' : 'failed']++;
  }
}
